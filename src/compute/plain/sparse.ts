import type { SparseRows } from '../compute.ts'

/** out (rows x width) = sparse x dense (columns x width). */
export const multiplySparse = (sparse: SparseRows, dense: Float32Array, width: number, out: Float32Array): void => {
  const sums = new Float64Array(width)
  for (let row = 0; row < sparse.rows; row++) {
    sums.fill(0)
    for (let at = sparse.pointers[row]; at < sparse.pointers[row + 1]; at++) {
      const value = sparse.values[at]
      const from = sparse.indices[at] * width
      for (let j = 0; j < width; j++) sums[j] += value * dense[from + j]
    }
    out.set(sums, row * width)
  }
}

/** out (columns x columns) = transposed x itself, a row of the sparse matrix at a time; half of it, then mirrored. */
export const sparseGram = ({ rows, columns, pointers, indices, values }: SparseRows, out: Float32Array): void => {
  out.fill(0, 0, columns * columns)
  for (let row = 0; row < rows; row++) {
    for (let at = pointers[row]; at < pointers[row + 1]; at++) {
      const start = indices[at] * columns
      for (let other = at; other < pointers[row + 1]; other++) out[start + indices[other]] += values[at] * values[other]
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < i; j++) out[i * columns + j] = out[j * columns + i]
  }
}
