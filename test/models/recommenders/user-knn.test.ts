import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { userKnn } from '../../../src/models/recommenders/user-knn.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(userKnn)

const compute = createPlainCompute()
const plainCosine = { ...userKnn.defaults, shrinkage: 0, damping: 0, sharpness: 1, halfLifeDays: 0 }
const rows: readonly HistoryRow[] = [
  [0, 0, 9],
  [0, 1, 9],
  [1, 0, 2],
  [1, 2, 2],
  [2, 3, 5],
]
const data = trainingDataFrom(3, 4, rows)
const visitor = historiesFrom(1, 4, [[0, 0, 1]])

it('neighbours among people say the cosine, and how many of them have the item', () => {
  const model = userKnn.fit(data, plainCosine, { compute, seed: 1 })
  const [scores] = scoreRows(userKnn, model, visitor, compute)
  const cosine = 1 / Math.sqrt(2)
  expect([...scores]).toEqual([2 * cosine, cosine, cosine, 0].map((value) => expect.closeTo(value, 6)))
  expect(userKnn.explain(model, visitor, 0, 0, compute)).toEqual([
    { kind: 'USERS', value: expect.closeTo(2 * cosine, 6), count: 2 },
  ])
})

it('only the latest people are kept where there are too many', () => {
  const model = userKnn.fit(data, { ...plainCosine, mostUsers: 2 }, { compute, seed: 1 })
  expect(model.own.users).toBe(2)
  const [scores] = scoreRows(userKnn, model, visitor, compute)
  expect(scores[1]).toBe(0)
  expect(scores[2]).toBeGreaterThan(0)
})
