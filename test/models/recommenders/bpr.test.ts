import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { modelToBytes } from '../../../src/models/model-bytes.ts'
import { bpr } from '../../../src/models/recommenders/bpr.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(bpr, { drawsPeople: true })

describe('BPR', () => {
  const compute = createPlainCompute()
  const data = trainingDataFrom(
    6,
    4,
    [0, 1, 2, 3, 4, 5].flatMap((user): HistoryRow[] => [
      [user, user % 2, 1],
      [user, 2 + (user % 2), 1],
    ]),
  )

  it('draws by the seed: another one gives another model', () => {
    const [one, again, other] = [1, 1, 2].map((seed) =>
      Buffer.from(modelToBytes(bpr.fit(data, bpr.defaults, { compute, seed }))).toString('hex'),
    )
    expect(again).toBe(one)
    expect(other).not.toBe(one)
  })

  it('puts what is bought together near, and what is bought by others far', () => {
    const { itemFactors, factors } = bpr.fit(data, { ...bpr.defaults, epochs: 200 }, { compute, seed: 1 })
    const alike = (a: number, b: number) =>
      itemFactors
        .subarray(a * factors, (a + 1) * factors)
        .reduce((sum, value, f) => sum + value * itemFactors[b * factors + f], 0)
    expect(alike(0, 2)).toBeGreaterThan(0)
    expect(alike(0, 1)).toBeLessThan(0)
  })

  it('says in a sentence that it diverged', () => {
    expect(() => bpr.fit(data, { ...bpr.defaults, learningRate: 1e30 }, { compute, seed: 1 })).toThrow(
      'did not converge',
    )
  })
})
