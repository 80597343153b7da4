import { describe, expect, it } from 'vitest'

import { asPopularity, evaluateRecommender } from '../../../src/models/evaluation/evaluate-recommender.ts'
import { holdOut } from '../../../src/models/evaluation/holdout.ts'
import { rankingMetrics } from '../../../src/models/evaluation/ranking.ts'
import { buildInteractions } from '../../../src/models/interactions.ts'
import { recommendForUsers } from '../../../src/models/recommend.ts'
import { fitRecommender, noItemFacts } from '../../../src/models/recommender.ts'
import { checkerboard, missingOf, type PurchaseRow, purchasesOf } from '../../support/purchase-rows.ts'

describe('rankingMetrics', () => {
  // User 0 wants 1 and 2, user 1 wants 3, user 2 nothing.
  const heldOut = buildInteractions({ users: 3, items: 5, user: [0, 0, 1], item: [1, 2, 3] })

  it('are those of a calculation by hand', () => {
    const lists = { pointers: Int32Array.of(0, 3, 5, 6), items: Int32Array.of(0, 1, 2, 4, 0, 0) }
    expect(rankingMetrics(lists, heldOut, 2)).toEqual({
      recall: (1 / 2 + 0) / 2,
      ndcg: 1 / Math.log2(3) / (1 + 1 / Math.log2(3)) / 2,
      hitRate: 1 / 2,
      coverage: 3 / 5,
      users: 2,
    })
  })

  it('are 1 for lists that know everything', () => {
    const lists = { pointers: Int32Array.of(0, 2, 3, 3), items: Int32Array.of(2, 1, 3) }
    expect(rankingMetrics(lists, heldOut, 20)).toMatchObject({ recall: 1, ndcg: 1, hitRate: 1 })
  })
})

describe('the holdout', () => {
  const purchases = purchasesOf(3, 3, [
    [0, 0, 50],
    [0, 1, 2],
    [0, 0, 1],
    [1, 2, 1],
    [2, 2, 40],
    [2, 2, 30],
  ])

  it('wants first purchases since, of those who were known before', () => {
    const { before, read, wanted, heldOutDays } = holdOut(purchases, [1, 1, 1], { heldOutShare: 0.5 })
    expect(heldOutDays).toBe(30)
    expect(Array.from(before.ageDays)).toEqual([20, 10, 0])
    expect([wanted.users, ...wanted.indices]).toEqual([1, 1])
    expect([...read.indices]).toEqual([0])
  })
})

describe('evaluateRecommender', () => {
  it('sees the neighbours beat popularity on a checkerboard', () => {
    const [users, items] = [40, 12]
    const rows: readonly PurchaseRow[] = [
      ...checkerboard(users, items).map(([user, item]): PurchaseRow => [user, item, 30]),
      ...Array.from({ length: users }, (_, user): PurchaseRow => [user, missingOf(user, items), 1]),
    ]
    const { model, popularity, heldOutDays } = evaluateRecommender(
      purchasesOf(users, items, rows),
      noItemFacts(items),
      {},
      { k: 1, heldOutShare: 1 / 6 },
    )
    expect(heldOutDays).toBe(30)
    expect(model).toMatchObject({ recall: 1, ndcg: 1, hitRate: 1, coverage: 1, users: 40 })
    expect(popularity.recall).toBeLessThan(0.7)
  })

  it('ranks by buyers when it is asked for popularity', () => {
    const purchases = purchasesOf(3, 3, [
      [0, 2, 1000],
      [1, 2, 900],
      [2, 1, 0],
    ])
    const model = fitRecommender(purchases, noItemFacts(3), asPopularity())
    const nobody = buildInteractions({ users: 1, items: 3, user: [], item: [] })
    expect([...recommendForUsers(model, nobody).items]).toEqual([2, 1])
  })

  it('has no number for a shop without a history', () => {
    const { model } = evaluateRecommender(purchasesOf(0, 2, []), noItemFacts(2))
    expect(model.users).toBe(0)
    expect(model.recall).toBeNaN()
  })
})
