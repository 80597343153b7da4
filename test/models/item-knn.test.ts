import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { buildInteractions } from '../../src/models/interactions.ts'
import { fitItemKnn, type ItemKnn, liftOf } from '../../src/models/item-knn.ts'

const interactions = (users: number, items: number, rows: readonly (readonly [number, number])[]) =>
  buildInteractions({
    users,
    items,
    user: rows.map(([user]) => user),
    item: rows.map(([, item]) => item),
    combine: () => 1,
  })

const neighboursOf = (knn: ItemKnn, item: number) =>
  Array.from({ length: knn.neighbours }, (_, rank) => item * knn.neighbours + rank)
    .filter((at) => knn.neighbour[at] >= 0)
    .map((at) => ({ item: knn.neighbour[at], similarity: knn.similarity[at], coBuyers: knn.coBuyers[at] }))

const everyPair = { neighbours: 3, shrinkage: 0, damping: 0, minCoBuyers: 1 }
// Items 0 and 1 by the same two of four people, item 2 by one of them, item 3 by the others.
const shop = interactions(4, 4, [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 3],
  [3, 3],
])

describe('item neighbours', () => {
  it('are the plain cosine without shrinkage and damping', () => {
    const found = neighboursOf(fitItemKnn(shop, everyPair), 0)
    expect(found.map(({ item }) => item)).toEqual([1, 2])
    expect(found[0].similarity).toBeCloseTo(1, 6)
    expect(found[1].similarity).toBeCloseTo(1 / Math.sqrt(2), 6)
    expect(found.map(({ coBuyers }) => coBuyers)).toEqual([2, 1])
  })

  it('are believed half where as few people as the shrinkage speak for them', () => {
    const found = neighboursOf(fitItemKnn(shop, { ...everyPair, shrinkage: 2 }), 0)
    expect(found[0].similarity).toBeCloseTo(0.5, 6)
  })

  it('count less from somebody who has everything', () => {
    const damped = neighboursOf(fitItemKnn(shop, { ...everyPair, damping: 1 }), 0)
    // 1/2 and 1/3 for the pair; sqrt(1/2 + 1/3) and sqrt(1/3) are the norms.
    expect(damped[1].similarity).toBeCloseTo(1 / 3 / Math.sqrt((5 / 6) * (1 / 3)), 6)
  })

  it('know how many times more often than by chance both are bought', () => {
    const knn = fitItemKnn(shop, everyPair)
    expect(knn.users).toBe(4)
    expect([...knn.buyers]).toEqual([2, 2, 1, 2])
    expect(liftOf(knn, 0, 1, 2)).toBe(2)
  })

  it('need more than one person, and more than chance', () => {
    expect(neighboursOf(fitItemKnn(shop, { ...everyPair, minCoBuyers: 2 }), 2)).toEqual([])
    const everybody = interactions(2, 2, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    expect(neighboursOf(fitItemKnn(everybody, everyPair), 0)).toEqual([])
  })

  it('are within 0..1, sorted, mutual in count, and no product is its own', () => {
    const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(6)), { maxLength: 60 })
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (rows, damping) => {
        const knn = fitItemKnn(interactions(10, 7, rows), { neighbours: 6, damping, minCoBuyers: 1 })
        for (let item = 0; item < 7; item++) {
          const found = neighboursOf(knn, item)
          const similarities = found.map(({ similarity }) => similarity)
          expect(similarities).toEqual([...similarities].sort((a, b) => b - a))
          for (const { item: other, similarity, coBuyers } of found) {
            expect(other).not.toBe(item)
            expect(similarity).toBeGreaterThan(0)
            expect(similarity).toBeLessThanOrEqual(1)
            expect(neighboursOf(knn, other).find((back) => back.item === item)?.coBuyers).toBe(coBuyers)
            expect(liftOf(knn, item, other, coBuyers)).toBeGreaterThan(1)
          }
        }
      }),
    )
  })

  it('cut histories that are too long', () => {
    const long = interactions(2, 4, [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 3],
    ])
    expect([...fitItemKnn(long, { longestHistory: 2 }).buyers]).toEqual([1, 1, 0, 1])
  })
})
