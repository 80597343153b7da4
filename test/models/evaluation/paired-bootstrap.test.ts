import { describe, expect, it } from 'vitest'

import { auc } from '../../../src/models/evaluation/auc.ts'
import { brier } from '../../../src/models/evaluation/brier.ts'
import { logLoss } from '../../../src/models/evaluation/log-loss.ts'
import { type BootstrapMeasure, pairedBootstrap } from '../../../src/models/evaluation/paired-bootstrap.ts'
import { createRandom } from '../../../src/models/math/random.ts'

describe('the paired bootstrap', () => {
  const random = createRandom(11)
  const truth = Float64Array.from({ length: 1500 }, () => random.beta(1, 2))
  const labels = Uint8Array.from(truth, (p) => (random.uniform() < p ? 1 : 0))
  const rounded = truth.map((p) => Math.min(0.9, Math.max(0.1, Math.round(p * 4) / 4)))
  const compare = (a: Float64Array, b: Float64Array, measure: BootstrapMeasure, seed = 1) =>
    pairedBootstrap(a, b, labels, { measure, seed, draws: 400 })

  it.each([
    ['auc', (auc(truth, labels) ?? 0) - (auc(rounded, labels) ?? 0)],
    ['brier', brier(rounded, labels) - brier(truth, labels)],
    ['logLoss', logLoss(rounded, labels) - logLoss(truth, labels)],
  ] as const)(
    'gives the difference in %s as it is, above 0 where the challenger is better, within its interval',
    (measure, wanted) => {
      const { difference, low, high, chance } = compare(truth, rounded, measure)
      expect(difference).toBeCloseTo(wanted, 12)
      expect(difference).toBeGreaterThan(0)
      expect(low).toBeLessThan(difference)
      expect(high).toBeGreaterThan(difference)
      expect(chance).toBeGreaterThan(0.9)
    },
  )

  it('is the same for the same seed, and turns round with the two', () => {
    const found = compare(truth, rounded, 'auc')
    expect(compare(truth, rounded, 'auc')).toEqual(found)
    expect(compare(rounded, truth, 'auc').difference).toBeCloseTo(-found.difference, 12)
  })

  it('sees no difference where there is none', () => {
    expect(compare(truth, truth, 'brier')).toMatchObject({ difference: 0, low: 0, high: 0, chance: 0 })
  })

  it('is not sure of what is only noise', () => {
    const noisy = () => truth.map((p) => Math.min(0.99, Math.max(0.01, p + 0.02 * random.normal())))
    const { low, high } = compare(noisy(), noisy(), 'brier')
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
  })

  it('gives an interval as wide as theory says of a mean', () => {
    const { low, high } = compare(truth, rounded, 'brier')
    const gains = truth.map((p, row) => (rounded[row] - labels[row]) ** 2 - (p - labels[row]) ** 2)
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
    const deviation = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length)
    expect((high - low) / ((2 * 1.96 * deviation) / Math.sqrt(gains.length))).toBeCloseTo(1, 0)
  })
})
