import { describe, expect, it } from 'vitest'

import { couponReach, discountShare, isUsable } from '../../../src/models/uplift/coupon-reach.ts'

const coupon = (kind: 'PERCENT' | 'FIXED' | 'SHIPPING', value: number, minimumSpend: number | null = null) => ({
  ...{ kind, value, minimumSpend },
})

describe('the reach of a coupon', () => {
  it('is in proportion to what it takes off, and never more than was measured', () => {
    expect(couponReach(coupon('PERCENT', 15), 80, 0.15)).toBe(1)
    expect(couponReach(coupon('PERCENT', 5), 80, 0.15)).toBeCloseTo(1 / 3, 12)
    expect(couponReach(coupon('PERCENT', 40), 80, 0.15)).toBe(1)
    expect(couponReach(coupon('FIXED', 6), 80, 0.15)).toBeCloseTo(0.5, 12)
    expect(couponReach(coupon('SHIPPING', 4), 80, 0.1)).toBeCloseTo(0.5, 12)
  })

  it('is whole where nobody knows what was taken off, or what is ordered', () => {
    expect(couponReach(coupon('PERCENT', 1), 80, null)).toBe(1)
    expect(couponReach(coupon('FIXED', 1), Number.NaN, 0.15)).toBe(1)
  })

  it('ends at orders that are too small for it', () => {
    expect(isUsable(coupon('FIXED', 5, 100), 99)).toBe(false)
    expect(couponReach(coupon('FIXED', 5, 100), 99, null)).toBe(0)
    expect(couponReach(coupon('FIXED', 5, 100), 100, null)).toBe(1)
    expect(isUsable(coupon('FIXED', 5, 100), Number.NaN)).toBe(true)
  })

  it('of an order of nothing is no part of it', () => {
    expect(discountShare(coupon('FIXED', 5), 0)).toBe(0)
    expect(discountShare(coupon('FIXED', 5), 2)).toBe(1)
  })
})
