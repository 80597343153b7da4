import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { sessionKnn } from '../../../src/models/recommenders/session-knn.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(sessionKnn, { options: { fade: 1 } })

const compute = createPlainCompute()

it('the score of an item is the likeness of the sessions that hold it, times how near it is to what is shared', () => {
  const data = trainingDataFrom(2, 5, [
    [0, 0, 9],
    [0, 1, 8],
    [0, 2, 7],
    [1, 3, 6],
    [1, 1, 5],
  ])
  const model = sessionKnn.fit(data, { ...sessionKnn.defaults, fade: 0.5, reach: 2 }, { compute, seed: 1 })
  const visitor = historiesFrom(1, 5, [
    [0, 0, 2],
    [0, 1, 1],
  ])
  const [scores] = scoreRows(sessionKnn, model, visitor, compute)
  const [first, second] = [(1 + 0.5) / Math.sqrt(3), 1 / Math.sqrt(2)]
  const wanted = [first * Math.exp(-0.5), 0, first * Math.exp(-0.5), second * Math.exp(-0.5), 0]
  wanted.forEach((value, item) => {
    expect(scores[item]).toBeCloseTo(value, 6)
  })
})

it('a pause begins a new session, of which the past one says nothing', () => {
  const data = trainingDataFrom(1, 4, [
    [0, 0, 20],
    [0, 1, 20],
    [0, 2, 5],
    [0, 3, 5],
  ])
  const model = sessionKnn.fit(data, { ...sessionKnn.defaults, sessionGapDays: 1 }, { compute, seed: 1 })
  const [scores] = scoreRows(sessionKnn, model, data.histories, compute)
  expect(Array.from(scores, (value) => value > 0)).toEqual([false, false, true, false])
})
