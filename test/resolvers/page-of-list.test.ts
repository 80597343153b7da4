import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { pageOfList } from '../../src/resolvers/connection.ts'

const places = fc.uniqueArray(fc.nat(30)).map((list) => list.toSorted((a, b) => a - b))
const bound = fc.option(fc.nat(30))

describe('a page of a list that is at hand', () => {
  it('is what lies between the bounds, from the end that is asked for, and says what is beyond', () => {
    fc.assert(
      fc.property(places, fc.nat(8), bound, bound, fc.boolean(), (list, limit, after, before, backward) => {
        const page = pageOfList(list, { limit, after, before, backward }, (place) => place)
        const within = list.filter((place) => (after === null || place > after) && (before === null || place < before))
        const expected = backward ? within.toReversed().slice(0, limit).reverse() : within.slice(0, limit)
        expect(page.rows).toEqual(expected)
        expect(backward ? page.hasPreviousPage : page.hasNextPage).toBe(
          within.length > limit || (backward ? after : before) !== null,
        )
        expect(backward ? page.hasNextPage : page.hasPreviousPage).toBe((backward ? before : after) !== null)
      }),
    )
  })
})
