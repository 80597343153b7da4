import type { UserActivity } from '../domain/activity.ts'
import type { UserProfile } from '../domain/portrait.ts'
import { activeHours } from './active-hours.ts'
import { daysBetween } from './days.ts'
import { favouriteCategories } from './favourite-categories.ts'
import { labelsOf } from './labels.ts'
import { lifecycleOf, rhythmOf } from './lifecycle.ts'
import { measuresOf } from './measures.ts'
import { rfmScores } from './rfm.ts'
import { satisfactionOf } from './satisfaction.ts'
import type { ShopStatistics } from './shop-statistics.ts'

/** Stored per user; the shares of the rest are what is missing to 1. */
const keptCategories = 10

const valueProfile = (activity: UserActivity, recencyDays: number) => ({
  orderCount: activity.orderCount,
  purchaseDays: activity.purchaseDays,
  recencyDays,
  frequency: Math.max(0, activity.purchaseDays - 1),
  monetary: activity.purchaseDays > 1 ? activity.repeatSpend / (activity.purchaseDays - 1) : null,
  averageOrderValue: activity.orderCount > 0 ? activity.spend / activity.orderCount : null,
  totalSpend: activity.spend - activity.returnedValue,
})

/**
 * The portrait of one user from the activity up to `asOf` and the statistics of the shop at the same instant.
 * Times in days, amounts in the shop's currency; everything is a function of the three arguments.
 */
export const portraitOf = (activity: UserActivity, shop: ShopStatistics, asOf: Date): UserProfile => {
  const rhythm = rhythmOf(activity, shop, asOf)
  const recencyDays = Math.max(0, daysBetween(activity.lastOrderAt ?? activity.lastSeenAt, asOf))
  const values = valueProfile(activity, recencyDays)
  const favourites = favouriteCategories(activity.categorySpend, shop.categoryShares)
  const profile = {
    userId: activity.userId,
    firstSeenAt: activity.firstSeenAt,
    lastSeenAt: activity.lastSeenAt,
    lifecycle: rhythm && lifecycleOf(rhythm, shop),
    ...values,
    rfm: rhythm && rfmScores(shop.rfmCuts, { recencyDays, frequency: values.frequency, monetary: values.totalSpend }),
    favouriteCategories: favourites,
    activeHours: activeHours(activity.hourCounts),
    satisfaction: satisfactionOf(activity),
  }
  return {
    ...profile,
    favouriteCategories: favourites.slice(0, keptCategories),
    labels: labelsOf(measuresOf(activity, profile, rhythm, shop)),
  }
}
