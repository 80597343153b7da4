import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { type ItemKnnOptions, itemKnn } from '../../../src/models/recommenders/item-knn.ts'
import { type ItemRows, liftOf } from '../../../src/models/recommenders/item-rows.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(itemKnn)

type Pair = readonly [user: number, item: number]

const compute = createPlainCompute()
const rowsOf = (users: number, items: number, pairs: readonly Pair[], options: Partial<ItemKnnOptions>): ItemRows => {
  const data = trainingDataFrom(
    users,
    items,
    pairs.map(([user, item]) => [user, item, 0]),
  )
  return itemKnn.fit(data, { ...itemKnn.defaults, ...options }, { compute, seed: 1 }).rows
}
const neighboursOf = ({ pointers, neighbour, similarity, coBuyers }: ItemRows, item: number) =>
  Array.from({ length: pointers[item + 1] - pointers[item] }, (_, rank) => pointers[item] + rank).map((at) => ({
    item: neighbour[at],
    similarity: similarity[at],
    coBuyers: coBuyers[at],
  }))

const everyPair = { neighbours: 3, shrinkage: 0, damping: 0, sharpness: 1, minCoBuyers: 1 }
// Items 0 and 1 by the same two of four people, item 2 by one of them, item 3 by the others.
const pairs: readonly Pair[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 3],
  [3, 3],
]
const shop = (options: Partial<ItemKnnOptions>) => rowsOf(4, 4, pairs, { ...everyPair, ...options })

describe('item neighbours', () => {
  it('are the plain cosine without shrinkage and damping', () => {
    const found = neighboursOf(shop({}), 0)
    expect(found.map(({ item }) => item)).toEqual([1, 2])
    expect(found[0].similarity).toBeCloseTo(1, 6)
    expect(found[1].similarity).toBeCloseTo(1 / Math.sqrt(2), 6)
    expect(found.map(({ coBuyers }) => coBuyers)).toEqual([2, 1])
  })

  it('are believed half where as few people as the shrinkage speak for them', () => {
    expect(neighboursOf(shop({ shrinkage: 2 }), 0)[0].similarity).toBeCloseTo(0.5, 6)
  })

  it('say less the farther they are, the sharper they are', () => {
    expect(neighboursOf(shop({ sharpness: 2 }), 0)[1].similarity).toBeCloseTo(1 / 2, 6)
  })

  it('count less from somebody who has everything', () => {
    // 1/2 and 1/3 for the pair; sqrt(1/2 + 1/3) and sqrt(1/3) are the norms.
    const [, damped] = neighboursOf(shop({ damping: 1 }), 0)
    expect(damped.similarity).toBeCloseTo(1 / 3 / Math.sqrt((5 / 6) * (1 / 3)), 6)
  })

  it('know how many times more often than by chance both are bought', () => {
    const rows = shop({})
    expect(rows.people).toBe(4)
    expect([...rows.buyers]).toEqual([2, 2, 1, 2])
    expect(liftOf(rows, 0, 1, 2)).toBe(2)
  })

  it('need more than one person, and more than chance', () => {
    expect(neighboursOf(shop({ minCoBuyers: 2 }), 2)).toEqual([])
    const everybody: readonly Pair[] = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]
    expect(neighboursOf(rowsOf(2, 2, everybody, everyPair), 0)).toEqual([])
  })

  it('are within 0..1, sorted, mutual in count, and no product is its own', () => {
    const anyPairs = fc.array(fc.tuple(fc.nat(9), fc.nat(6)), { maxLength: 60 })
    fc.assert(
      fc.property(anyPairs, fc.double({ min: 0, max: 1, noNaN: true }), (pairs, damping) => {
        const rows = rowsOf(10, 7, pairs, { neighbours: 6, damping, minCoBuyers: 1 })
        for (let item = 0; item < 7; item++) {
          const found = neighboursOf(rows, item)
          const similarities = found.map(({ similarity }) => similarity)
          expect(similarities).toEqual([...similarities].sort((a, b) => b - a))
          for (const { item: other, similarity, coBuyers } of found) {
            expect(other).not.toBe(item)
            expect(similarity).toBeGreaterThan(0)
            expect(similarity).toBeLessThanOrEqual(1)
            expect(neighboursOf(rows, other).find((back) => back.item === item)?.coBuyers).toBe(coBuyers)
            expect(liftOf(rows, item, other, coBuyers)).toBeGreaterThan(1)
          }
        }
      }),
    )
  })

  it('cut histories that are too long', () => {
    const long: readonly Pair[] = [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 3],
    ]
    expect([...rowsOf(2, 4, long, { longestHistory: 2 }).buyers]).toEqual([1, 1, 0, 1])
  })
})
