import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { calibrationError } from '../../src/models/evaluation/calibration-error.ts'
import { calibrateIsotonic, fitIsotonic } from '../../src/models/isotonic.ts'
import { createRandom } from '../../src/models/math/random.ts'

describe('isotonic calibration', () => {
  it('pools neighbours that fall, and goes straight between the middles of steps', () => {
    const scores = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const model = fitIsotonic(scores, Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 1))
    expect([...model.scores]).toEqual([1.5, 4.5, 7.5])
    const expected = [1 / 4, 1 / 2, 3 / 4]
    model.probabilities.forEach((p, at) => {
      expect(p).toBeCloseTo(expected[at], 12)
    })
    expect(calibrateIsotonic(model, 6)).toBeCloseTo(0.625, 12)
    expect(calibrateIsotonic(model, -100)).toBeCloseTo(0.25, 12)
  })

  it('never falls and never reaches 0 or 1, whatever it is given', () => {
    const row = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 1 }))
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        fc.array(fc.double({ min: -25, max: 25, noNaN: true })),
        (rows, asked) => {
          const model = fitIsotonic(
            Float64Array.from(rows, ([score]) => score),
            Uint8Array.from(rows, ([, label]) => label),
          )
          const found = Float64Array.from(asked)
            .sort()
            .map((score) => calibrateIsotonic(model, score))
          found.forEach((p, at) => {
            expect(p > 0 && p < 1).toBe(true)
            if (at > 0) expect(p).toBeGreaterThanOrEqual(found[at - 1] - 1e-12)
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  it('makes true what scores that are bent the wrong way say', () => {
    const random = createRandom(3)
    const draw = () => {
      const truth = Float64Array.from({ length: 20_000 }, () => random.uniform())
      return { scores: truth.map((p) => p ** 3), labels: Uint8Array.from(truth, (p) => (random.uniform() < p ? 1 : 0)) }
    }
    const [learnt, fresh] = [draw(), draw()]
    const model = fitIsotonic(learnt.scores, learnt.labels)
    const calibrated = fresh.scores.map((score) => calibrateIsotonic(model, score))
    expect(calibrationError(fresh.scores, fresh.labels)).toBeGreaterThan(0.2)
    expect(calibrationError(calibrated, fresh.labels)).toBeLessThan(0.025)
  })
})
