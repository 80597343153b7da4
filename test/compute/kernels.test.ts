import { afterAll, describe, expect, it } from 'vitest'

import type { Compute, MatrixProduct } from '../../src/compute/compute.ts'
import { openCompute } from '../../src/compute/open.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { draws, positiveDefinite, relativeDifference, sparseDraws } from './support/draws.ts'

const plain = createPlainCompute()
const alone = openCompute({ threads: 1 })
const two = openCompute({ threads: 2 })
afterAll(() => Promise.all([alone.close(), two.close()]))

/** What each computes of the same: the twin, one thread, two threads. */
const byAll = <Result extends Float32Array | Int32Array>(work: (compute: Compute) => Result) => {
  const [byTwin, byOne, byTwo] = [plain, alone, two].map((compute) => compute.scope(() => work(compute).slice()))
  return { byTwin, byOne, byTwo }
}

const expectSame = (work: (compute: Compute) => Float32Array, tolerance = 1e-5): void => {
  const { byTwin, byOne, byTwo } = byAll(work)
  expect(relativeDifference(byOne, byTwin)).toBeLessThan(tolerance)
  expect(Buffer.from(byTwo.buffer).equals(Buffer.from(byOne.buffer))).toBe(true)
}

const shapes = [
  [1, 1, 1],
  [6, 8, 4],
  [5, 7, 3],
  [1, 1000, 65],
  [13, 1, 300],
  [97, 131, 257],
  [200, 530, 513],
  [33, 29, 0],
] as const

describe('the kernels, by comparison with their plain twin and on one thread and two,', () => {
  for (const [m, n, k] of shapes) {
    for (const transposes of [{}, { transposeA: true }, { transposeB: true }, { transposeA: true, transposeB: true }]) {
      it(`multiply ${m} x ${k} by ${k} x ${n}, ${Object.keys(transposes).join(' and ') || 'as they are'}`, () => {
        const productOf = (compute: Compute): MatrixProduct => ({
          ...{ m, n, k, ...transposes },
          a: draws(compute, m * k, 1),
          b: draws(compute, k * n, 2),
          c: draws(compute, m * n, 3),
        })
        for (const scales of [{}, { alpha: -0.7, beta: 0.3 }]) {
          expectSame((compute) => {
            const product = productOf(compute)
            compute.multiply({ ...product, ...scales })
            return product.c
          })
        }
      })
    }
  }

  it('do not read what is in C unless it is to be added', () => {
    expectSame((compute) => {
      const c = compute.float32(70).fill(Number.NaN)
      compute.multiply({ m: 7, n: 10, k: 3, a: draws(compute, 21, 1), b: draws(compute, 30, 2), c })
      return c
    })
  })

  for (const [rows, columns, width] of [
    [1, 1, 1],
    [50, 37, 5],
    [501, 203, 67],
  ]) {
    const sparse = sparseDraws(rows, columns, rows)
    it(`multiply ${rows} x ${columns} sparse by ${columns} x ${width} dense, and by itself`, () => {
      expectSame((compute) => {
        const out = compute.float32(rows * width).fill(9)
        compute.multiplySparse(compute.sparse(sparse), draws(compute, columns * width, 3), width, out)
        return out
      })
      expectSame((compute) => {
        const out = compute.float32(columns * columns).fill(9)
        compute.sparseGram(compute.sparse(sparse), out)
        return out
      })
    })
  }

  for (const n of [1, 5, 64, 65, 200, 451]) {
    it(`invert a positive definite ${n} x ${n}`, () => {
      expectSame((compute) => {
        const matrix = compute.float32(n * n)
        matrix.set(positiveDefinite(plain, n, n))
        expect(compute.invertPositiveDefinite(matrix, n)).toBe(true)
        return matrix
      }, 1e-4)
    })
  }

  it('refuse to invert what is not positive definite', () => {
    for (const compute of [plain, alone, two]) {
      const matrix = positiveDefinite(compute, 131, 1)
      matrix[130 * 131 + 130] = -1
      expect(compute.invertPositiveDefinite(matrix, 131)).toBe(false)
      const singular = compute.float32(100 * 100).fill(1)
      expect(compute.invertPositiveDefinite(singular, 100)).toBe(false)
    }
  })

  for (const [rows, columns, k] of [
    [1, 1, 3],
    [40, 37, 5],
    [333, 1003, 10],
    [3, 20, 0],
  ]) {
    it(`list the best ${k} of ${rows} x ${columns}, ties by column`, () => {
      const requestOf = (compute: Compute) => {
        const scores = draws(compute, rows * columns, 5).map((value) => Math.round(8 * value) / 8)
        scores.forEach((value, at) => {
          if (value === 0) scores[at] = at % 2 ? -Infinity : Number.NaN
        })
        const own = compute.float32(rows * columns)
        own.set(scores)
        const [best, bestScores] = [compute.int32(rows * k), compute.float32(rows * k)]
        compute.topOfRows({ scores: own, rows, columns, k, best, bestScores })
        return { best, bestScores }
      }
      const lists = byAll((compute) => requestOf(compute).best)
      expect([...lists.byOne]).toEqual([...lists.byTwin])
      expect([...lists.byTwo]).toEqual([...lists.byTwin])
      const scores = byAll((compute) => requestOf(compute).bestScores)
      expect([...scores.byTwo]).toEqual([...scores.byTwin])
    })
  }

  for (const factors of [1, 16, 33, 64]) {
    for (const solver of ['conjugate-gradient', 'cholesky'] as const) {
      it(`sweep ALS with ${factors} factors by ${solver}`, () => {
        const interactions = sparseDraws(211, 307, factors)
        expectSame((compute) => {
          const fixed = draws(compute, 307 * factors, 1).map((value) => value / 4)
          const own = compute.float32(fixed.length)
          own.set(fixed)
          const solved = draws(compute, 211 * factors, 2)
          const shared = { factors, regularisation: 5, solver, steps: 3 }
          compute.alsSweep({ ...shared, interactions: compute.sparse(interactions), fixed: own, solved })
          return solved
        }, 2e-4)
      })
    }
  }
})
