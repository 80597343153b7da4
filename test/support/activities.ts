import type { UserActivity } from '../../src/domain/activity.ts'
import type { EventType, TrailEvent } from '../../src/domain/event.ts'

/** Someone who was seen once at noon of a Monday and did nothing since. */
export const noActivity: UserActivity = {
  userId: 1,
  firstSeenAt: new Date('2024-01-01T12:00:00Z'),
  lastSeenAt: new Date('2024-01-01T12:00:00Z'),
  firstOrderAt: null,
  lastOrderAt: null,
  orderCount: 0,
  purchaseDays: 0,
  spend: 0,
  repeatSpend: 0,
  returnedValue: 0,
  returnCount: 0,
  purchaseLines: 0,
  purchaseQuantity: 0,
  productCount: 0,
  activeDays: 0,
  hourCounts: new Array<number>(24).fill(0),
  weekdayCounts: new Array<number>(7).fill(0),
  categorySpend: [],
  ratingCount: 0,
  ratingSum: 0,
  unratedReviews: [],
  couponRedemptions: 0,
  viewCount: 0,
  searchCount: 0,
  cartAddCount: 0,
}

/** Someone who bought on `purchaseDays` days, evenly from the first to the last order, one order of `value` each day. */
export const customer = (
  facts: { readonly first: string; readonly last: string; readonly purchaseDays: number; readonly value?: number },
  more: Partial<UserActivity> = {},
): UserActivity => {
  const { first, last, purchaseDays, value = 10 } = facts
  return {
    ...noActivity,
    firstSeenAt: new Date(first),
    lastSeenAt: new Date(last),
    firstOrderAt: new Date(first),
    lastOrderAt: new Date(last),
    orderCount: purchaseDays,
    purchaseDays,
    spend: value * purchaseDays,
    repeatSpend: value * (purchaseDays - 1),
    purchaseLines: purchaseDays,
    purchaseQuantity: purchaseDays,
    productCount: purchaseDays,
    activeDays: purchaseDays,
    ...more,
  }
}

let made = 0

export const trailEvent = (type: EventType, timestamp: string, more: Partial<TrailEvent> = {}): TrailEvent => ({
  userId: 1,
  eventKey: `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`,
  type,
  timestamp: new Date(timestamp),
  productId: null,
  quantity: null,
  unitPrice: null,
  currency: null,
  orderId: null,
  sessionId: null,
  query: null,
  rating: null,
  text: null,
  channel: null,
  properties: null,
  ...more,
})
