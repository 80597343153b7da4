import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

import type { Compute, SparseRows } from '../../compute/compute.ts'
import { createRandom } from './random.ts'

export interface TruncatedSvd {
  /** May be fewer than wanted: what is numerically 0 is left out. */
  readonly rank: number
  /** Largest first. */
  readonly singularValues: Float64Array
  /** columns x rank, row-major: the right singular vectors. */
  readonly right: Float32Array
}

export interface TruncatedSvdOptions {
  readonly rank: number
  readonly seed: number
  /** Times the matrix is applied forth and back; the more, the closer. */
  readonly iterations: number
  /** Vectors beside the wanted ones. */
  readonly oversampling: number
}

/** A^T by rows. */
const transposeRows = ({ rows, columns, pointers, indices, values }: SparseRows): SparseRows => {
  const starts = new Int32Array(columns + 1)
  for (const column of indices) starts[column + 1]++
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column]
  const next = starts.slice()
  const turned = { indices: new Int32Array(indices.length), values: new Float32Array(indices.length) }
  for (let row = 0; row < rows; row++) {
    for (let at = pointers[row]; at < pointers[row + 1]; at++) {
      const to = next[indices[at]]++
      turned.indices[to] = row
      turned.values[to] = values[at]
    }
  }
  return { rows: columns, columns: rows, pointers: starts, ...turned }
}

/** Eigenvectors (as columns) of a small symmetric matrix, largest eigenvalue first; those that are 0 to rounding are left out. */
const eigenOf = (symmetric: Float32Array, width: number) => {
  const matrix = Matrix.from1DArray(width, width, symmetric)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  const largest = Math.max(...realEigenvalues, 0)
  const kept = Array.from(realEigenvalues.keys())
    .filter((at) => realEigenvalues[at] > 1e-6 * largest)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
  return {
    values: kept.map((at) => realEigenvalues[at]),
    vector: (i: number, rank: number) => eigenvectorMatrix.get(i, kept[rank]),
  }
}

/** Rows x width, row-major. */
interface Dense {
  readonly rows: number
  readonly width: number
  readonly entries: Float32Array
}

/** to = from x turn, where column j of turn is the j-th eigenvector divided by `scales[j]`; as many columns as scales. */
const turnBy = (
  compute: Compute,
  { rows, width, entries }: Dense,
  eigen: ReturnType<typeof eigenOf>,
  scales: readonly number[],
  to: Float32Array,
): Dense =>
  compute.scope(() => {
    const turn = compute.float32(width * scales.length)
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < scales.length; j++) turn[i * scales.length + j] = eigen.vector(i, j) / scales[j]
    }
    const turned = to.subarray(0, rows * scales.length)
    compute.multiply({ m: rows, n: scales.length, k: width, a: entries, b: turn, c: turned })
    return { rows, width: scales.length, entries: turned }
  })

const gramEigen = (compute: Compute, { rows, width, entries }: Dense) =>
  compute.scope(() => {
    const gram = compute.float32(width * width)
    compute.multiply({ m: width, n: width, k: rows, a: entries, b: entries, c: gram, transposeA: true })
    return eigenOf(gram, width)
  })

const applyTo = (compute: Compute, sparse: SparseRows, { width, entries }: Dense, out: Float32Array): Dense => {
  const product = out.subarray(0, sparse.rows * width)
  compute.multiplySparse(sparse, entries, width, product)
  return { rows: sparse.rows, width, entries: product }
}

/** Subspace iteration on A^T A from random vectors: an orthonormal basis, in `basis`, and A times it. */
const findRange = (
  compute: Compute,
  { forth, back }: { readonly forth: SparseRows; readonly back: SparseRows },
  width: number,
  { seed, iterations }: TruncatedSvdOptions,
) => {
  const random = createRandom(seed)
  const [entries, spare] = [compute.float32(forth.columns * width), compute.float32(forth.columns * width)]
  const tall = compute.float32(forth.rows * width)
  for (let at = 0; at < spare.length; at++) spare[at] = random.normal()
  let drawn: Dense = { rows: forth.columns, width, entries: spare }
  for (let iteration = 0; ; iteration++) {
    const eigen = gramEigen(compute, drawn)
    const basis = turnBy(compute, drawn, eigen, eigen.values.map(Math.sqrt), entries)
    const image = applyTo(compute, forth, basis, tall)
    if (iteration === iterations || basis.width === 0) return { basis, image, spare }
    drawn = applyTo(compute, back, image, spare)
  }
}

/**
 * The largest singular values of A (rows x columns, sparse) and their right vectors, by randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithm 4.4 on A^T A).
 * Time: (2 iterations + 1) products with the sparse matrix and as many orthonormalisations of `rank + oversampling` columns.
 * Memory: 4 (rows + 3 columns) (rank + oversampling) bytes and 16 a value of A. Signs of vectors are arbitrary.
 */
export const truncatedSvd = (a: SparseRows, options: TruncatedSvdOptions, compute: Compute): TruncatedSvd => {
  const width = Math.min(options.rank + options.oversampling, a.columns, a.rows)
  if (width === 0 || a.indices.length === 0)
    return { rank: 0, singularValues: new Float64Array(0), right: new Float32Array(0) }
  return compute.scope(() => {
    const both = { forth: compute.sparse(a), back: compute.sparse(transposeRows(a)) }
    const { basis, image, spare } = findRange(compute, both, width, options)
    const eigen = gramEigen(compute, image)
    const values = eigen.values.slice(0, options.rank)
    const right = turnBy(
      compute,
      basis,
      eigen,
      values.map(() => 1),
      spare,
    )
    return { rank: values.length, singularValues: Float64Array.from(values, Math.sqrt), right: right.entries.slice() }
  })
}
