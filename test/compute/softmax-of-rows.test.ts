import { afterAll, describe, expect, it } from 'vitest'

import type { Compute } from '../../src/compute/compute.ts'
import { openCompute } from '../../src/compute/open.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { draws, relativeDifference } from './support/draws.ts'

const plain = createPlainCompute()
const alone = openCompute({ threads: 1 })
const two = openCompute({ threads: 2 })
afterAll(() => Promise.all([alone.close(), two.close()]))

/** Logits over some forty powers of e, with holes; with and without what may be absent. */
const chances = (compute: Compute, rows: number, columns: number, isFull: boolean): Float32Array => {
  const logits = draws(compute, rows * columns, 1)
  for (let at = 0; at < logits.length; at++) logits[at] = at % 7 === 3 ? -Infinity : 20 * logits[at]
  const logSums = compute.float32(rows)
  const more = { shift: draws(compute, columns, 2), own: draws(compute, rows, 3), weight: draws(compute, rows, 4) }
  compute.softmaxOfRows({ logits, rows, columns, logSums, ...(isFull ? more : {}) })
  return Float32Array.from([...logits, ...logSums])
}

const shapes = [
  [1, 1],
  [3, 4],
  [5, 7],
  [17, 66],
  [129, 1001],
] as const

describe('the softmax of rows', () => {
  for (const [rows, columns] of shapes) {
    it.each([true, false])(
      `of ${rows} x ${columns} is what its twin says, on one thread and two (with everything: %s)`,
      (isFull) => {
        const [byTwin, byOne, byTwo] = [plain, alone, two].map((compute) => chances(compute, rows, columns, isFull))
        expect(relativeDifference(byOne, byTwin)).toBeLessThan(1e-5)
        expect(byTwo).toEqual(byOne)
      },
    )
  }

  it.each([
    ['twin', plain],
    ['kernel', alone],
  ] as const)('of its %s adds up to 1, keeps ratios, and leaves zeros where nothing has a chance', (_, compute) => {
    const logits = compute.float32(6)
    logits.set([0, Math.log(3), -Infinity, -Infinity, -Infinity, -Infinity])
    const logSums = compute.float32(2)
    compute.softmaxOfRows({ logits, rows: 2, columns: 3, logSums })
    Array.from([0.25, 0.75, 0, 0, 0, 0]).forEach((value, at) => {
      expect(logits[at]).toBeCloseTo(value, 6)
    })
    expect(logSums[0]).toBeCloseTo(Math.log(4), 6)
    expect(logSums[1]).toBe(-Infinity)
  })
})
