/** Coefficients of formula 7.1.26 of Abramowitz & Stegun 1964. */
const coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592] as const

/** P(Z <= z) of a standard normal Z, within 1e-7. */
export const normalCdf = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const upper = 0.5 * t * coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0) * Math.exp(-x * x)
  return z > 0 ? 1 - upper : upper
}
