import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { graphFilter } from '../../../src/models/recommenders/graph-filter.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(graphFilter, { options: { factors: 4 } })

const [users, items] = [14, 9]
const random = createRandom(11)
const bought = Array.from({ length: users }, () =>
  Array.from({ length: items }, () => (random.uniform() < 0.4 ? 1 : 0)),
)
const rows = bought.flatMap((row, user) => row.flatMap((has, item): HistoryRow[] => (has ? [[user, item, 0]] : [])))

/** The formula of the paper, dense: the answer by construction, without the item's own part in the linear filter. */
const scoresByFormula = (factors: number, lowPass: number): Matrix => {
  const r = new Matrix(bought)
  const [ofUsers, ofItems] = [r.sum('row'), r.sum('column')]
  const normalised = new Matrix(bought.map((row, u) => row.map((has, i) => has / Math.sqrt(ofUsers[u] * ofItems[i]))))
  const linear = normalised.transpose().mmul(normalised)
  for (let item = 0; item < items; item++) linear.set(item, item, 0)
  const v = new SingularValueDecomposition(normalised).rightSingularVectors.subMatrix(0, items - 1, 0, factors - 1)
  const scale = (exponent: number) => Matrix.diag(ofItems.map((degree) => degree ** exponent))
  const ideal = scale(-0.5).mmul(v).mmul(v.transpose()).mmul(scale(0.5))
  return r.mmul(Matrix.add(linear, ideal.mul(lowPass)))
}

describe('the graph filter', () => {
  const compute = createPlainCompute()
  const data = trainingDataFrom(users, items, rows)
  const fitted = (change: Partial<typeof graphFilter.defaults>) =>
    graphFilter.fit(data, { ...graphFilter.defaults, iterations: 30, ...change }, { compute, seed: 3 })

  it('scores by the formula of the paper, with what speaks against an item as 0', () => {
    const wanted = scoresByFormula(3, 0.7)
    const scores = scoreRows(graphFilter, fitted({ factors: 3, lowPass: 0.7 }), data.histories, compute)
    scores.forEach((row, user) => {
      row.forEach((score, item) => {
        expect(score).toBeCloseTo(Math.max(0, wanted.get(user, item)), 3)
      })
    })
  })

  it('scores a few histories without the kernel as it scores many with it', () => {
    const model = fitted({ factors: 3 })
    const many = scoreRows(graphFilter, model, data.histories, compute)
    const [few] = scoreRows(graphFilter, model, data.histories, compute, [5, 6])
    few.forEach((score, item) => {
      expect(score).toBeCloseTo(many[5][item], 5)
    })
  })
})
