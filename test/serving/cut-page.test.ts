import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { cutPage } from '../../src/serving/cut-page.ts'

const listOf = (ids: readonly number[]) => ids.map((productId, place) => ({ productId, place }))
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })
const size = fc.integer({ min: 1, max: 9 })

describe('pages of a list that is made anew for each', () => {
  it('walk all of it, forwards and backwards, whatever their size', () => {
    fc.assert(
      fc.property(ids, size, fc.boolean(), (given, limit, backward) => {
        const list = listOf(given)
        const walked: number[] = []
        for (let from: { place: number; productId: number } | null = null; ; ) {
          const [after, before] = backward ? [null, from] : [from, null]
          const page: ReturnType<typeof cutPage<(typeof list)[number]>> = cutPage(list, {
            after,
            before,
            limit,
            backward,
          })
          const found = page.rows.map(({ productId }) => productId)
          if (backward) walked.unshift(...found)
          else walked.push(...found)
          const next: (typeof list)[number] | undefined = backward ? page.rows[0] : page.rows.at(-1)
          if (!(backward ? page.hasPreviousPage : page.hasNextPage) || next === undefined) break
          from = next
        }
        expect(walked).toEqual(given)
      }),
    )
  })

  it('miss nothing and double nothing when products are sold out meanwhile', () => {
    fc.assert(
      fc.property(ids, size, fc.array(fc.nat(60), { maxLength: 10 }), (given, limit, soldOut) => {
        const gone = new Set<number>()
        const walked: number[] = []
        for (let after: { place: number; productId: number } | null = null; ; ) {
          const list = listOf(given.filter((id) => !gone.has(id)))
          const page: ReturnType<typeof cutPage<(typeof list)[number]>> = cutPage(list, {
            ...{ after, before: null, limit, backward: false },
          })
          walked.push(...page.rows.map(({ productId }) => productId))
          const next: (typeof list)[number] | undefined = page.rows.at(-1)
          if (!page.hasNextPage || next === undefined) break
          after = next
          // One more goes: of those still to come, so that what was shown stays where it was.
          const sold = soldOut.pop()
          if (sold !== undefined && !walked.includes(sold)) gone.add(sold)
        }
        expect(new Set(walked).size).toBe(walked.length)
        for (const id of given) if (!gone.has(id)) expect(walked).toContain(id)
      }),
    )
  })

  it('go on where a product was that is gone', () => {
    const after = { place: 1, productId: 8 }
    const { rows } = cutPage(listOf([7, 9, 10]), { after, before: null, limit: 2, backward: false })
    expect(rows.map(({ productId }) => productId)).toEqual([9, 10])
  })
})
