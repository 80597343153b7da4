import { describe, expect, it } from 'vitest'

import { createDemoOracle } from '../../src/demo/oracle.ts'
import { userIdOf } from '../../src/demo/user-id.ts'

const oracle = createDemoOracle({ seed: 5, users: 1200, until: new Date('2026-11-01T00:00:00Z') })
const ids = Array.from({ length: 1200 }, (_, at) => userIdOf(at + 1))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const took = (times: number, bought: boolean) => Array.from({ length: times }, () => ({ treated: true, bought }))

describe('who knows the rates of the generated shop, but not its heads', () => {
  it('is right on average of what a coupon brings', () => {
    const truth = ids.map((id) => oracle.couponChances(id))
    const expected = ids.map((id) => oracle.expectedCouponChances(id, []))
    expect(Math.abs(mean(expected.map((own) => own.with)) - mean(truth.map((own) => own.with)))).toBeLessThan(0.02)
    expect(expected.map(({ without }) => without)).toEqual(truth.map(({ without }) => without))
    truth.forEach((own, at) => {
      expect(own.with - own.without).toBeCloseTo(oracle.uplift(ids[at]), 12)
    })
  })

  it('expects more of who ordered with each coupon, and less of who never did; what was held back tells nothing', () => {
    for (const id of ids.slice(0, 100)) {
      const before = oracle.expectedCouponChances(id, []).with
      expect(oracle.expectedCouponChances(id, took(4, true)).with).toBeGreaterThan(before)
      expect(oracle.expectedCouponChances(id, took(4, false)).with).toBeLessThan(before)
      expect(oracle.expectedCouponChances(id, [{ treated: false, bought: true }]).with).toBeCloseTo(before, 12)
    }
  })
})
