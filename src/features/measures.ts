import type { UserActivity } from '../domain/activity.ts'
import type { UserProfile } from '../domain/portrait.ts'
import { shareOfHours, sharesOf } from './active-hours.ts'
import type { Rhythm } from './lifecycle.ts'
import type { ShopStatistics } from './shop-statistics.ts'

/** What label rules speak about, each in one sentence. */
export const measures = {
  activeDays: 'days with any event',
  nightShare: 'share of events from 22:00 to 05:00',
  morningShare: 'share of events from 05:00 to 09:00',
  weekendShare: 'share of events on Saturdays and Sundays',
  orderCount: 'orders',
  purchaseDays: 'days with a purchase',
  couponRedemptions: 'redeemed coupons',
  couponsPerOrder: 'redeemed coupons per order',
  spendOverTopTenth: 'spend less returns, over what nine in ten customers do not exceed',
  orderValueOverTopTenth: 'average order value, over what nine in ten customers do not exceed',
  piecesPerLine: 'pieces per purchase line',
  piecesOverTopTenth: 'pieces per purchase line, over what nine in ten customers do not exceed',
  purchaseDaysOverLoyal: 'purchase days, over those of a loyal customer of this shop',
  silence: 'own gaps between purchases that have passed since the last order',
  categoryCount: 'categories bought from',
  topCategoryShare: 'share of the favourite category in the own spend',
  topCategoryLift: "that share over the shop's",
  linesPerProduct: 'purchase lines per different product',
  viewCount: 'product views',
  linesPerViewOverShop: "purchase lines per view, over the shop's",
  searchCount: 'searches',
  searchesPerView: 'searches per view',
  cartAddCount: 'additions to the cart',
  linesPerCartAdd: 'purchase lines per addition to the cart',
  returnCount: 'returns',
  returnedShare: 'value returned over value bought',
  reviewCount: 'reviews',
  satisfaction: 'satisfaction, 0 to 1',
} as const

export type Measure = keyof typeof measures

/** null where a measure has no value: nothing to divide by, nothing recorded. */
export type Measures = Readonly<Record<Measure, number | null>>

const ratio = (part: number, whole: number | null): number | null => (whole !== null && whole > 0 ? part / whole : null)

const purchaseMeasures = (activity: UserActivity, profile: Omit<UserProfile, 'labels'>, shop: ShopStatistics) => ({
  orderCount: profile.orderCount,
  purchaseDays: profile.purchaseDays,
  couponRedemptions: activity.couponRedemptions,
  couponsPerOrder: ratio(activity.couponRedemptions, profile.orderCount),
  spendOverTopTenth: ratio(profile.totalSpend, shop.topTenth.spend),
  orderValueOverTopTenth: ratio(profile.averageOrderValue ?? 0, shop.topTenth.averageOrderValue),
  piecesPerLine: ratio(activity.purchaseQuantity, activity.purchaseLines),
  piecesOverTopTenth: ratio(
    activity.purchaseQuantity / Math.max(1, activity.purchaseLines),
    shop.topTenth.piecesPerLine,
  ),
  purchaseDaysOverLoyal: profile.purchaseDays / shop.loyalPurchaseDays,
  linesPerProduct: ratio(activity.purchaseLines, activity.productCount),
  returnCount: activity.returnCount,
  returnedShare: ratio(activity.returnedValue, activity.spend),
})

const browsingMeasures = (activity: UserActivity, shop: ShopStatistics) => ({
  viewCount: activity.viewCount,
  linesPerViewOverShop: ratio(ratio(activity.purchaseLines, activity.viewCount) ?? 0, shop.linesPerView),
  searchCount: activity.searchCount,
  searchesPerView: ratio(activity.searchCount, activity.viewCount),
  cartAddCount: activity.cartAddCount,
  linesPerCartAdd: ratio(activity.purchaseLines, activity.cartAddCount),
})

/** All measures of one user; `rhythm` is null for someone who has never ordered. */
export const measuresOf = (
  activity: UserActivity,
  profile: Omit<UserProfile, 'labels'>,
  rhythm: Rhythm | null,
  shop: ShopStatistics,
): Measures => {
  const weekdays = sharesOf(activity.weekdayCounts)
  const [favourite] = profile.favouriteCategories
  // Files that state dates only put every event at one hour: that is no habit of the user's.
  const hoursKnown = activity.hourCounts.filter((count) => count > 0).length > 1
  return {
    activeDays: activity.activeDays,
    nightShare: hoursKnown ? shareOfHours(profile.activeHours, 22, 5) : null,
    morningShare: hoursKnown ? shareOfHours(profile.activeHours, 5, 9) : null,
    weekendShare: weekdays[5] + weekdays[6],
    silence: rhythm?.silence ?? null,
    categoryCount: profile.favouriteCategories.length,
    topCategoryShare: favourite?.share ?? null,
    topCategoryLift: favourite?.lift ?? null,
    reviewCount: activity.ratingCount + activity.unratedReviews.length,
    satisfaction: profile.satisfaction,
    ...purchaseMeasures(activity, profile, shop),
    ...browsingMeasures(activity, shop),
  }
}
