import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { groupRows } from '../../../src/models/math/group-rows.ts'

const rows = fc.array(fc.tuple(fc.integer({ min: -2, max: 3 }), fc.constantFrom(0, -0, 0.5, 1e-300, 7e9)), {
  minLength: 1,
})
const columnsOf = (rows: readonly (readonly [number, number])[]) => [
  Float64Array.from(rows, ([a]) => a),
  Float64Array.from(rows, ([, b]) => b),
]

describe('groupRows', () => {
  it('gives back every row from its group, and counts each once', () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const { columns, counts, groupOf } = groupRows(columnsOf(rows))
        rows.forEach(([a, b], i) => {
          expect(columns[0][groupOf[i]] === a && columns[1][groupOf[i]] === b).toBe(true)
        })
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(rows.length)
        expect(new Set(groupOf).size).toBe(counts.length)
      }),
    )
  })

  it('lists groups in ascending order, so that the order of rows does not matter', () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const forward = groupRows(columnsOf(rows))
        const backward = groupRows(columnsOf(rows.toReversed()))
        expect(forward.counts).toEqual(backward.counts)
        expect(forward.columns[0]).toEqual(forward.columns[0].toSorted())
        expect(forward.columns.map((c) => c.map((v) => v + 0))).toEqual(
          backward.columns.map((c) => c.map((v) => v + 0)),
        )
      }),
    )
  })

  it('has no groups for no rows', () => {
    expect(groupRows([new Float64Array(0)]).counts.length).toBe(0)
  })
})
