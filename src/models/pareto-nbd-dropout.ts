import { hypergeometricOne } from './math/hypergeometric.ts'

export interface ParetoNbdParameters {
  readonly r: number
  readonly alpha: number
  readonly s: number
  readonly beta: number
}

// Reused, for a fit asks for them by the million.
const shapes = new Float64Array(3)
const last = new Float64Array(4)
const end = new Float64Array(4)

/**
 * 2F1(1, r + x; r + s + x + 1; z) at z = (alpha - beta) / (alpha + t) where alpha >= beta, and (1 - z) 2F1(1, s + 1; r + s + x + 1; z) at
 * z = (beta - alpha) / (beta + t) where not: the two branches of the likelihood, which meet at alpha = beta. Writes its derivatives by r, alpha, s and beta into `slopes`.
 */
const branchAt = (
  t: number,
  x: number,
  { r, alpha, s, beta }: ParetoNbdParameters,
  slopes: Float64Array | null,
): number => {
  const first = alpha >= beta
  const [most, least] = first ? [alpha, beta] : [beta, alpha]
  const z = (most - least) / (most + t)
  const value = hypergeometricOne(first ? r + x : s + 1, r + s + x + 1, z, slopes === null ? undefined : shapes)
  const factor = first ? 1 : 1 - z
  if (slopes !== null) {
    const [byB, byC, byZ] = shapes
    const outer = factor * byZ - (first ? 0 : value)
    slopes[0] = factor * (first ? byB + byC : byC)
    slopes[2] = factor * (first ? byC : byB + byC)
    slopes[first ? 1 : 3] = (outer * (1 - z)) / (most + t)
    slopes[first ? 3 : 1] = -outer / (most + t)
  }
  return factor * value
}

/**
 * Log-odds that a customer has dropped out by T: the log of s / (r + s + x) (alpha + T)^(r+x) (beta + T)^s A0 in the notation of Fader & Hardie 2005, "A Note on Deriving the
 * Pareto/NBD Model". Both of their branches, by Euler's transformation of 2F1, become
 *
 *   s / (r + s + x) [e^D F(t_x) - F(T)],   D = (r + x) log((alpha + T) / (alpha + t_x)) + s log((beta + T) / (beta + t_x)),
 *
 * with F as in `branchAt`: of moderate size for any history, for powers of thousands are left to D. -Infinity where t_x = T. Writes into `slopes`, where it is given, the derivatives by
 * [r, alpha, s, beta] of log(1 + odds).
 */
export const logOddsOfDropout = (
  parameters: ParetoNbdParameters,
  x: number,
  tx: number,
  T: number,
  slopes: Float64Array | null = null,
): number => {
  slopes?.fill(0)
  if (tx >= T) return -Infinity
  const { r, alpha, s, beta } = parameters
  const byRate = Math.log((alpha + T) / (alpha + tx))
  const byDropout = Math.log((beta + T) / (beta + tx))
  const exponent = (r + x) * byRate + s * byDropout
  const decay = Math.exp(-exponent)
  const atLast = branchAt(tx, x, parameters, slopes && last)
  const atEnd = branchAt(T, x, parameters, slopes && end)
  const size = Math.max(0, atLast - decay * atEnd)
  const logScale = exponent + Math.log(s / (r + s + x))
  const logOdds = logScale + Math.log(size)
  if (slopes !== null) {
    // Odds over 1 + odds, without their size, which may be as good as 0.
    const weight = logOdds > 0 ? 1 / (size * (1 + Math.exp(-logOdds))) : Math.exp(logScale) / (1 + Math.exp(logOdds))
    const share = weight * size
    const exponents = [
      byRate,
      (r + x) * (1 / (alpha + T) - 1 / (alpha + tx)),
      byDropout,
      s * (1 / (beta + T) - 1 / (beta + tx)),
    ]
    const common = 1 / (r + s + x)
    for (let i = 0; i < 4; i++)
      slopes[i] = share * exponents[i] + weight * (last[i] - decay * (end[i] - atEnd * exponents[i]))
    slopes[0] -= share * common
    slopes[2] += share * (1 / s - common)
  }
  return logOdds
}
