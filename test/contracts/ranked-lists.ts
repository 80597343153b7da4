import { describe, expect, it } from 'vitest'

import type { RankedLists } from '../../src/models/evaluation/ranking.ts'
import { buildInteractions, type Interactions } from '../../src/models/interactions.ts'
import { createRandom } from '../../src/models/math/random.ts'
import type { Purchases } from '../../src/models/popularity.ts'
import { type ItemFacts, noItemFacts } from '../../src/models/recommender.ts'
import { modelFromJson, modelToJson } from '../../src/models/typed-arrays.ts'
import { checkerboard, missingOf, purchasesOf } from '../support/purchase-rows.ts'

/** What every recommender has to offer: plain data from `train`, ranked lists for histories from `recommend`. */
export interface RankedListsUnderTest<Model extends object> {
  readonly train: (purchases: Purchases, facts: ItemFacts) => Model
  /** What has been bought is left out. */
  readonly recommend: (model: Model, histories: Interactions, listSize: number) => RankedLists
}

const users = 40
const items = 12
const rows = checkerboard(users, items)
const purchases = purchasesOf(users, items, rows)
const histories = buildInteractions(purchases)
const facts = noItemFacts(items)

const listOf = ({ pointers, items }: RankedLists, user: number) => [
  ...items.subarray(pointers[user], pointers[user + 1]),
]
const plain = ({ pointers, items }: RankedLists) => ({ pointers: [...pointers], items: [...items] })

/** The suite that every recommender passes, on data whose answer is known by construction. */
export const describeRankedLists = <Model extends object>(
  name: string,
  { train, recommend }: RankedListsUnderTest<Model>,
): void => {
  describe(`${name}, as a recommender,`, () => {
    const model = train(purchases, facts)

    it('finds the missing square of a checkerboard first', () => {
      const lists = recommend(model, histories, 3)
      for (let user = 0; user < users; user++) expect(listOf(lists, user)[0]).toBe(missingOf(user, items))
    })

    it('recommends nothing twice and nothing that was bought', () => {
      const lists = recommend(model, histories, items)
      for (let user = 0; user < users; user++) {
        const list = listOf(lists, user)
        const bought = new Set(histories.indices.subarray(histories.pointers[user], histories.pointers[user + 1]))
        expect(new Set(list).size).toBe(list.length)
        expect(list.filter((item) => bought.has(item))).toEqual([])
      }
    })

    it('has something for somebody without a history', () => {
      const nobody = buildInteractions({ users: 1, items, user: [], item: [] })
      expect(listOf(recommend(model, nobody, 3), 0).length).toBeGreaterThan(0)
    })

    it('does not depend on the order of purchases', () => {
      const shuffled = purchasesOf(users, items, createRandom(3).shuffle(rows))
      expect(plain(recommend(train(shuffled, facts), buildInteractions(shuffled), items))).toEqual(
        plain(recommend(model, histories, items)),
      )
    })

    it('never recommends what is not merchandise, and hears no evidence from it', () => {
      const fee = missingOf(0, items)
      const recommendable = facts.recommendable.slice()
      recommendable[fee] = 0
      const without = train(purchases, { ...facts, recommendable })
      expect([...recommend(without, histories, items).items]).not.toContain(fee)
      const onlyFee = buildInteractions({ users: 1, items, user: [0], item: [fee] })
      const nobody = buildInteractions({ users: 1, items, user: [], item: [] })
      expect(plain(recommend(without, onlyFee, items))).toEqual(plain(recommend(without, nobody, items)))
    })

    it('survives a round trip through JSON', () => {
      const loaded = modelFromJson<Model>(modelToJson(model))
      expect(plain(recommend(loaded, histories, items))).toEqual(plain(recommend(model, histories, items)))
    })

    it('leaves its input as it was', () => {
      const before = structuredClone({ purchases, histories, facts })
      recommend(train(purchases, facts), histories, items)
      expect({ purchases, histories, facts }).toEqual(before)
    })
  })
}
