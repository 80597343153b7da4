import type { MatrixProduct } from '../compute.ts'

const transposed = (matrix: Float32Array, rows: number, columns: number): Float32Array => {
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = matrix[row * columns + column]
  }
  return out
}

/** C = alpha op(A) op(B) + beta C, four rows of C at a time so that a row of B is read once for four; sums are doubles. */
export const multiply = (product: MatrixProduct): void => {
  const { m, n, k, c, alpha = 1, beta = 0 } = product
  const a = product.transposeA ? transposed(product.a, k, m) : product.a
  const b = product.transposeB ? transposed(product.b, n, k) : product.b
  const sums = new Float64Array(4 * n)
  for (let first = 0; first < m; first += 4) {
    const rows = Math.min(4, m - first)
    sums.fill(0)
    for (let p = 0; p < k; p++) {
      const a0 = a[first * k + p]
      const a1 = rows > 1 ? a[(first + 1) * k + p] : 0
      const a2 = rows > 2 ? a[(first + 2) * k + p] : 0
      const a3 = rows > 3 ? a[(first + 3) * k + p] : 0
      for (let j = 0; j < n; j++) {
        const value = b[p * n + j]
        sums[j] += a0 * value
        sums[n + j] += a1 * value
        sums[2 * n + j] += a2 * value
        sums[3 * n + j] += a3 * value
      }
    }
    // Without beta, what was in C is not read: it may be anything, NaN too.
    for (let at = 0; at < rows * n; at++) {
      c[first * n + at] = alpha * sums[at] + (beta === 0 ? 0 : beta * c[first * n + at])
    }
  }
}
