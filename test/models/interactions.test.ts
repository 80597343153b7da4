import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { buildInteractions, filterInteractions, transpose, trimRows } from '../../src/models/interactions.ts'

const triple = fc.tuple(fc.nat(5), fc.nat(7), fc.float({ min: Math.fround(0.1), max: 100, noNaN: true }))
const built = (triples: readonly (readonly [number, number, number])[]) =>
  buildInteractions({
    users: 6,
    items: 8,
    user: triples.map(([user]) => user),
    item: triples.map(([, item]) => item),
    weight: triples.map(([, , weight]) => weight),
  })

describe('interactions', () => {
  it('are sorted rows with repeated pairs summed', () => {
    const { pointers, indices, values } = buildInteractions({
      users: 3,
      items: 4,
      user: [2, 0, 2, 2, 0],
      item: [3, 1, 0, 3, 0],
      weight: [1, 2, 3, 4, 5],
    })
    expect([...pointers]).toEqual([0, 2, 2, 4])
    expect([...indices]).toEqual([0, 1, 0, 3])
    expect([...values]).toEqual([5, 2, 3, 5])
  })

  it('can keep something else than the sum', () => {
    const pairs = { users: 1, items: 1, user: [0, 0, 0], item: [0, 0, 0], weight: [5, 2, 7] }
    expect([...buildInteractions({ ...pairs, combine: ([least]) => least }).values]).toEqual([2])
  })

  it('do not depend on the order of rows, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(triple), (triples) => {
        expect(built([...triples].reverse())).toEqual(built(triples))
      }),
    )
  })

  it('are the same after turning twice', () => {
    fc.assert(
      fc.property(fc.array(triple), (triples) => {
        expect(transpose(transpose(built(triples)))).toEqual(built(triples))
      }),
    )
  })

  it('keep what is asked for', () => {
    fc.assert(
      fc.property(fc.array(triple), (triples) => {
        const all = built(triples)
        expect(filterInteractions(all, () => true)).toEqual(all)
        expect(filterInteractions(all, (user) => user === 3)).toEqual(built(triples.filter(([user]) => user === 3)))
      }),
    )
  })

  it('trim long rows to the heaviest, ties by the smaller item', () => {
    const { indices, pointers } = trimRows(
      buildInteractions({ users: 2, items: 4, user: [0, 0, 0, 0, 1], item: [0, 1, 2, 3, 3], weight: [1, 9, 1, 5, 1] }),
      3,
    )
    expect([...indices]).toEqual([0, 1, 3, 3])
    expect([...pointers]).toEqual([0, 3, 4])
  })

  it('refuse indices that do not fit', () => {
    expect(() => buildInteractions({ users: 1, items: 1, user: [0], item: [1] })).toThrow(RangeError)
    expect(() => buildInteractions({ users: 1, items: 1, user: [-1], item: [0] })).toThrow(RangeError)
  })
})
