import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { als } from '../../../src/models/recommenders/als.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { checkerboard } from '../../support/purchase-rows.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(als)

describe('implicit ALS', () => {
  const compute = createPlainCompute()
  const data = trainingDataFrom(40, 12, checkerboard(40, 12))
  const options = { ...als.defaults, factors: 8, regularisation: 0.1, halfLifeDays: 0 }
  const tools = { compute, seed: 1 }

  it('reproduces what people have, near 1, and nothing of the other colour, near 0', () => {
    const [row] = scoreRows(als, als.fit(data, options, tools), data.histories, compute)
    data.histories.item.subarray(0, data.histories.pointers[1]).forEach((item) => {
      expect(row[item]).toBeGreaterThan(0.8)
      expect(row[item + 1]).toBeLessThan(0.1)
    })
  })

  it('comes to the same by conjugate gradient, given as many steps as factors, and by Cholesky', () => {
    const [first, second] = (['conjugate-gradient', 'cholesky'] as const).map((solver) =>
      scoreRows(als, als.fit(data, { ...options, solver, steps: 8 }, tools), data.histories, compute),
    )
    first.forEach((row, user) => {
      row.forEach((value, item) => {
        expect(Math.abs(value - second[user][item])).toBeLessThan(0.01)
      })
    })
  })

  it('tells how far it is, to the end', () => {
    const told: number[] = []
    als.fit(data, { ...options, iterations: 4 }, { ...tools, report: (fraction) => told.push(fraction) })
    expect(told).toEqual([0.25, 0.5, 0.75, 1])
  })
})
