import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { repeatPurchase } from '../../../src/models/recommenders/repeat-purchase.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(repeatPurchase, { findsMissingSquare: false })

const compute = createPlainCompute()
const items = 4
const [coffee, tea, sofa] = [0, 1, 2]
const every = (user: number, item: number, days: number, since: number, times: number): readonly HistoryRow[] =>
  Array.from({ length: times }, (_, at): HistoryRow => [user, item, since + at * days])
const rows = [
  ...Array.from({ length: 20 }, (_, user) => every(user, coffee, 30, 2 + user, 6)).flat(),
  ...Array.from({ length: 20 }, (_, user) => every(user, tea, 90, 5 + user, 3)).flat(),
  ...Array.from({ length: 20 }, (_, user): HistoryRow => [user, sofa, 50 + user]),
]
const model = repeatPurchase.fit(trainingDataFrom(20, items, rows), repeatPurchase.defaults, { compute, seed: 1 })
const visit = (rows: readonly HistoryRow[]) => {
  const histories = historiesFrom(1, items, rows)
  return {
    scores: scoreRows(repeatPurchase, model, histories, compute)[0],
    told: (item: number) => repeatPurchase.explain(model, histories, 0, item, compute),
  }
}

describe('what is bought again', () => {
  it('knows the rhythm of a person whose days were always the same', () => {
    const { told } = visit(every(0, coffee, 20, 7, 10))
    expect(told(coffee)).toEqual([
      { kind: 'AGAIN', value: expect.any(Number), everyDays: expect.closeTo(22, -1), sinceDays: 7 },
    ])
  })

  it('believes the item of somebody who has bought it once', () => {
    const [coffeeTold, teaTold] = [coffee, tea].map((item) => visit([[0, item, 3]]).told(item)[0])
    expect(coffeeTold).toMatchObject({ everyDays: expect.closeTo(31, -1) })
    expect(teaTold).toMatchObject({ everyDays: expect.closeTo(82, -1.3) })
  })

  it('is most likely when it is due, less just after a purchase, and less again when long overdue', () => {
    const [fresh, due, overdue] = [1, 85, 900].map((since) => visit(every(0, tea, 90, since, 3)).scores[tea])
    expect(due).toBeGreaterThan(fresh)
    expect(due).toBeGreaterThan(overdue)
  })

  it('is hardly anything of what nobody buys twice, and nothing of what is not in the history', () => {
    const { scores } = visit([
      [0, sofa, 40],
      [0, coffee, 20],
    ])
    expect(scores[sofa]).toBeLessThan(0.3 * scores[coffee])
    expect(scores[tea]).toBe(0)
  })

  it('takes two purchases of one day as one, and never says more than certain', () => {
    const once = visit([[0, coffee, 12]]).scores[coffee]
    const twice = visit([
      [0, coffee, 12.4],
      [0, coffee, 12],
    ]).scores[coffee]
    expect(twice).toBe(once)
    for (const since of [0, 1, 30, 365, 36_500]) {
      const score = visit(every(0, coffee, 30, since, 40)).scores[coffee]
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThan(1)
    }
  })

  it('says of simulated people how many buy again in the next four weeks', () => {
    const random = createRandom(17)
    const people = 4000
    const horizon = 28
    const seen: HistoryRow[] = []
    const isBought = new Uint8Array(people)
    for (let user = 0; user < people; user++) {
      // Each with a chance of another purchase of their own, .7 in the mean, and log-normal days of their own between.
      const [again, rhythm] = [random.beta(3.5, 1.5), 3.4 + (0.5 / Math.sqrt(3)) * random.normal()]
      for (let age = 700 * random.uniform(); age > -horizon; age -= Math.exp(rhythm + 0.5 * random.normal())) {
        if (age >= 0) seen.push([user, coffee, age])
        else isBought[user] = 1
        if (random.uniform() > again) break
      }
    }
    const data = trainingDataFrom(people, items, seen)
    const fitted = repeatPurchase.fit(data, repeatPurchase.defaults, { compute, seed: 1 })
    const scores = scoreRows(repeatPurchase, fitted, data.histories, compute).map((row) => row[coffee])
    const expected = scores.reduce((sum, score) => sum + score, 0)
    const actual = isBought.reduce((sum, one) => sum + one, 0)
    expect(Math.abs(expected / actual - 1)).toBeLessThan(0.1)
  })
})
