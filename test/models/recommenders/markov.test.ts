import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { markov } from '../../../src/models/recommenders/markov.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(markov, { options: { window: 10, lookBack: 20, fade: 0.95, shrinkage: 0.01 } })

const compute = createPlainCompute()
const options = { ...markov.defaults, window: 1, lookBack: 1, fade: 0, shrinkage: 1 }

/** 0 then 1, twice; 0 then 2, once. */
const rows: readonly HistoryRow[] = [
  [0, 0, 9],
  [0, 1, 8],
  [1, 0, 9],
  [1, 1, 8],
  [2, 0, 9],
  [2, 2, 7],
]

it('the chance of a step is its count, shrunk to popularity', () => {
  const model = markov.fit(trainingDataFrom(3, 4, rows), options, { compute, seed: 1 })
  const [scores] = scoreRows(markov, model, historiesFrom(1, 4, [[0, 0, 1]]), compute)
  const wanted = [(0 + 3 / 6) / 4, (2 + 2 / 6) / 4, (1 + 1 / 6) / 4, 0]
  wanted.forEach((value, item) => {
    expect(scores[item]).toBeCloseTo(value, 6)
  })
  const parts = markov.explain(model, historiesFrom(1, 4, [[0, 0, 1]]), 0, 1, compute)
  expect(parts.map(({ kind }) => kind)).toEqual(['NEXT', 'POPULAR'])
  expect(parts[0].value).toBeCloseTo(2 / 4, 6)
  expect(parts[1].value).toBeCloseTo(2 / 6 / 4, 6)
})

it('a step that took its time counts less', () => {
  const data = trainingDataFrom(3, 4, rows)
  const model = markov.fit(data, { ...options, gapHalfLifeDays: 1 }, { compute, seed: 1 })
  expect([...model.count]).toEqual([1, 0.25])
})

it('neither of two things bought at one moment comes first', () => {
  const together = trainingDataFrom(1, 3, [
    [0, 0, 5],
    [0, 2, 5],
  ])
  const model = markov.fit(together, options, { compute, seed: 1 })
  expect([...model.pointers]).toEqual([0, 1, 1, 2])
  expect([...model.count]).toEqual([0.5, 0.5])
})
