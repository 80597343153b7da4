import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { popular } from '../../../src/models/recommenders/popular.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(popular, { findsMissingSquare: false })

it('popularity counts each person once, over the most popular', () => {
  const data = trainingDataFrom(3, 3, [
    [0, 0, 9],
    [1, 0, 5],
    [0, 1, 3],
    [0, 1, 2],
    [0, 1, 1],
    [2, 2, 1, 'VIEW'],
  ])
  const compute = createPlainCompute()
  const model = popular.fit(data, popular.defaults, { compute, seed: 1 })
  for (const row of scoreRows(popular, model, data.histories, compute)) expect([...row]).toEqual([1, 0.5, 0])
  expect(popular.explain(model, data.histories, 2, 1, compute)).toEqual([
    { kind: 'POPULAR', value: 0.5, windowDays: Infinity },
  ])
})
