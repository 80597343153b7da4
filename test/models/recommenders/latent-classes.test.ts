import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { latentClasses } from '../../../src/models/recommenders/latent-classes.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(latentClasses, { findsMissingSquare: false })

const compute = createPlainCompute()
const [categories, perCategory] = [6, 3]
const items = categories * perCategory
const categoryOf = Int32Array.from({ length: items }, (_, item) => Math.floor(item / perCategory))

/** Two kinds of people: one chooses from categories 0 and 1, the other from 2 and 3; both now and then from 4. Nobody chooses from 5. */
const planted = (people: number): readonly HistoryRow[] => {
  const random = createRandom(5)
  return Array.from({ length: people }, (_, user) =>
    Array.from({ length: 6 }, (_, at): HistoryRow => {
      const liked = 2 * (user % 2) + random.integer(2)
      const category = random.uniform() < 0.15 ? 4 : liked
      return [user, category * perCategory + random.integer(perCategory), 100 - at]
    }),
  ).flat()
}
const people = 200
const data = trainingDataFrom(people, items, planted(people), { categoryOf })
const model = latentClasses.fit(data, latentClasses.defaults, { compute, seed: 1 })
const interestIn = (rows: readonly HistoryRow[]) => {
  const [scores] = scoreRows(latentClasses, model, historiesFrom(1, items, rows), compute)
  const sums = new Float64Array(categories)
  scores.forEach((score, item) => {
    sums[categoryOf[item]] += score
  })
  return sums
}

describe('latent classes', () => {
  it('tell by one choice what else somebody likes', () => {
    const [first, second, third, fourth] = interestIn([[0, 0, 1]])
    expect(first).toBeGreaterThan(second)
    expect(second).toBeGreaterThan(5 * third)
    expect(second).toBeGreaterThan(5 * fourth)
  })

  it('believe somebody who is of no kind after a few choices', () => {
    const strange = [0, 1, 2].map((at): HistoryRow => [0, 5 * perCategory + at, 10 - at])
    const interest = interestIn(strange)
    expect(Math.max(...interest)).toBe(interest[5])
  })

  it('spend one unit of probability on everybody', () => {
    expect(interestIn([]).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3)
    expect(interestIn([[0, 7, 1]]).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3)
  })

  it('name what was chosen elsewhere as the reason for a category that was not, and less without it', () => {
    const history = historiesFrom(1, items, [
      [0, 0, 9],
      [0, 12, 1],
    ])
    const told = latentClasses.explain(model, history, 0, 3, compute)
    const [first] = told.filter(({ kind }) => kind === 'ITEM')
    expect(first).toMatchObject({ kind: 'ITEM', item: 0 })
    expect(told.some(({ kind }) => kind === 'CATEGORY')).toBe(false)
    expect(interestIn([[0, 12, 1]])[1]).toBeLessThan(
      interestIn([
        [0, 0, 9],
        [0, 12, 1],
      ])[1],
    )
  })

  it('say that a shop without categories gives them nothing to go by', () => {
    const plain = trainingDataFrom(people, items, planted(people))
    expect(() => latentClasses.fit(plain, latentClasses.defaults, { compute, seed: 1 })).toThrow('by category')
  })
})
