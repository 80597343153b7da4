import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { buildInteractions } from '../../src/models/interactions.ts'
import { liftOf } from '../../src/models/item-knn.ts'
import type { Purchases } from '../../src/models/popularity.ts'
import { recommendForUsers } from '../../src/models/recommend.ts'
import { recommendationsOf } from '../../src/models/recommendation-lists.ts'
import { fitRecommender, historiesOf, type ItemFacts, noItemFacts } from '../../src/models/recommender.ts'
import { similarProducts } from '../../src/models/similar-products.ts'
import { describeRankedLists } from '../contracts/ranked-lists.ts'
import { type PurchaseRow, purchasesOf } from '../support/purchase-rows.ts'

describeRankedLists('the neighbour recommender', {
  train: (purchases, facts) => fitRecommender(purchases, facts),
  recommend: (model, histories, listSize) => recommendForUsers(model, histories, { listSize }),
})

const users = 12
const items = 10
const anyShop = fc
  .array(fc.tuple(fc.nat(users - 1), fc.nat(items - 1), fc.nat(60)), { maxLength: 90 })
  .map((rows: readonly PurchaseRow[]) => purchasesOf(users, items, rows))
const facts: ItemFacts = {
  categoryOf: Int32Array.from({ length: items }, (_, item) => (item === 0 ? -1 : item % 3)),
  recommendable: Uint8Array.from({ length: items }, (_, item) => (item === 9 ? 0 : 1)),
}
const fitted = (purchases: Purchases) => {
  const recommender = fitRecommender(purchases, facts, { knn: { minCoBuyers: 1 } })
  const histories = historiesOf(purchases, facts.recommendable, 30)
  return { recommender, histories, lists: recommendForUsers(recommender, histories) }
}

describe('the reasons of a recommendation', () => {
  it('have weights that add up to 1, the weightiest first', () => {
    fc.assert(
      fc.property(anyShop, (purchases) => {
        const { lists } = fitted(purchases)
        for (let user = 0; user < users; user++) {
          for (const { score, reasons } of recommendationsOf(lists, user)) {
            expect(score).toBeGreaterThan(0)
            const weights = reasons.map(({ weight }) => weight)
            expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-9)
            for (const weight of weights) expect(weight).toBeGreaterThan(0)
            expect(weights).toEqual([...weights].sort((a, b) => b - a))
          }
        }
      }),
    )
  })

  it('name only what is so', () => {
    fc.assert(
      fc.property(anyShop, (purchases) => {
        const { recommender, histories, lists } = fitted(purchases)
        const buyersOf = (item: number) =>
          new Set([...histories.indices].flatMap((at, entry) => (at === item ? userOf(entry) : [])))
        const userOf = (entry: number) => histories.pointers.findIndex((end, row) => row > 0 && entry < end) - 1
        for (let user = 0; user < users; user++) {
          const history = new Set(histories.indices.subarray(histories.pointers[user], histories.pointers[user + 1]))
          for (const { item, reasons } of recommendationsOf(lists, user)) {
            for (const reason of reasons) {
              if (reason.kind === 'BOUGHT_TOGETHER') {
                const [one, other] = [buyersOf(reason.item), buyersOf(item)]
                expect(history.has(reason.item)).toBe(true)
                expect(reason.lift).toBeGreaterThan(1)
                const both = [...one].filter((buyer) => other.has(buyer)).length
                expect(reason.lift).toBeCloseTo(liftOf(recommender.knn, reason.item, item, both), 9)
                expect(recommender.knn.buyers[item]).toBe(other.size)
              } else if (reason.kind === 'LIKES_CATEGORY') {
                expect(reason.category).toBe(facts.categoryOf[item])
                expect(reason.share).toBeGreaterThanOrEqual(0.05)
                expect([...history].some((bought) => facts.categoryOf[bought] === reason.category)).toBe(true)
              } else {
                expect(recommender.trending.top).toContain(item)
                expect(reason.windowDays).toBe(recommender.trending.windowDays)
              }
            }
          }
        }
      }),
    )
  })

  it('carry the score: without the item they name, it falls', () => {
    fc.assert(
      fc.property(anyShop, fc.nat(users - 1), (purchases, user) => {
        const recommender = fitRecommender(purchases, noItemFacts(items), { knn: { minCoBuyers: 1 } })
        const histories = historiesOf(purchases, recommender.recommendable)
        const history = [...histories.indices.subarray(histories.pointers[user], histories.pointers[user + 1])]
        const listFor = (item: readonly number[]) => {
          const row = buildInteractions({ users: 1, items, user: item.map(() => 0), item })
          return recommendationsOf(recommendForUsers(recommender, row, { excludeBought: false }), 0)
        }
        for (const { item, score, reasons } of listFor(history)) {
          for (const reason of reasons) {
            if (reason.kind !== 'BOUGHT_TOGETHER') continue
            const without = listFor(history.filter((bought) => bought !== reason.item)).find(
              (entry) => entry.item === item,
            )
            expect(without?.score ?? 0).toBeLessThan(score)
          }
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('recommendForUsers', () => {
  const rows: readonly PurchaseRow[] = [
    ...Array.from({ length: 6 }, (_, user): PurchaseRow[] => [
      [user, 1, 1],
      [user, 4, 1],
    ]).flat(),
    ...Array.from({ length: 5 }, (_, at): PurchaseRow => [6 + at, 2, 1]),
    [6, 7, 1],
    [11, 1, 1],
    [10, 9, 1],
  ]
  const purchases = purchasesOf(users, items, rows)
  const { recommender, histories, lists } = fitted(purchases)

  it('puts what is bought together before the rest', () => {
    const [first] = recommendationsOf(lists, 11)
    expect(first.item).toBe(4)
    expect(first.reasons[0]).toMatchObject({ kind: 'BOUGHT_TOGETHER', item: 1 })
  })

  it('falls back on what trends for a stranger', () => {
    const stranger = buildInteractions({ users: 1, items, user: [], item: [] })
    const list = recommendationsOf(recommendForUsers(recommender, stranger), 0)
    expect(list.map(({ item }) => item)).toEqual([...recommender.trending.top])
    for (const { reasons } of list) expect(reasons).toEqual([{ kind: 'TRENDING', weight: 1, windowDays: 28 }])
  })

  it('goes by the category where nothing was bought together', () => {
    const loner = buildInteractions({ users: 1, items, user: [0], item: [8] })
    const [first] = recommendationsOf(recommendForUsers(recommender, loner), 0)
    expect(first).toMatchObject({
      item: 2,
      reasons: expect.arrayContaining([expect.objectContaining({ kind: 'LIKES_CATEGORY', share: 1 })]),
    })
  })

  it('offers again what was bought where the shop wants it', () => {
    const again = recommendForUsers(recommender, histories, { excludeBought: false })
    expect(recommendationsOf(again, 0).map(({ item }) => item)).toEqual(expect.arrayContaining([1, 4]))
    expect(recommendationsOf(lists, 0).map(({ item }) => item)).not.toContain(1)
  })

  it('gives the same lists block by block', () => {
    const block = recommendForUsers(recommender, histories, { from: 5, to: 9 })
    for (let user = 5; user < 9; user++) expect(recommendationsOf(block, user)).toEqual(recommendationsOf(lists, user))
    expect(() => recommendationsOf(block, 9)).toThrow(RangeError)
  })

  it('breaks ties by item', () => {
    const twins = purchasesOf(2, 3, [
      [0, 2, 1],
      [0, 1, 1],
      [1, 0, 1],
    ])
    const model = fitRecommender(twins, noItemFacts(3))
    const nobody = buildInteractions({ users: 1, items: 3, user: [], item: [] })
    expect([...recommendForUsers(model, nobody).items]).toEqual([0, 1, 2])
  })
})

describe('similarProducts', () => {
  it('lists neighbours by similarity, and the category where there are none', () => {
    const purchases = purchasesOf(4, items, [
      [0, 1, 1],
      [0, 4, 1],
      [1, 1, 1],
      [1, 4, 1],
      [2, 2, 1],
      [3, 5, 1],
      [3, 9, 1],
      [2, 9, 1],
    ])
    const similar = similarProducts(fitRecommender(purchases, facts))
    const listOf = (item: number) => [...similar.items.subarray(similar.pointers[item], similar.pointers[item + 1])]
    expect(listOf(1)).toEqual([4])
    expect(listOf(2)).toEqual([5])
    expect(listOf(9)).toEqual([])
    expect(Math.max(...similar.scores)).toBeLessThanOrEqual(1)
    expect(similar.scores[similar.pointers[2]]).toBeLessThan(similar.scores[similar.pointers[1]])
  })
})
