import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'

import type { SparseRows } from '../../../src/compute/compute.ts'
import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { truncatedSvd } from '../../../src/models/math/truncated-svd.ts'

const compute = createPlainCompute()
const options = { rank: 4, seed: 1, iterations: 12, oversampling: 6 }

const sparseOf = (rows: readonly (readonly number[])[]): SparseRows => {
  const kept = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])))
  const pointers = new Int32Array(rows.length + 1)
  kept.forEach((row, at) => {
    pointers[at + 1] = pointers[at] + row.length
  })
  return {
    rows: rows.length,
    columns: rows[0].length,
    pointers,
    indices: Int32Array.from(kept.flat(), ({ column }) => column),
    values: Float32Array.from(kept.flat(), ({ value }) => value),
  }
}
const random = createRandom(5)
const rows = Array.from({ length: 30 }, () =>
  Array.from({ length: 21 }, () => (random.uniform() < 0.3 ? random.normal() : 0)),
)

describe('the truncated singular value decomposition', () => {
  it('has the largest singular values that a dense one has', () => {
    const dense = new SingularValueDecomposition(new Matrix(rows)).diagonal.slice(0, 4)
    const { singularValues } = truncatedSvd(sparseOf(rows), options, compute)
    expect([...singularValues]).toEqual(dense.map((value) => expect.closeTo(value, 3)))
  })

  it('has orthonormal vectors that the matrix stretches by their singular values', () => {
    const { right, rank, singularValues } = truncatedSvd(sparseOf(rows), options, compute)
    const v = Matrix.from1DArray(21, rank, right)
    const gram = v.transpose().mmul(v)
    const stretched = new Matrix(rows).mmul(v)
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) expect(gram.get(i, j)).toBeCloseTo(i === j ? 1 : 0, 4)
      expect(stretched.getColumnVector(i).norm()).toBeCloseTo(singularValues[i], 3)
    }
  })

  it('has no more vectors than the matrix has rank', () => {
    const twins = Array.from({ length: 9 }, (_, row) =>
      Array.from({ length: 7 }, (_, column) => (row % 2 ? 1 : column)),
    )
    expect(truncatedSvd(sparseOf(twins), options, compute).rank).toBe(2)
  })

  it('is the same for the same seed', () => {
    expect(truncatedSvd(sparseOf(rows), options, compute)).toEqual(truncatedSvd(sparseOf(rows), options, compute))
  })

  it('is empty for nothing', () => {
    expect(truncatedSvd(sparseOf([[0, 0]]), options, compute).rank).toBe(0)
  })
})
