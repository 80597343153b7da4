import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { ScorePart } from '../../../src/models/recommenders/family.ts'
import { tastes } from '../../../src/models/recommenders/tastes.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(tastes, { findsMissingSquare: false })

const compute = createPlainCompute()

/** Two categories of four products: red and blue, cheap and dear; people who like one colour of both categories, and half of them the cheap ones. */
const brandOf = (item: number): string => (item % 2 === 0 ? 'red' : 'blue')
const facts = {
  categoryOf: Int32Array.from({ length: 8 }, (_, item) => (item < 4 ? 0 : 1)),
  featuresOf: (item: number) => [
    { kind: 'ATTRIBUTE' as const, name: 'brand', value: brandOf(item) },
    { kind: 'ATTRIBUTE' as const, name: 'shape', value: item % 4 < 2 ? 'round' : 'square' },
  ],
  price: Float64Array.from({ length: 8 }, (_, item) => (item % 4 < 2 ? 5 : 20)),
}
const people = 60
const loyal = Array.from({ length: people }, (_, user) =>
  [0, 2, 4, 6].flatMap((item): HistoryRow[] => {
    const liked = item + (user % 2)
    return [
      [user, liked, 200 - item],
      [user, liked, 100 - item, 'VIEW'],
    ]
  }),
).flat()
const newcomer = people
const rows: readonly HistoryRow[] = [...loyal, [newcomer, 0, 3], [newcomer, 2, 2]]
const data = trainingDataFrom(people + 2, 8, rows, facts)
const model = tastes.fit(data, tastes.defaults, { compute, seed: 1 })
const scores = scoreRows(tastes, model, data.histories, compute)

describe('tastes', () => {
  it('prefers the brand that somebody chose in one category in the other one too', () => {
    expect(scores[newcomer][4]).toBeGreaterThan(scores[newcomer][5])
    expect(scores[newcomer][6]).toBeGreaterThan(scores[newcomer][7])
  })

  it('says so', () => {
    const [first, second] = tastes.explain(model, data.histories, newcomer, 2, compute)
    expect([first.kind, second.kind].sort()).toEqual(['CATEGORY', 'FEATURE'])
    const feature = [first, second].find(
      (part): part is Extract<ScorePart, { kind: 'FEATURE' }> => part.kind === 'FEATURE',
    )
    expect(data.catalogue.featureNames[feature?.feature ?? -1]).toEqual({
      kind: 'ATTRIBUTE',
      name: 'brand',
      value: 'red',
    })
  })

  it('does not listen to an attribute in which people do not differ', () => {
    const ofName = (name: string) =>
      model.featureVariance.filter((_, feature) => data.catalogue.featureNames[feature].name === name)
    expect(Math.max(...ofName('shape'))).toBe(0)
    expect(Math.min(...ofName('brand'))).toBeGreaterThan(0.5)
  })

  it('spends one unit of probability on everybody: nobody is louder than others', () => {
    for (const row of [0, 1, newcomer, newcomer + 1])
      expect(scores[row].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 1)
  })

  it('gives somebody without a history what is popular', () => {
    const crowded = trainingDataFrom(
      5,
      8,
      [
        [0, 3, 9],
        [1, 3, 8],
        [2, 3, 7],
        [3, 5, 1],
      ],
      facts,
    )
    const fitted = tastes.fit(crowded, { ...tastes.defaults, seasonDays: 0 }, { compute, seed: 1 })
    const row = scoreRows(tastes, fitted, crowded.histories, compute)[4]
    expect(row.indexOf(Math.max(...row))).toBe(3)
  })

  it('knows what is in season: of two categories liked alike, the one chosen of late comes first', () => {
    const seasonal = Array.from({ length: 400 }, (_, user): readonly HistoryRow[] => [
      [user, user % 4, user < 200 ? 300 : 10],
      [user, 4 + (user % 4), user < 200 ? 10 : 300],
    ]).flat()
    const late = seasonal.filter(([, item, age]) => item >= 4 || age > 100)
    const summer = trainingDataFrom(401, 8, [...late, [400, 0, 60], [400, 4, 60]], facts)
    const fitted = tastes.fit(summer, tastes.defaults, { compute, seed: 1 })
    const row = scoreRows(tastes, fitted, summer.histories, compute)[400]
    expect(row[4]).toBeGreaterThan(1.5 * row[0])
  })

  it('prefers the cheaper for who always chose the cheaper', () => {
    const thrift = Array.from({ length: 80 }, (_, user): readonly HistoryRow[] =>
      [0, 1, 2].map((n) => [user, (user % 2) * 2 + (n % 2), 50 + n]),
    ).flat()
    const priced = trainingDataFrom(81, 8, [...thrift, ...[4, 5, 6, 7].map((item): HistoryRow => [80, item, 4])], facts)
    const fitted = tastes.fit(priced, tastes.defaults, { compute, seed: 1 })
    const [cheap, dear] = [0, 1].map((user) => scoreRows(tastes, fitted, priced.histories, compute)[user])
    expect(cheap[4] + cheap[5]).toBeGreaterThan(cheap[6] + cheap[7])
    expect(dear[4] + dear[5]).toBeLessThan(dear[6] + dear[7])
  })
})

describe('loyalty to what was bought last', () => {
  /** Coffee, of which people buy one of two again and again; and pictures, of which nobody buys one twice. */
  const [coffee, other, picture] = [0, 1, 4]
  const drinkers = Array.from({ length: 40 }, (_, user): readonly HistoryRow[] => [
    ...[90, 60, 30].map((age): HistoryRow => [user, user % 2 === 0 ? coffee : other, age]),
    [user, picture + (user % 4), 80],
    [user, picture + ((user + 1) % 4), 20],
  ]).flat()
  const shop = trainingDataFrom(41, 8, [...drinkers, [40, coffee, 25], [40, picture, 25]], facts)
  const fitted = tastes.fit(shop, tastes.defaults, { compute, seed: 1 })

  it('is learned for each category by itself', () => {
    expect(fitted.loyalty[0]).toBeGreaterThan(0.5)
    expect(fitted.loyalty[1]).toBe(0)
  })

  it('puts what somebody bought once of such a category first, and says every how many days others buy it again', () => {
    const row = scoreRows(tastes, fitted, shop.histories, compute)[40]
    expect(row.indexOf(Math.max(...row))).toBe(coffee)
    const [first] = tastes.explain(fitted, shop.histories, 40, coffee, compute)
    expect(first).toMatchObject({ kind: 'AGAIN', sinceDays: 25 })
    expect((first as { everyDays: number }).everyDays).toBeCloseTo(30, 3)
  })
})
