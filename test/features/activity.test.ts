import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { eventTypes, type TrailEvent } from '../../src/domain/event.ts'
import { activityOf } from '../../src/features/activity.ts'
import { trailEvent } from '../support/activities.ts'

const user = { userId: 1, createdAt: new Date('2024-01-05T00:00:00Z') }
const shop = {
  asOf: new Date('2024-03-01T00:00:00Z'),
  timeZone: 'Asia/Shanghai',
  categoryOf: (productId: number) => (productId === 1 ? 'toys > blocks' : null),
}
const purchase = (timestamp: string, more: Partial<TrailEvent>) => trailEvent('PURCHASE', timestamp, more)

const history = [
  purchase('2024-01-10T10:00:00Z', { productId: 1, quantity: 2, unitPrice: 5, orderId: 'a' }),
  purchase('2024-01-10T10:00:00Z', { productId: 2, quantity: 1, unitPrice: 3, orderId: 'a' }),
  // Past midnight in Shanghai: another day.
  purchase('2024-01-10T17:00:00Z', { productId: 1, quantity: 1, unitPrice: 5, orderId: 'b' }),
  trailEvent('RETURN', '2024-01-20T10:00:00Z', { productId: 1, quantity: -1, unitPrice: 5, orderId: 'c' }),
  trailEvent('REVIEW', '2024-01-21T10:00:00Z', { productId: 1, rating: 4, text: 'fine' }),
  trailEvent('REVIEW', '2024-01-22T10:00:00Z', { productId: 1, text: 'lovely' }),
  trailEvent('VIEW', '2024-01-04T10:00:00Z', { productId: 1 }),
]

describe('activityOf', () => {
  it('adds a history up by the days of the shop', () => {
    expect(activityOf(user, history, shop)).toMatchObject({
      firstSeenAt: new Date('2024-01-04T10:00:00Z'),
      lastSeenAt: new Date('2024-01-22T10:00:00Z'),
      firstOrderAt: new Date('2024-01-10T10:00:00Z'),
      lastOrderAt: new Date('2024-01-10T17:00:00Z'),
      ...{ orderCount: 2, purchaseDays: 2, spend: 18, repeatSpend: 5, returnedValue: 5, returnCount: 1 },
      ...{ purchaseLines: 3, purchaseQuantity: 4, productCount: 2, activeDays: 6, viewCount: 1 },
      categorySpend: [{ category: 'toys > blocks', amount: 15 }],
      ...{ ratingCount: 1, ratingSum: 4, unratedReviews: ['lovely'] },
    })
  })

  it('takes a day of purchases without order ids as one order', () => {
    const lines = ['2024-01-10T01:00:00Z', '2024-01-10T09:00:00Z', '2024-01-11T09:00:00Z'].map((at) =>
      purchase(at, { productId: 1, quantity: 1, unitPrice: 1 }),
    )
    expect(activityOf(user, lines, shop).orderCount).toBe(2)
  })

  it('knows somebody without events by the account alone', () => {
    expect(activityOf(user, [], shop)).toMatchObject({
      firstSeenAt: user.createdAt,
      lastSeenAt: user.createdAt,
      lastOrderAt: null,
      orderCount: 0,
      activeDays: 0,
    })
  })

  const anyEvent = fc
    .record({
      type: fc.constantFrom(...eventTypes),
      day: fc.integer({ min: 1, max: 120 }),
      hour: fc.integer({ min: 0, max: 23 }),
      productId: fc.integer({ min: 1, max: 3 }),
      orderId: fc.option(fc.constantFrom('a', 'b')),
    })
    .map(({ type, day, hour, ...more }) =>
      trailEvent(type, new Date(Date.UTC(2024, 0, day, hour)).toISOString(), { ...more, quantity: 1, unitPrice: 2 }),
    )

  it('is the same whatever happens after the as-of instant', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const before = events.filter(({ timestamp }) => timestamp <= shop.asOf)
        expect(activityOf(user, events, shop)).toEqual(activityOf(user, before, shop))
      }),
    )
  })

  it('does not depend on the order of events at different times', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyEvent, { selector: (event) => event.timestamp.getTime() }), (events) => {
        expect(activityOf(user, [...events].reverse(), shop)).toEqual(activityOf(user, events, shop))
      }),
    )
  })

  it('counts every event once by hour and once by weekday', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const { hourCounts, weekdayCounts } = activityOf(user, events, { ...shop, asOf: new Date('2025-01-01') })
        expect(hourCounts.reduce((a, b) => a + b, 0)).toBe(events.length)
        expect(weekdayCounts.reduce((a, b) => a + b, 0)).toBe(events.length)
      }),
    )
  })
})
