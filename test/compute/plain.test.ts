import { describe, expect, it } from 'vitest'

import type { Compute } from '../../src/compute/compute.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'

const compute = createPlainCompute()

const floats = (values: readonly number[], { float32 }: Compute = compute): Float32Array => {
  const out = float32(values.length)
  out.set(values)
  return out
}

/** 1 . 2 / . 3 . / 4 . 5 */
const small = compute.sparse({
  rows: 3,
  columns: 3,
  pointers: Int32Array.of(0, 2, 3, 5),
  indices: Int32Array.of(0, 2, 1, 0, 2),
  values: Float32Array.of(1, 2, 3, 4, 5),
})

describe('the plain twin of the kernels', () => {
  it('multiplies matrices, transposed or not, scaled and added', () => {
    const a = floats([1, 2, 3, 4, 5, 6])
    const b = floats([1, 0, 2, 1, 3, 0])
    const c = floats([1, 1, 1, 1])
    compute.multiply({ m: 2, n: 2, k: 3, a, b, c })
    expect([...c]).toEqual([14, 2, 32, 5])
    compute.multiply({ m: 2, n: 2, k: 3, a, b: floats([1, 2, 3, 0, 1, 0]), c, transposeB: true, alpha: 2, beta: 1 })
    expect([...c]).toEqual([42, 6, 96, 15])
    compute.multiply({ m: 2, n: 2, k: 3, a: floats([1, 4, 2, 5, 3, 6]), b, c, transposeA: true })
    expect([...c]).toEqual([14, 2, 32, 5])
  })

  it('does not read what is in C unless it is to be added', () => {
    const c = floats([Number.NaN])
    compute.multiply({ m: 1, n: 1, k: 1, a: floats([2]), b: floats([3]), c })
    expect([...c]).toEqual([6])
  })

  it('multiplies a sparse matrix by a dense one and by itself', () => {
    const out = floats(Array(6).fill(9))
    compute.multiplySparse(small, floats([1, 2, 3, 4, 5, 6]), 2, out)
    expect([...out]).toEqual([11, 14, 9, 12, 29, 38])
    const gram = floats(Array(9).fill(9))
    compute.sparseGram(small, gram)
    expect([...gram]).toEqual([17, 0, 22, 0, 9, 0, 22, 0, 29])
  })

  it('inverts what is positive definite and refuses the rest', () => {
    const matrix = floats([4, 2, 2, 3])
    expect(compute.invertPositiveDefinite(matrix, 2)).toBe(true)
    expect([...matrix].map((value) => value * 8)).toEqual([3, -2, -2, 4])
    expect(compute.invertPositiveDefinite(floats([1, 2, 2, 1]), 2)).toBe(false)
    expect(compute.invertPositiveDefinite(floats([1, 1, 1, 1]), 2)).toBe(false)
    expect(compute.invertPositiveDefinite(floats([Number.NaN]), 1)).toBe(false)
  })

  it('solves rows of ALS: by hand, one factor', () => {
    // x = sum (1 + v) y / (sum over all columns y^2 + sum v y^2 + regularisation), y = 1, 2, 3
    const fixed = floats([1, 2, 3])
    const solved = floats([0.1, 0.1, 0.1])
    const sweep = { interactions: small, fixed, solved, factors: 1, regularisation: 0.5, steps: 3 }
    compute.alsSweep({ ...sweep, solver: 'cholesky' })
    const expected = [(2 + 9) / (14.5 + 1 + 18), 8 / (14.5 + 12), (5 + 18) / (14.5 + 4 + 45)].map(Math.fround)
    expect([...solved]).toEqual(expected)
    solved.fill(0.1)
    compute.alsSweep({ ...sweep, solver: 'conjugate-gradient' })
    for (const [i, value] of expected.entries()) expect(solved[i]).toBeCloseTo(value, 6)
  })

  it('lists the best of rows, ties by column, and leaves out -Infinity', () => {
    const scores = floats([1, 3, 2, 3, -Infinity, 0, -Infinity, -Infinity])
    const best = compute.int32(6)
    const bestScores = compute.float32(6)
    compute.topOfRows({ scores, rows: 2, columns: 4, k: 3, best, bestScores })
    expect([...best]).toEqual([1, 3, 2, 1, -1, -1])
    expect([...bestScores]).toEqual([3, 3, 2, 0, -Infinity, -Infinity])
  })

  it('refuses arrays it did not make, and takes back those of a scope', () => {
    const mine = floats([1])
    expect(() => compute.multiply({ m: 1, n: 1, k: 1, a: new Float32Array(1), b: mine, c: mine })).toThrow('did not')
    const kept = compute.scope(() => floats([1, 2]))
    expect(kept.length).toBe(0)
    expect([...compute.scope(() => floats([1, 2]).slice())]).toEqual([1, 2])
  })
})
