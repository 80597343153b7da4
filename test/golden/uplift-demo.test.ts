import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { measureDemoUplift } from '../../src/commands/evaluate-uplift-demo.ts'
import { openCompute } from '../../src/compute/open.ts'

describe('coupons of the generated shop, handed out by what was learned from those before', () => {
  const compute = openCompute({ threads: 1 })
  let measured: ReturnType<typeof measureDemoUplift>
  beforeAll(() => {
    measured = measureDemoUplift({ users: 3000, seed: 1 }, { compute, seed: 1 })
  }, 60_000)
  afterAll(() => compute.close())

  it('go to people who are told apart beyond noise', () => {
    const { metrics, calibration } = measured
    expect(metrics.qini.low).toBeGreaterThan(0)
    expect(calibration.slope).toBeGreaterThan(0.5)
  })

  it('bring more than sent to all, and more than sent to the riskiest, whatever the coupon, the margin and the budget', () => {
    for (const { allocator, all, riskiest, clairvoyant } of measured.allocations) {
      expect(allocator).toBeGreaterThan(all)
      expect(allocator).toBeGreaterThan(riskiest)
      expect(allocator).toBeLessThan(clairvoyant)
    }
  })

  it('bring a good part of what one could expect who knew everybody’s rates, where coupons pay at all', () => {
    const paying = measured.allocations.filter(
      ({ campaign: { coupon, marginRate } }) => coupon.value === 5 && marginRate === 0.5,
    )
    for (const { allocator, knowable } of paying) expect(allocator).toBeGreaterThan(0.3 * knowable)
  })
})
