import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { wilsonInterval } from '../../../src/models/evaluation/wilson-interval.ts'

describe('the Wilson interval', () => {
  it('is as published for 81 of 263 (Newcombe 1998, table I)', () => {
    const { low, high } = wilsonInterval(81, 263) as { low: number; high: number }
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
  })

  it('is as published for 0 of 20 and 1 of 29 (the same)', () => {
    expect(wilsonInterval(0, 20)?.low).toBe(0)
    expect(wilsonInterval(0, 20)?.high).toBeCloseTo(0.1611, 4)
    expect(wilsonInterval(1, 29)?.low).toBeCloseTo(0.0061, 4)
    expect(wilsonInterval(1, 29)?.high).toBeCloseTo(0.1718, 4)
  })

  it('holds the rate, stays within 0..1 and is nothing without trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
        const successes = Math.floor(part * trials)
        const { value, low, high } = wilsonInterval(successes, trials) as { value: number; low: number; high: number }
        expect(low).toBeLessThanOrEqual(value + 1e-12)
        expect(high).toBeGreaterThanOrEqual(value - 1e-12)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
    expect(wilsonInterval(0, 0)).toBeNull()
  })
})
