import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { fitBlend } from '../../../src/models/recommenders/blend.ts'
import { createSimilarity, diversify, type Kinds, kindsFor } from '../../../src/models/recommenders/diversify.ts'
import { type ListOptions, listsOf } from '../../../src/models/recommenders/lists.ts'
import { recommendationsOf } from '../../../src/models/recommenders/recommendation-lists.ts'
import { finderOf, plantedFamily } from '../../support/planted-family.ts'
import { catalogueFrom, trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()
const items = 8
/** The smaller the item, the better; item 7 is never told. */
const planted = plantedFamily('planted', (item) => 7 - item, {
  explain: (_, _histories, _user, item) => {
    const whole = 7 - item
    return [
      { kind: 'ITEM', value: whole / 2, item: 0, lift: 2 },
      { kind: 'AGAIN', value: whole / 4, everyDays: 30, sinceDays: 29 },
      { kind: 'CATEGORY', value: whole / 8, category: 1, share: 0.5 },
      { kind: 'FEATURE', value: whole / 16, feature: 6 },
      { kind: 'NEXT', value: whole / 32, item: 3 },
      { kind: 'NEW', value: whole / 32, ageDays: 3 },
    ]
  },
})
const find = finderOf(planted)
const data = trainingDataFrom(
  3,
  items,
  [
    [1, 0, 5],
    [1, 1, 4, 'VIEW'],
    [2, 2, 4, 'VIEW'],
  ],
  { recommendable: Uint8Array.from({ length: items }, (_, item) => (item === 3 ? 0 : 1)) },
)
const recipe = { parts: [{ family: 'planted', options: {}, weight: 1 }] }
const fitted = fitBlend(data, recipe, { compute, seed: 1 }, find)
const plain: ListOptions = {
  from: 0,
  to: 3,
  listSize: 3,
  excludePurchased: true,
  excludeSeen: false,
  diversity: 0,
}
const lists = (changes: Partial<ListOptions>) => listsOf(fitted, data, { ...plain, ...changes }, compute, find)
const itemsOf = (changes: Partial<ListOptions>, user: number) =>
  recommendationsOf(lists(changes), user).map(({ item }) => item)

describe('lists', () => {
  it('are the best by score, without what was bought and what is no merchandise', () => {
    expect(itemsOf({}, 0)).toEqual([0, 1, 2])
    expect(itemsOf({}, 1)).toEqual([1, 2, 4])
    expect(itemsOf({ listSize: 8 }, 0)).toEqual([0, 1, 2, 4, 5, 6])
  })

  it('leave out what was seen, or nothing, when asked to', () => {
    expect(itemsOf({ excludeSeen: true }, 1)).toEqual([2, 4, 5])
    expect(itemsOf({ excludePurchased: false }, 1)).toEqual([0, 1, 2])
  })

  it('hold to a mask, under which no score changes', () => {
    const mask = Uint8Array.from({ length: items }, (_, item) => (item % 2 === 0 ? 1 : 0))
    expect(itemsOf({ mask }, 2)).toEqual([0, 2, 4])
    const [first] = recommendationsOf(lists({ mask }), 2)
    expect(first.score).toBe(recommendationsOf(lists({}), 2)[0].score)
  })

  it('tell five reasons at most, whose weights add up to 1', () => {
    const [{ reasons }] = recommendationsOf(lists({}), 1)
    const whole = 31 / 32
    expect(reasons).toEqual([
      { kind: 'ITEM', weight: 1 / 2 / whole, item: 0, lift: 2 },
      { kind: 'AGAIN', weight: 1 / 4 / whole, everyDays: 30, sinceDays: 29 },
      { kind: 'CATEGORY', weight: 1 / 8 / whole, category: 1, share: 0.5 },
      { kind: 'FEATURE', weight: 1 / 16 / whole, feature: 6 },
      { kind: 'NEW', weight: 1 / 32 / whole, ageDays: 3 },
    ])
    expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
  })

  it('are the same for a part of the people as for all', () => {
    expect(recommendationsOf(lists({ from: 1, to: 2 }), 1)).toEqual(recommendationsOf(lists({}), 1))
    expect(() => recommendationsOf(lists({ from: 1, to: 2 }), 2)).toThrow(RangeError)
  })

  it('are empty where nothing may be listed', () => {
    const empty = lists({ mask: new Uint8Array(items) })
    expect([...empty.pointers]).toEqual([0, 0, 0, 0])
    expect(lists({ from: 2, to: 2 }).users).toBe(0)
  })
})

describe('diversity', () => {
  const names = ['red lunch bag', 'pink lunch bag', 'blue lunch bag', 'tea towel', 'red lunch bag']
  const catalogue = catalogueFrom(5, {
    categoryOf: Int32Array.of(0, 0, 0, 1, -1),
    featuresOf: (item) => names[item].split(' ').map((value) => ({ kind: 'WORD', name: '', value })),
  })
  const similarity = createSimilarity(catalogue)

  it('knows the same words and the same category as alike', () => {
    expect(similarity(0, 4)).toBe(1)
    expect(similarity(0, 1)).toBe(0.5)
    expect(similarity(0, 3)).toBe(0)
    expect(similarity(1, 4)).toBe(0.5)
  })

  it('brings up the tea towel between the lunch bags, and the twin last', () => {
    const order = (diversity: number) => diversify([0, 4, 1, 2, 3], [1, 0.95, 0.9, 0.85, 0.7], 5, diversity, similarity)
    expect(order(0)).toEqual([0, 1, 2, 3, 4])
    expect(order(0.3)).toEqual([0, 4, 2, 3, 1])
  })

  /** Thirty things, best first; every other one a hand warmer, the first six of the others milk pans. */
  const manyKinds = (item: number): number => (item % 2 === 0 ? 0 : item < 12 ? 1 : -1)
  const ranked = Array.from({ length: 30 }, (_, item) => item)
  const orderOf = (
    heldBack: readonly number[],
    diversity = 0.2,
    items = ranked,
    { kindOf = manyKinds, categoryOf = () => -1 }: Partial<Pick<Kinds, 'kindOf' | 'categoryOf'>> = {},
  ) =>
    diversify(
      items,
      items.map((item) => 1 - item / 100),
      20,
      diversity,
      () => 0,
      { kindOf, categoryOf, isHeldBack: (item) => heldBack.includes(kindOf(item)) },
    ).map((at) => items[at])

  it('lets at most two of a kind stand among the first ten, the best two, and any number after them', () => {
    expect(orderOf([])).toEqual([0, 1, 2, 3, 13, 15, 17, 19, 21, 23, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14])
  })

  it('moves down what is of a kind that somebody has just got', () => {
    expect(orderOf([1])).toEqual([0, 2, 13, 15, 17, 19, 21, 23, 25, 27, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('lets at most four of a category stand among the first ten, and gives that up before kinds', () => {
    const byFives = (item: number) => Math.floor(item / 10)
    const without = { kindOf: () => -1, categoryOf: byFives }
    expect(orderOf([], 0.2, ranked, without)).toEqual([
      ...[0, 1, 2, 3, 10, 11, 12, 13, 20, 21],
      ...[4, 5, 6, 7, 8, 9, 14, 15, 16, 17],
    ])
    // All of one category: still at most two of a kind.
    expect(orderOf([], 0.2, ranked, { categoryOf: () => 0 })).toEqual(orderOf([]))
  })

  it('keeps what is out of season from the first ten, for as long as it is', () => {
    const { histories, catalogue } = trainingDataFrom(1, 30, [[0, 0, 40]])
    const season = Float32Array.from({ length: 30 }, (_, item) => (item < 3 ? 0.39 : item === 3 ? 0.41 : 1))
    const kinds = kindsFor({ ...catalogue, season }, histories, 0)
    const order = diversify(
      ranked,
      ranked.map((item) => 1 - item / 100),
      20,
      0.2,
      () => 0,
      kinds,
    )
    expect(order.slice(0, 11)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0])
    expect(kindsFor(catalogue, histories, 0).isHeldBack(0)).toBe(false)
  })

  it('is switched off by 0, and gives way where there is nothing else', () => {
    expect(orderOf([0, 1], 0)).toEqual(ranked.slice(0, 20))
    const alike = ranked.filter((item) => item % 2 === 0)
    expect(orderOf([0], 0.2, alike)).toEqual(alike)
  })

  it('knows what somebody has just got: bought within 30 days, of a kind of which few buy more', () => {
    const { histories, catalogue } = trainingDataFrom(2, 5, [
      [1, 0, 40],
      [1, 1, 30],
      [1, 2, 10, 'VIEW'],
      [1, 3, 5],
      [1, 4, 5],
    ])
    const kindOf = Int32Array.of(0, 1, 2, 3, -1)
    const heldBack = (soonAgain?: Uint8Array) => {
      const { isHeldBack } = kindsFor({ ...catalogue, kindOf, soonAgain }, histories, 1)
      return [0, 1, 2, 3, 4].filter(isHeldBack)
    }
    expect(heldBack()).toEqual([1, 3])
    expect(heldBack(Uint8Array.of(0, 0, 0, 1, 0))).toEqual([1])
    expect([0, 1, 2, 3, 4].filter(kindsFor(catalogue, histories, 1).isHeldBack)).toEqual([])
  })

  it('keeps the first item and loses none', () => {
    const scores = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (scores, diversity) => {
        const sorted = scores.sort((a, b) => b - a)
        const order = diversify(
          sorted.map((_, at) => at % 5),
          sorted,
          sorted.length,
          diversity,
          similarity,
        )
        expect(order[0]).toBe(0)
        expect([...order].sort((a, b) => a - b)).toEqual(sorted.map((_, at) => at))
      }),
    )
  })
})
