import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { UserActivity } from '../../src/domain/activity.ts'
import { labelRules } from '../../src/features/labels.ts'
import { portraitOf } from '../../src/features/portrait.ts'
import { shopStatisticsOf } from '../../src/features/shop-statistics.ts'
import { customer, noActivity } from '../support/activities.ts'

const asOf = new Date('2024-12-31T00:00:00Z')
const counts = (length: number, filled: Readonly<Record<number, number>>) =>
  Array.from({ length }, (_, at) => filled[at] ?? 0)
const regular = (more: Partial<UserActivity> = {}) =>
  customer({ first: '2024-06-01', last: '2024-12-01', purchaseDays: 4 }, more)
const crowd = Array.from({ length: 40 }, (_, i) =>
  customer(
    { first: '2024-01-01', last: '2024-03-01', purchaseDays: 1 + (i % 2), value: 5 + i },
    {
      viewCount: 10,
      categorySpend: [
        { category: 'toys', amount: 5 },
        { category: 'books', amount: 5 },
      ],
    },
  ),
)
const shop = shopStatisticsOf(crowd, asOf)
const labels = (activity: UserActivity) => portraitOf(activity, shop, asOf).labels

describe('portraitOf', () => {
  it('states the values of a customer', () => {
    const portrait = portraitOf(regular({ returnedValue: 5 }), shop, asOf)
    expect(portrait).toMatchObject({
      ...{ orderCount: 4, purchaseDays: 4, frequency: 3, monetary: 10, averageOrderValue: 10, totalSpend: 35 },
      ...{ recencyDays: 30, satisfaction: null },
    })
  })

  it('leaves open what is not known of someone who has never ordered', () => {
    expect(portraitOf(noActivity, shop, asOf)).toMatchObject({
      ...{ lifecycle: null, rfm: null, monetary: null, averageOrderValue: null, orderCount: 0, frequency: 0 },
      ...{ recencyDays: 364.5, favouriteCategories: [], labels: [] },
    })
  })

  it('needs no shop around it', () => {
    const alone = shopStatisticsOf([], asOf)
    expect(portraitOf(regular(), alone, asOf).rfm).toEqual({ recency: 1, frequency: 1, monetary: 1 })
    expect(portraitOf(noActivity, alone, asOf).labels).toEqual([])
  })

  it('survives statistics that were saved and loaded', () => {
    const loaded = JSON.parse(JSON.stringify(shop))
    expect(portraitOf(regular(), loaded, asOf)).toEqual(portraitOf(regular(), shop, asOf))
  })

  it('scores within 1..5 and never throws, whatever was done', () => {
    const days = fc.integer({ min: 1, max: 200 })
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(days, amount, amount, fc.nat(100), (purchaseDays, value, returnedValue, viewCount) => {
        const activity = customer(
          { first: '2024-01-01', last: '2024-12-01', purchaseDays, value },
          { returnedValue, viewCount },
        )
        const { rfm, labels } = portraitOf(activity, shop, asOf)
        for (const score of Object.values(rfm!)) expect([1, 2, 3, 4, 5]).toContain(score)
        expect(new Set(labels).size).toBe(labels.length)
      }),
    )
  })
})

describe('shop statistics', () => {
  it('do not depend on the order of users', () => {
    expect(shopStatisticsOf([...crowd].reverse(), asOf)).toEqual(shop)
  })

  it('count only who has ordered', () => {
    expect(shopStatisticsOf([noActivity, ...crowd], asOf).customers).toBe(40)
  })
})

describe('labels', () => {
  const evenings = { hourCounts: counts(24, { 23: 6, 12: 4 }) }
  const examples: Readonly<Record<string, UserActivity>> = {
    'night-owl': regular(evenings),
    'early-bird': regular({ hourCounts: counts(24, { 6: 6, 12: 4 }) }),
    'weekend-shopper': regular({ weekdayCounts: counts(7, { 0: 1, 5: 4 }) }),
    'bargain-hunter': regular({ couponRedemptions: 2 }),
    'big-spender': regular({ spend: 1000 }),
    'big-baskets': regular({ spend: 4000 }),
    'bulk-buyer': regular({ purchaseQuantity: 100 }),
    'loyal-regular': regular(),
    'creature-of-habit': regular({ productCount: 2 }),
    'category-devotee': regular({ categorySpend: [{ category: 'toys', amount: 9 }] }),
    explorer: regular({ categorySpend: [...'abcdef'].map((category) => ({ category, amount: 1 })) }),
    'window-shopper': regular({ viewCount: 200 }),
    searcher: regular({ viewCount: 10, searchCount: 10 }),
    'cart-leaver': regular({ cartAddCount: 20 }),
    'returns-often': regular({ returnCount: 2, returnedValue: 20 }),
    'happy-reviewer': regular({ ratingCount: 2, ratingSum: 10 }),
    'unhappy-reviewer': regular({ ratingCount: 2, ratingSum: 3 }),
  }

  it('have an example each', () => {
    expect(Object.keys(examples).sort()).toEqual(labelRules.map(({ key }) => key).sort())
  })

  it.each(Object.keys(examples))('say %s of one who is, and not of everybody', (key) => {
    expect(labels(examples[key])).toContain(key)
    expect(labels(noActivity)).not.toContain(key)
    expect(crowd.filter((activity) => labels(activity).includes(key)).length).toBeLessThan(20)
  })

  it('do not take a file of dates for a habit of midnight', () => {
    expect(labels(regular({ hourCounts: counts(24, { 0: 30 }) }))).not.toContain('night-owl')
  })

  it('need several days before they call something a habit', () => {
    expect(labels(regular({ ...evenings, activeDays: 2 }))).not.toContain('night-owl')
  })

  it('need a second order before they call a mixed basket exploring', () => {
    const { categorySpend } = examples.explorer
    const once = customer({ first: '2024-12-01', last: '2024-12-01', purchaseDays: 1 }, { categorySpend })
    expect(labels(once)).not.toContain('explorer')
  })
})
