/**
 * x of A x = b for a symmetric, positive definite A (n x n, row-major) by Cholesky's A = L Lᵀ; null where A is not positive definite to working precision.
 * What is in A is overwritten; n³ / 6 multiplications.
 */
export const solvePositiveDefinite = (a: Float64Array, b: Float64Array): Float64Array | null => {
  const n = b.length
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    const diagonal = a[i * n + i]
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let p = 0; p < j; p++) sum -= a[i * n + p] * a[j * n + p]
      if (j < i) a[i * n + j] = sum / a[j * n + j]
      else if (sum > Number.EPSILON * diagonal && sum < Infinity) a[i * n + i] = Math.sqrt(sum)
      else return null
    }
    for (let p = 0; p < i; p++) x[i] -= a[i * n + p] * x[p]
    x[i] /= a[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= a[i * n + i]
    for (let p = 0; p < i; p++) x[p] -= a[i * n + p] * x[i]
  }
  return x
}
