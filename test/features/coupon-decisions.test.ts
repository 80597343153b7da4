import { describe, expect, it } from 'vitest'

import { couponDecisions, type DecisionSetting, orderMargin } from '../../src/features/coupon-decisions.ts'
import {
  customerContext,
  customerFeatures,
  customerState,
  numberOfState,
  stateCount,
  stateOfNumber,
} from '../../src/features/customer-state.ts'

const day = (n: number): number => Date.parse('2024-01-01T12:00:00Z') + n * 86_400_000
const shop = { typicalGapDays: 30, loyalPurchaseDays: 4, averageOrderValue: 50 }
const setting: DecisionSetting = {
  ...{ shop, asOf: new Date(day(400)), marginRate: 0.3 },
  ...{ outcomeDays: 28, halfLifeDays: 60 },
}

type Exposure = readonly [
  user: number,
  day: number,
  action: number,
  more?: { readonly available?: number; readonly cost?: number },
]
const exposuresOf = (...rows: readonly Exposure[]) => ({
  userIds: rows.map(([user]) => user),
  at: rows.map(([, at]) => day(at)),
  action: rows.map(([, , action]) => action),
  propensity: rows.map(() => 0.5),
  available: rows.map(([, , , more]) => more?.available ?? 3),
  cost: rows.map(([, , , more]) => more?.cost ?? 0),
  until: rows.map(([, at, action]) => (action === 0 ? Number.NaN : day(at + 14))),
})

type Order = readonly [user: number, day: number, amount: number, discount?: number]
const ordersOf = (...rows: readonly Order[]) => ({
  userIds: rows.map(([user]) => user),
  at: rows.map(([, at]) => day(at)),
  day: rows.map(([, at]) => Math.floor(at)),
  amount: rows.map(([, , amount]) => amount),
  discount: rows.map(([, , , discount]) => discount ?? 0),
  used: rows.map(([, , , discount]) => (discount === undefined ? 0 : 1)),
})

const statesOf = (decisions: ReturnType<typeof couponDecisions>) => Array.from(decisions.states, stateOfNumber)

describe('decisions about coupons', () => {
  it('earn the margin of the orders of four weeks, discounts and cost taken off', () => {
    const orders = ordersOf([1, 9.9, 100], [1, 10, 100], [1, 12, 85, 15], [1, 38, 1000])
    const { rewards } = couponDecisions(exposuresOf([1, 10, 1, { cost: 2 }]), orders, setting)
    expect([...rewards]).toEqual([30 + (30 - 15) - 2])
    expect(orderMargin(85, 15, 0.3)).toBe(15)
  })

  it('earn nothing that comes after the next decision: that is the earnings of the next', () => {
    const orders = ordersOf([1, 11, 100], [1, 21, 50])
    const { rewards, discounts } = couponDecisions(exposuresOf([1, 10, 0], [1, 20, 0]), orders, setting)
    expect([...rewards]).toEqual([30, 15])
    expect([...discounts]).toEqual([0.5 ** (10 / 60), 0])
  })

  it('are an episode per user, in the order of time', () => {
    const exposures = exposuresOf([3, 10, 0], [3, 60, 1], [5, 10, 1], [9, 20, 0])
    const decisions = couponDecisions(exposures, ordersOf([2, 1, 10], [4, 1, 10], [5, 1, 10], [7, 1, 10]), setting)
    expect([...decisions.starts]).toEqual([0, 2, 3, 4])
    expect([...decisions.userIds]).toEqual([3, 5, 9])
    expect([...decisions.actions]).toEqual([0, 1, 1, 0])
    expect(statesOf(decisions).map(({ lifecycle }) => lifecycle)).toEqual([null, null, 'NEW', null])
  })

  it('are those that were left to chance, and whose outcome is known', () => {
    const exposures = exposuresOf([1, 10, 1, { available: 0 }], [1, 15, 0], [1, 390, 1])
    const decisions = couponDecisions(exposures, ordersOf(), setting)
    expect([...decisions.actions]).toEqual([0])
    // What was not left to chance is known all the same: its coupon is still held.
    expect(statesOf(decisions)[0].coupon).toBe('HELD')
    expect(couponDecisions(exposuresOf(), ordersOf(), setting).starts).toEqual(Int32Array.of(0))
  })

  it('see nothing of what comes after them, an order of the same instant included', () => {
    const before = couponDecisions(exposuresOf([1, 50, 0]), ordersOf([1, 10, 20]), setting)
    const after = couponDecisions(exposuresOf([1, 50, 0]), ordersOf([1, 10, 20], [1, 50, 999], [1, 51, 999]), setting)
    expect(after.states).toEqual(before.states)
    expect(after.contexts).toEqual(before.contexts)
    expect(after.rewards[0]).toBeGreaterThan(before.rewards[0])
  })

  it('tell what came of the last coupon', () => {
    const standings = (...orders: readonly Order[]) =>
      statesOf(couponDecisions(exposuresOf([1, 10, 1], [1, 20, 0], [1, 40, 0]), ordersOf(...orders), setting)).map(
        ({ coupon }) => coupon,
      )
    expect(standings()).toEqual(['NONE', 'HELD', 'UNUSED'])
    expect(standings([1, 15, 85, 15])).toEqual(['NONE', 'USED', 'USED'])
    expect(standings([1, 21, 85, 15])).toEqual(['NONE', 'HELD', 'USED'])
  })

  it('count days with a purchase once', () => {
    const [orders, exposures] = [ordersOf([1, 1.1, 10], [1, 1.4, 10], [1, 5, 10]), exposuresOf([1, 10, 0])]
    const { contexts } = couponDecisions(exposures, orders, setting)
    expect(contexts[customerFeatures.indexOf('frequency')]).toBeCloseTo(Math.log1p(2) / Math.log1p(30), 12)
  })
})

describe('a state', () => {
  const history = {
    ...{ firstOrderAt: new Date(day(0)), lastOrderAt: new Date(day(100)), purchaseDays: 5, orders: 6, spend: 600 },
    ...{ couponsSent: 2, couponsUsed: 1, lastCouponUsed: false, lastCouponUntil: new Date(day(120)) },
  }
  const at = (n: number) => customerState(history, shop, new Date(day(n)))

  it('is where somebody stands in the own rhythm, how long ago the last order is, and what came of the last coupon', () => {
    expect(at(110)).toEqual({ lifecycle: 'LOYAL', recency: 'UNDER_14_DAYS', coupon: 'HELD' })
    expect(at(121)).toEqual({ lifecycle: 'LOYAL', recency: 'UNDER_45_DAYS', coupon: 'UNUSED' })
    expect(at(165)).toEqual({ lifecycle: 'COOLING', recency: 'UNDER_120_DAYS', coupon: 'UNUSED' })
    expect(at(400)).toEqual({ lifecycle: 'DORMANT', recency: 'LONGER', coupon: 'UNUSED' })
  })

  it('has a number of its own', () => {
    const numbers = Array.from({ length: stateCount }, (_, number) => number)
    expect(numbers.map((number) => numberOfState(stateOfNumber(number)))).toEqual(numbers)
    expect(stateCount).toBe(96)
  })

  it('is described to a bandit by numbers between -1 and 1, as many as have names', () => {
    for (const n of [100, 130, 5000]) {
      const context = customerContext(history, shop, new Date(day(n)))
      expect(context).toHaveLength(customerFeatures.length)
      for (const value of context) expect(Math.abs(value)).toBeLessThanOrEqual(1)
    }
    const nothing = { ...history, firstOrderAt: null, lastOrderAt: null, purchaseDays: 0, orders: 0, spend: 0 }
    expect(customerContext(nothing, shop, new Date(day(1))).every(Number.isFinite)).toBe(true)
  })
})
