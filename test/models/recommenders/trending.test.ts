import { expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { trending } from '../../../src/models/recommenders/trending.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(trending, { findsMissingSquare: false })

const compute = createPlainCompute()
const rows: readonly HistoryRow[] = [
  [0, 0, 0],
  [1, 0, 14],
  [0, 1, 14],
  [2, 2, 100],
  [3, 2, 100],
]
const trendingFrom = (windowDays: number, leastItems: number) => {
  const data = trainingDataFrom(4, 3, rows)
  const model = trending.fit(data, { ...trending.defaults, windowDays, leastItems }, { compute, seed: 1 })
  return { model, scores: [...scoreRows(trending, model, data.histories, compute)[0]] }
}

it('what trends is bought by many people lately: half a window ago counts half', () => {
  const { model, scores } = trendingFrom(28, 2)
  expect(scores).toEqual([1, Math.fround(0.5 / 1.5), 0])
  expect(model.windowDays).toBe(28)
})

it('the window of what trends widens while too little was bought in it', () => {
  const { model, scores } = trendingFrom(28, 3)
  expect(model.windowDays).toBe(112)
  expect(scores[2]).toBeGreaterThan(0)
})
