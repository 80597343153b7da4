import type { UserActivity } from '../domain/activity.ts'
import type { TrailEvent } from '../domain/event.ts'
import { createLocalClock, type LocalTime } from './local-time.ts'

/** What has to be known of the shop to add a user's events up. */
export interface ActivityContext {
  /** Events after it are not looked at. */
  readonly asOf: Date
  /** IANA name. */
  readonly timeZone: string
  /** The category path of a product, null when unknown. */
  readonly categoryOf: (productId: number) => string | null
}

interface Dated {
  readonly event: TrailEvent
  readonly local: LocalTime
}

const keptReviews = 20

const amountOf = ({ quantity, unitPrice }: TrailEvent): number => Math.abs(quantity ?? 1) * (unitPrice ?? 0)
const orderKey = ({ event, local }: Dated): string => event.orderId ?? `day ${local.day}`
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const countBy = (length: number, indices: readonly number[]): number[] => {
  const counts = new Array<number>(length).fill(0)
  for (const index of indices) counts[index] += 1
  return counts
}

const purchasesOf = (lines: readonly Dated[], categoryOf: ActivityContext['categoryOf']) => {
  const firstDay = lines[0]?.local.day
  const byCategory = new Map<string, number>()
  for (const { event } of lines) {
    const category = event.productId === null ? null : categoryOf(event.productId)
    if (category !== null) byCategory.set(category, (byCategory.get(category) ?? 0) + amountOf(event))
  }
  return {
    firstOrderAt: lines.at(0)?.event.timestamp ?? null,
    lastOrderAt: lines.at(-1)?.event.timestamp ?? null,
    orderCount: new Set(lines.map(orderKey)).size,
    purchaseDays: new Set(lines.map(({ local }) => local.day)).size,
    spend: sum(lines.map(({ event }) => amountOf(event))),
    repeatSpend: sum(lines.map(({ event, local }) => (local.day === firstDay ? 0 : amountOf(event)))),
    purchaseLines: lines.length,
    purchaseQuantity: sum(lines.map(({ event }) => Math.abs(event.quantity ?? 1))),
    productCount: new Set(lines.flatMap(({ event }) => event.productId ?? [])).size,
    categorySpend: [...byCategory].map(([category, amount]) => ({ category, amount })),
  }
}

const reviewsOf = (reviews: readonly Dated[]) => {
  const ratings = reviews.flatMap(({ event }) => event.rating ?? [])
  const unrated = reviews.flatMap(({ event }) => (event.rating === null && event.text ? event.text : []))
  return {
    ratingCount: ratings.length,
    ratingSum: sum(ratings),
    unratedReviews: unrated.slice(-keptReviews).reverse(),
  }
}

/**
 * Adds up one user's events (in any order) as of an instant. The store computes the same in one SQL statement over all users;
 * this is what it has to agree with. An order without an id is a day of purchases.
 */
export const activityOf = (
  user: { readonly userId: number; readonly createdAt: Date },
  events: readonly TrailEvent[],
  { asOf, timeZone, categoryOf }: ActivityContext,
): UserActivity => {
  const clock = createLocalClock(timeZone)
  const dated = events
    .filter(({ timestamp }) => timestamp.getTime() <= asOf.getTime())
    .sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime())
    .map((event) => ({ event, local: clock(event.timestamp.getTime()) }))
  const ofType = (type: TrailEvent['type']) => dated.filter(({ event }) => event.type === type)
  const returns = ofType('RETURN')
  const seen = [user.createdAt.getTime(), ...dated.slice(0, 1).map(({ event }) => event.timestamp.getTime())]
  return {
    userId: user.userId,
    firstSeenAt: new Date(Math.min(...seen)),
    lastSeenAt: dated.at(-1)?.event.timestamp ?? user.createdAt,
    ...purchasesOf(ofType('PURCHASE'), categoryOf),
    returnedValue: sum(returns.map(({ event }) => amountOf(event))),
    returnCount: new Set(returns.map(orderKey)).size,
    activeDays: new Set(dated.map(({ local }) => local.day)).size,
    hourCounts: countBy(
      24,
      dated.map(({ local }) => local.hour),
    ),
    weekdayCounts: countBy(
      7,
      dated.map(({ local }) => local.weekday),
    ),
    ...reviewsOf(ofType('REVIEW')),
    couponRedemptions: ofType('COUPON_REDEEM').length,
    viewCount: ofType('VIEW').length,
    searchCount: ofType('SEARCH').length,
    cartAddCount: ofType('ADD_TO_CART').length,
  }
}
