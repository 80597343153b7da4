import { describe, expect, it } from 'vitest'

import { mdlCuts, quantileCuts } from '../../../src/models/bayesian/cut-number.ts'
import { createRandom } from '../../../src/models/math/random.ts'

describe('quantileCuts', () => {
  it('makes groups of as many rows, and fewer where many are the same', () => {
    const numbers = Float32Array.from({ length: 100 }, (_, at) => 100 - at)
    expect([...quantileCuts(numbers, 4)]).toEqual([26, 51, 76])
    expect([...quantileCuts(Float32Array.of(0, 0, 0, 0, 0, 0, 0, 9), 4)]).toEqual([])
    expect([...quantileCuts(new Float32Array(9).fill(Number.NaN), 4)]).toEqual([])
  })
})

describe('mdlCuts', () => {
  const random = createRandom(3)
  const numbers = Float32Array.from({ length: 2_000 }, () => random.uniform())

  it('cuts where the label changes, and nowhere else', () => {
    const labels = Uint8Array.from(numbers, (x) => (x > 0.3 && x < 0.7 ? 1 : 0))
    const cuts = mdlCuts(numbers, labels, 8)
    for (const wanted of [0.3, 0.7]) expect([...cuts].some((cut) => Math.abs(cut - wanted) < 0.02)).toBe(true)
    // Cuts lie at quantiles, so that a planted one may take two of them.
    for (const cut of cuts) expect(Math.min(Math.abs(cut - 0.3), Math.abs(cut - 0.7))).toBeLessThan(0.04)
  })

  it('leaves a number whole that the label does not hang on', () => {
    const labels = Uint8Array.from(numbers, () => random.integer(2))
    expect(mdlCuts(numbers, labels, 8).length).toBe(0)
  })

  it('makes no more groups than it may, the most telling first', () => {
    const labels = Uint8Array.from(numbers, (x) => (x < 0.5 ? 0 : Math.floor(20 * x) % 2))
    const [cut, ...more] = mdlCuts(numbers, labels, 2)
    expect(more).toEqual([])
    expect(cut).toBeCloseTo(0.5, 1)
  })
})
