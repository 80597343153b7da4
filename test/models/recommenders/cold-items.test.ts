import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { explainBlend, fitBlend, scoreBlend } from '../../../src/models/recommenders/blend.ts'
import type { FeatureName } from '../../../src/models/recommenders/catalogue.ts'
import {
  countEverybody,
  enoughPeople,
  explainColdItem,
  findColdItems,
  scoreColdItems,
} from '../../../src/models/recommenders/cold-items.ts'
import type { ScorePart } from '../../../src/models/recommenders/family.ts'
import { defaultDiversity, listsOf } from '../../../src/models/recommenders/lists.ts'
import { recommendationsOf } from '../../../src/models/recommenders/recommendation-lists.ts'
import { catalogueFrom, type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

const feature = (value: string): FeatureName => ({ kind: 'CATEGORY', name: '', value })
const described = [['tea', 'green'], ['tea', 'black'], ['toys'], ['tea', 'green'], ['tea'], []]
const featuresOf = (item: number) => described[item].map(feature)
const ageDays = Float32Array.of(365, 365, 365, 0, 0, 0)
const catalogue = catalogueFrom(6, { featuresOf, ageDays })
/** Of the last three too little is known: nobody, one person, nobody. */
const people = [9, 8, 7, 0, 1, 0]
const cold = findColdItems({ catalogue, people })

const alikeOf = (item: number) => {
  const entry = cold.items.indexOf(item)
  return entry < 0 ? [] : [...cold.alike.subarray(cold.pointers[entry], cold.pointers[entry + 1])]
}

describe('an item that too few people know', () => {
  it('is like what is described alike, the more the rarer the words', () => {
    expect([...cold.items]).toEqual([3, 4])
    expect(alikeOf(3)).toEqual([0, 1])
    expect(alikeOf(4)).toEqual([0, 1])
  })

  it('has the scores of what it is like, and never more', () => {
    const scores = Float32Array.of(0.8, 0.2, 0.5, 0, 0, 0)
    scoreColdItems(cold, scores, 1, 6)
    expect(scores[3]).toBeGreaterThan(0.2)
    expect(scores[3]).toBeLessThanOrEqual(0.8)
    expect(scores[5]).toBe(0)
    expect([...scores.subarray(0, 3)]).toEqual([...Float32Array.of(0.8, 0.2, 0.5)])
  })

  it('has less of them with each person who knows it, and nothing once enough do', () => {
    const borrowed = (known: number) => {
      const scores = Float32Array.of(1, 1, 1, 0, 0, 0)
      scoreColdItems(findColdItems({ catalogue, people: [9, 8, 7, known, 0, 0] }), scores, 1, 6)
      return scores[3]
    }
    expect(borrowed(0)).toBeCloseTo(1, 6)
    expect(borrowed(2)).toBeCloseTo(1 - 2 / enoughPeople, 6)
    expect(borrowed(enoughPeople)).toBe(0)
  })

  it('is not new, but not wanted, once its like would have had enough people in that time', () => {
    const borrowed = (age: number) => {
      const aged = catalogueFrom(6, { featuresOf, ageDays: Float32Array.of(100, 100, 100, age, 0, 0) })
      const scores = Float32Array.of(1, 1, 1, 0, 0, 0)
      scoreColdItems(findColdItems({ catalogue: aged, people: [10, 10, 10, 0, 0, 0] }), scores, 1, 6)
      return scores[3]
    }
    expect(borrowed(0)).toBeCloseTo(1, 6)
    expect(borrowed(25)).toBeCloseTo(0.5, 6)
    expect(borrowed(50)).toBe(0)
  })

  it('is told by parts that add up to its score, through what it is like', () => {
    const partsOf = (item: number): readonly ScorePart[] => [
      { kind: 'ITEM', value: 0.5 - 0.1 * item, item: 2, lift: 3 },
      { kind: 'POPULAR', value: 0.2, windowDays: 28 },
      { kind: 'USERS', value: 0.1, count: 9 },
    ]
    const scores = Float32Array.of(0.8, 0.7, 0.5, 0, 0, 0)
    scoreColdItems(cold, scores, 1, 6)
    const parts = explainColdItem(cold, 3, partsOf)
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(scores[3], 6)
    expect(parts).toEqual([
      expect.objectContaining({ kind: 'ALIKE', item: 2, like: 0 }),
      expect.objectContaining({ kind: 'ALIKE', item: -1, like: 0 }),
    ])
    expect(explainColdItem(cold, 0, partsOf)).toEqual([])
  })

  it('counts a person once, whatever they did', () => {
    const rows: readonly HistoryRow[] = [
      [0, 1, 9],
      [0, 1, 3],
      [1, 1, 2],
      [1, 0, 1],
    ] // prettier-ignore
    expect([...countEverybody(trainingDataFrom(2, 3, rows))]).toEqual([1, 2, 0])
  })
})

describe('a blend whose parts know behaviour alone', () => {
  /** Half of the people buy both teas that sell, the first of them only one; the others buy the toy. Nobody has bought the new tea. */
  const rows = Array.from({ length: 40 }, (_, user): readonly HistoryRow[] =>
    user < 20 ? [[user, 0, 20], ...(user === 0 ? [] : [[user, 1, 10] as const])] : [[user, 2, 5]],
  ).flat()
  const data = trainingDataFrom(40, 6, rows, { featuresOf, ageDays })
  const compute = createPlainCompute()
  const recipe = { parts: [{ family: 'item-knn', options: {}, weight: 1 }] }
  const blend = fitBlend(data, recipe, { compute, seed: 1 })
  const { histories } = data

  it('lists what nobody has bought yet by what it is like, and not before that', () => {
    const options = {
      from: 0,
      to: 1,
      listSize: 5,
      excludePurchased: true,
      excludeSeen: true,
      diversity: defaultDiversity,
    }
    const list = recommendationsOf(listsOf(blend, data, options, compute), 0)
    const [black, green] = [1, 3].map((item) => list.findIndex((entry) => entry.item === item))
    expect(black).toBe(0)
    expect(green).toBeGreaterThan(0)
    expect(list[green].reasons).toEqual([expect.objectContaining({ kind: 'ALIKE', item: 0 })])
  })

  it('tells parts that add up to the score, which falls when the thing named is taken away', () => {
    const scores = new Float32Array(6)
    scoreBlend(blend, { histories, from: 0, to: 1, scores }, compute)
    const parts = explainBlend(blend, histories, 0, 3, compute)
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(scores[3], 6)
    const without = trainingDataFrom(1, 6, []).histories
    const left = new Float32Array(6)
    scoreBlend(blend, { histories: without, from: 0, to: 1, scores: left }, compute)
    expect(left[3]).toBeLessThan(scores[3])
  })
})
