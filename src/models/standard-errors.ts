import type { Fallback } from './fit.ts'
import { factorPositiveDefinite, solveFactored } from './math/positive-definite.ts'

/** In log-parameters: the gradient is exact, and its central difference then right to some 1e-8. */
const step = 1e-4

/**
 * Asymptotic standard errors of positive parameters at a maximum of the likelihood: of their logs by the inverse of the observed information, which is the slope of the gradient there, and of
 * themselves by the delta method. null where the likelihood has no such maximum (a `fallback` decided) or is flat there.
 */
export const standardErrors = (
  logLikelihood: (parameters: Float64Array, gradient: Float64Array) => number,
  parameters: Float64Array,
  fallback: Fallback,
): Float64Array | null => {
  if (fallback !== null) return null
  const n = parameters.length
  const slopesAt = (i: number, shift: number): Float64Array => {
    const there = parameters.map((value, j) => (j === i ? value * Math.exp(shift) : value))
    const gradient = new Float64Array(n)
    logLikelihood(there, gradient)
    return gradient.map((slope, j) => slope * there[j])
  }
  const information = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const [after, before] = [slopesAt(i, step), slopesAt(i, -step)]
    for (let j = 0; j < n; j++) {
      const bend = (before[j] - after[j]) / (4 * step)
      information[i * n + j] += bend
      information[j * n + i] += bend
    }
  }
  if (!factorPositiveDefinite(information, n)) return null
  return parameters.map((value, i) => {
    const unit = new Float64Array(n)
    unit[i] = 1
    return value * Math.sqrt(solveFactored(information, unit)[i])
  })
}
