import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createHoldOut } from '../../../src/models/neural/hold-out.ts'

const labels = Uint8Array.from({ length: 500 }, (_, row) => (row % 5 === 0 ? 1 : 0))

describe('what is held back', () => {
  it('is another tenth for each network, with as many of each class', () => {
    const holdOut = createHoldOut(labels, 1)
    const held = Array.from({ length: 10 }, (_, network) => holdOut(network).held)
    expect(new Set(held.flatMap((rows) => [...rows])).size).toBe(500)
    for (const rows of held) expect([rows.length, rows.filter((row) => labels[row] === 1).length]).toEqual([50, 10])
    expect([...holdOut(3).learned, ...holdOut(3).held].sort((a, b) => a - b)).toEqual([...labels.keys()])
  })

  it('is never of a person of whom another row is learned from', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 500, maxLength: 500 }), (persons) => {
        const people = Float64Array.from(persons)
        const { learned, held } = createHoldOut(labels, 1, people)(0)
        const known = new Set(learned.map((row) => people[row]))
        expect(held.some((row) => known.has(people[row]))).toBe(false)
        expect(learned.length + held.length).toBe(500)
      }),
      { numRuns: 20 },
    )
  })

  it('is nothing where a class has too few rows to tell anything by a tenth of them', () => {
    const few = labels.map((_, row) => (row < 20 ? 1 : 0))
    expect(createHoldOut(few, 1)(0)).toEqual({ learned: Int32Array.from(labels.keys()), held: new Int32Array(0) })
  })
})
