import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'
import { calibrate, fitPlatt } from '../../src/models/platt.ts'

const simulate = (rows: number, slope: number, intercept: number) => {
  const random = createRandom(6)
  const scores = Float64Array.from({ length: rows }, () => 2 * random.normal())
  const labels = Uint8Array.from(scores, (score) => (random.uniform() < sigmoid(slope * score + intercept) ? 1 : 0))
  return { scores, labels }
}

describe('fitPlatt', () => {
  it('recovers the slope and intercept that labels were drawn with', () => {
    const { scores, labels } = simulate(50_000, 0.7, -1.2)
    const { slope, intercept } = fitPlatt(scores, labels)
    expect(Math.abs(slope - 0.7)).toBeLessThan(0.03)
    expect(Math.abs(intercept + 1.2)).toBeLessThan(0.05)
  })

  it('predicts as many positives as Platt’s targets hold', () => {
    const { scores, labels } = simulate(400, 1.5, 0.3)
    const platt = fitPlatt(scores, labels)
    const positives = labels.reduce((sum, label) => sum + label, 0)
    const negatives = labels.length - positives
    const targets = (positives * (positives + 1)) / (positives + 2) + negatives / (negatives + 2)
    expect(scores.reduce((sum, score) => sum + calibrate(platt, score), 0)).toBeCloseTo(targets, 3)
  })

  it('stays finite where the classes can be told apart entirely', () => {
    const { slope, intercept } = fitPlatt(Float64Array.of(-2, -1, 1, 2), Uint8Array.of(0, 0, 1, 1))
    expect(slope).toBeGreaterThan(0)
    expect(slope).toBeLessThan(5)
    expect(intercept).toBeCloseTo(0, 8)
  })

  it('gives probabilities for any scores and labels, a single class and equal scores too', () => {
    const rows = fc.array(fc.tuple(fc.double({ min: -9.3, max: 9.3, noNaN: true }), fc.constantFrom(0, 1)), {
      minLength: 1,
    })
    fc.assert(
      fc.property(rows, fc.boolean(), (rows, equal) => {
        const scores = Float64Array.from(rows, ([score]) => (equal ? 1.5 : score))
        const platt = fitPlatt(
          scores,
          Uint8Array.from(rows, ([, label]) => label),
        )
        return scores.every((score) => calibrate(platt, score) >= 0 && calibrate(platt, score) <= 1)
      }),
    )
  })
})
