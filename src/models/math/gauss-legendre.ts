/** Points in (0, 1), ascending, and their weights, which add up to 1. */
export interface Quadrature {
  readonly points: Float64Array
  readonly weights: Float64Array
}

/** P_n and its derivative at x, by the three-term recurrence. */
const legendre = (n: number, x: number): readonly [value: number, slope: number] => {
  let [before, value] = [1, x]
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
  return [value, (n * (x * value - before)) / (x * x - 1)]
}

/** The rule of n >= 2 points that integrates polynomials of degree 2n - 1 over (0, 1) exactly: the zeros of P_n by Newton's method (Abramowitz & Stegun 25.4.29). */
export const gaussLegendre = (n: number): Quadrature => {
  const points = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    for (let step = 0; step < 8; step++) {
      const [value, slope] = legendre(n, x)
      x -= value / slope
    }
    const [, slope] = legendre(n, x)
    points[i] = (1 + x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return { points, weights }
}
