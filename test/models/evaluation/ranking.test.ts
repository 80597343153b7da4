import { describe, expect, it } from 'vitest'

import { rankingMetrics } from '../../../src/models/evaluation/ranking.ts'
import { buildInteractions } from '../../../src/models/interactions.ts'

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
