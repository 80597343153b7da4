import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { categoryPopular } from '../../../src/models/recommenders/category-popular.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(categoryPopular)

it('the best of a category scores the share of the history that is in it', () => {
  const compute = createPlainCompute()
  const rows = [
    [0, 0, 0],
    [0, 1, 0],
    [0, 3, 0],
    [1, 0, 0],
    [1, 4, 0],
  ] as const
  const data = trainingDataFrom(2, 5, rows, { categoryOf: Int32Array.of(0, 0, 0, 1, -1) })
  const model = categoryPopular.fit(data, categoryPopular.defaults, { compute, seed: 1 })
  const [first, second] = scoreRows(categoryPopular, model, data.histories, compute)
  expect([...first]).toEqual([2 / 3, 1 / 3, 0, 1 / 3, 0].map(Math.fround))
  expect([...second]).toEqual([1, 0.5, 0, 0, 0])
  const [part] = categoryPopular.explain(model, data.histories, 0, 1, compute)
  expect(part).toEqual({
    kind: 'CATEGORY',
    value: expect.closeTo(1 / 3, 6),
    category: 0,
    share: expect.closeTo(2 / 3, 6),
  })
})
