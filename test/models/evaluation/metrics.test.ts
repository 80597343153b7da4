import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { auc } from '../../../src/models/evaluation/auc.ts'
import { brier } from '../../../src/models/evaluation/brier.ts'
import { calibrationError } from '../../../src/models/evaluation/calibration-error.ts'
import { logLoss } from '../../../src/models/evaluation/log-loss.ts'
import { meanAbsoluteError } from '../../../src/models/evaluation/mean-absolute-error.ts'

const predictions = fc
  .array(fc.tuple(fc.constantFrom(0, 0.1, 0.25, 0.5, 0.9, 1), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 60 })
  .map((rows) => ({
    scores: Float64Array.from(rows, ([score]) => score),
    labels: Uint8Array.from(rows, ([, label]) => label),
  }))

/** By its definition, over all pairs. */
const aucByPairs = (scores: Float64Array, labels: Uint8Array): number => {
  let wins = 0
  let pairs = 0
  for (const [i, s] of scores.entries())
    for (const [j, t] of scores.entries()) {
      if (labels[i] !== 1 || labels[j] !== 0) continue
      pairs++
      wins += s > t ? 1 : s === t ? 0.5 : 0
    }
  return wins / pairs
}

describe('auc', () => {
  it('is the share of pairs in order, ties counting half', () => {
    fc.assert(
      fc.property(predictions, ({ scores, labels }) => {
        const found = auc(scores, labels)
        const bothClasses = labels.includes(0) && labels.includes(1)
        expect(found === null).toBe(!bothClasses)
        if (found !== null) expect(found).toBeCloseTo(aucByPairs(scores, labels), 12)
      }),
    )
  })

  it('is 1 for a perfect order, 0 for a reversed one, 1/2 for none', () => {
    const labels = Uint8Array.of(0, 0, 1, 1)
    expect(auc(Float64Array.of(1, 2, 3, 4), labels)).toBe(1)
    expect(auc(Float64Array.of(4, 3, 2, 1), labels)).toBe(0)
    expect(auc(Float64Array.of(7, 7, 7, 7), labels)).toBe(0.5)
  })
})

describe('brier and logLoss', () => {
  it('know the fair coin', () => {
    const half = Float64Array.of(0.5, 0.5, 0.5)
    const labels = Uint8Array.of(1, 0, 1)
    expect(brier(half, labels)).toBe(0.25)
    expect(logLoss(half, labels)).toBeCloseTo(Math.LN2, 15)
  })

  it('are 0 for certainty that is right, and finite for certainty that is wrong', () => {
    const labels = Uint8Array.of(1, 0)
    expect(brier(Float64Array.of(1, 0), labels)).toBe(0)
    expect(logLoss(Float64Array.of(1, 0), labels)).toBe(0)
    expect(brier(Float64Array.of(0, 1), labels)).toBe(1)
    expect(logLoss(Float64Array.of(0, 1), labels)).toBeCloseTo(15 * Math.LN10, 6)
  })
})

describe('calibrationError', () => {
  it('is 0 where each bin comes true as often as it says', () => {
    const probabilities = Float64Array.of(0.25, 0.25, 0.25, 0.25, 1, 1)
    expect(calibrationError(probabilities, Uint8Array.of(1, 0, 0, 0, 1, 1))).toBeCloseTo(0, 15)
  })

  it('is the gap of a prediction that is always too sure, whatever the bins', () => {
    const labels = Uint8Array.of(1, 0, 0, 0, 0)
    for (const bins of [1, 3, 10])
      expect(calibrationError(new Float64Array(5).fill(0.6), labels, bins)).toBeCloseTo(0.4, 12)
  })

  it('stays in [0, 1]', () => {
    fc.assert(
      fc.property(predictions, ({ scores, labels }) => {
        const error = calibrationError(scores, labels)
        return error >= 0 && error <= 1 + 1e-12
      }),
    )
  })
})

describe('meanAbsoluteError', () => {
  it('averages what each row misses by, in either direction', () => {
    expect(meanAbsoluteError(Float64Array.of(1, 2, 3), Float64Array.of(2, 2, 1))).toBe(1)
  })
})
