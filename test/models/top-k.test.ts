import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createTopK } from '../../src/models/top-k.ts'

describe('the top k', () => {
  it('are the first of all sorted by score and then by item, whatever came before', () => {
    const scores = fc.array(fc.integer({ min: -5, max: 5 }))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), scores, scores, (k, before, scores) => {
        const top = createTopK(k)
        before.forEach((score, item) => {
          top.offer(item, score)
        })
        top.sort()
        top.clear()
        scores.forEach((score, item) => {
          top.offer(item, score)
        })
        top.sort()
        const expected = scores.map((score, item) => ({ item, score }))
        expected.sort((a, b) => b.score - a.score || a.item - b.item)
        expect([...top.items.subarray(0, top.size())]).toEqual(expected.slice(0, k).map(({ item }) => item))
      }),
    )
  })
})
