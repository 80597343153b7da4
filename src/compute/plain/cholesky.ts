/** A pivot this much smaller than its diagonal entry was has lost all figures that a 32-bit float holds. */
const workingPrecision = 2 ** -23

/**
 * A = L Lᵀ in place: L below and on the diagonal, the rest untouched. False where a pivot vanishes.
 */
export const factorise = (a: Float64Array, n: number): boolean => {
  for (let i = 0; i < n; i++) {
    const diagonal = a[i * n + i]
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let p = 0; p < j; p++) sum -= a[i * n + p] * a[j * n + p]
      if (j < i) a[i * n + j] = sum / a[j * n + j]
      else if (sum > workingPrecision * diagonal && sum < Infinity) a[i * n + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** Solves L Lᵀ x = b in place of b. */
export const solveFactorised = (l: Float64Array, n: number, b: Float64Array): void => {
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < i; p++) b[i] -= l[i * n + p] * b[p]
    b[i] /= l[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    b[i] /= l[i * n + i]
    for (let p = 0; p < i; p++) b[p] -= l[i * n + p] * b[i]
  }
}

/** L becomes its inverse, row by row: row i of the inverse needs rows of the inverse above it. */
export const invertTriangle = (l: Float64Array, n: number): void => {
  const row = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    row.fill(0, 0, i)
    for (let p = 0; p < i; p++) {
      const factor = l[i * n + p]
      for (let j = 0; j <= p; j++) row[j] -= factor * l[p * n + j]
    }
    const pivot = l[i * n + i]
    for (let j = 0; j < i; j++) l[i * n + j] = row[j] / pivot
    l[i * n + i] = 1 / pivot
  }
}

/** A⁻¹ = L⁻ᵀ L⁻¹ in place of A, in doubles: 8 n² bytes beside it. */
export const invertPositiveDefinite = (matrix: Float32Array, n: number): boolean => {
  const l = Float64Array.from(matrix.subarray(0, n * n))
  if (!factorise(l, n)) return false
  invertTriangle(l, n)
  const inverse = new Float64Array(n * n)
  for (let p = 0; p < n; p++) {
    for (let i = 0; i <= p; i++) {
      const factor = l[p * n + i]
      for (let j = 0; j <= i; j++) inverse[i * n + j] += factor * l[p * n + j]
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j]
  }
  matrix.set(inverse)
  return true
}
