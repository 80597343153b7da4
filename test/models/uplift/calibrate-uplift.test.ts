import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/models/math/random.ts'
import { calibrateUplift, holdUplift } from '../../../src/models/uplift/calibrate-uplift.ts'

/** Half of the people are moved by .2, the others not; `told` is what is foretold of the moved and of the others. */
const experiment = (told: readonly [number, number], share: number) => {
  const random = createRandom(3)
  const rows = 200_000
  const moved = Uint8Array.from({ length: rows }, () => random.integer(2))
  const treated = Uint8Array.from(moved, () => (random.uniform() < share ? 1 : 0))
  const outcomes = Uint8Array.from(moved, (own, row) => (random.uniform() < 0.3 + 0.2 * own * treated[row] ? 1 : 0))
  const without = new Float64Array(rows).fill(0.3)
  return { treated, outcomes, without, with: Float64Array.from(moved, (own) => 0.3 + told[own]) }
}

describe('what of a difference holds', () => {
  it.each([0.5, 0.2])(
    'is all of one that is true, and half of one that is told twice as large (%s treated)',
    (share) => {
      const right = experiment([0, 0.2], share)
      const large = experiment([-0.1, 0.3], share)
      expect(calibrateUplift(right, right).slope).toBeCloseTo(1, 1)
      const { slope, average } = calibrateUplift(large, large)
      expect(slope).toBeCloseTo(0.5, 1)
      expect(average).toBeCloseTo(0.1, 1)
      const held = holdUplift(calibrateUplift(large, large), large)
      const places = [...large.with.keys()]
      const mean = (of: number) => {
        const own = places.filter((row) => large.with[row] > 0.3 === (of === 1))
        return own.reduce((sum, row) => sum + held.with[row] - held.without[row], 0) / own.length
      }
      expect(mean(1)).toBeCloseTo(0.2, 1)
      expect(mean(0)).toBeCloseTo(0, 1)
    },
  )

  it('is none of one that is the wrong way round, or of one that is told of nobody', () => {
    const wrong = experiment([0.3, 0], 0.5)
    expect(calibrateUplift(wrong, wrong).slope).toBe(0)
    const same = experiment([0.1, 0.1], 0.5)
    expect(calibrateUplift(same, same)).toMatchObject({ slope: 0, average: expect.closeTo(0.1, 1) })
  })

  it('never makes a difference larger than it was told', () => {
    const small = experiment([0, 0.02], 0.5)
    expect(calibrateUplift(small, small).slope).toBe(1)
  })
})
