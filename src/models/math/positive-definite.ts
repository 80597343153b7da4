/**
 * Cholesky's L of A = L Lᵀ for a symmetric, positive definite A (n x n, row-major), in place of its lower half; false where A is not positive definite to working precision.
 * n³ / 6 multiplications.
 */
export const factorPositiveDefinite = (a: Float64Array, n: number): boolean => {
  for (let i = 0; i < n; i++) {
    const diagonal = a[i * n + i]
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let p = 0; p < j; p++) sum -= a[i * n + p] * a[j * n + p]
      if (j < i) a[i * n + j] = sum / a[j * n + j]
      else if (sum > Number.EPSILON * diagonal && sum < Infinity) a[i * n + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** x of L x = b. n² / 2 multiplications. */
export const solveLowerFactored = (l: Float64Array, b: Float32Array | Float64Array): Float64Array => {
  const x = new Float64Array(b)
  const n = x.length
  for (let i = 0; i < n; i++) {
    let sum = x[i]
    for (let p = 0; p < i; p++) sum -= l[i * n + p] * x[p]
    x[i] = sum / l[i * n + i]
  }
  return x
}

/** x of A x = b, by the L of A. n² multiplications. */
export const solveFactored = (l: Float64Array, b: Float32Array | Float64Array): Float64Array => {
  const x = solveLowerFactored(l, b)
  const n = x.length
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= l[i * n + i]
    for (let p = 0; p < i; p++) x[p] -= l[i * n + p] * x[i]
  }
  return x
}
