import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { p3Alpha, rp3Beta } from '../../../src/models/recommenders/random-walk.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(p3Alpha)
describeRecommender(rp3Beta)

describe('a walk of three steps', () => {
  const compute = createPlainCompute()
  // Item 0 with two people: one has item 1 beside it, the other items 1 and 2.
  const data = trainingDataFrom(3, 3, [
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 0],
    [1, 2, 0],
  ])
  const visitor = historiesFrom(1, 3, [[0, 0, 0]])
  const scoresOf = (alpha: number, beta: number) => {
    const options = { ...rp3Beta.defaults, alpha, beta, halfLifeDays: 0 }
    const model = rp3Beta.fit(data, options, { compute, seed: 1 })
    return [...scoreRows(rp3Beta, model, visitor, compute)[0]]
  }

  it('ends where it is likely to end', () => {
    // Half to each person; from the first half, from the second a third to each item.
    expect(scoresOf(1, 0)).toEqual([0, 1 / 4 + 1 / 6, 1 / 6].map((value) => expect.closeTo(value, 6)))
  })

  it('raises every probability to alpha', () => {
    expect(scoresOf(0.5, 0)[2]).toBeCloseTo(Math.sqrt(1 / 2) * Math.sqrt(1 / 3), 6)
  })

  it('divides by what is popular to the power beta', () => {
    expect(scoresOf(1, 1)[1]).toBeCloseTo((1 / 4 + 1 / 6) / 2, 6)
    expect(scoresOf(1, 1)[2]).toBeCloseTo(1 / 6, 6)
  })
})
