import { logBeta, logGamma } from './math/log-gamma.ts'

/**
 * Potential purchases N of a negative binomial: Poisson at a rate ~ Gamma(shape, rate 1) over `length`, of which each
 * makes the customer drop out with probability p ~ Beta(a, b). The two shapes in which BG/NBD meets the future.
 */
export interface DropoutProcess {
  readonly shape: number
  /** The horizon over the rate parameter of the gamma: t / (α + T). */
  readonly length: number
  readonly a: number
  readonly b: number
}

/** Past this horizon the tail of N, and past this mean N itself, is too long to sum term by term. */
const longestSeries = 1_000
const mostPurchases = 20_000
const negligible = 1e-14

/** The first n worth summing from, with P(N = n): 0, unless its mass underflows, then the first of mass above e^-100. */
const seriesStart = ({ shape, length }: DropoutProcess): { n: number; mass: number } => {
  const logNone = -shape * Math.log1p(length)
  if (logNone > -700) return { n: 0, mass: Math.exp(logNone) }
  const logMass = (n: number) =>
    logGamma(shape + n) - logGamma(shape) - logGamma(n + 1) + logNone + n * Math.log(length / (1 + length))
  let low = 0
  let high = Math.floor(Math.max(0, shape - 1) * length)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (logMass(middle) > -100) high = middle
    else low = middle
  }
  return { n: high, mass: Math.exp(logMass(high)) }
}

/**
 * Calls `visit(n, P(N >= n), M)` for n = 1, 2, … with M = E[(1 − p)^(n−1)], until the rest no longer counts
 * or `visit` returns false. Every term is positive: nothing cancels, and a = 1 is not special.
 */
export const visitPurchases = (
  process: DropoutProcess,
  visit: (n: number, atLeast: number, survived: number) => boolean,
): void => {
  const { shape, length, a, b } = process
  const z = length / (1 + length)
  const start = seriesStart(process)
  let mass = start.mass
  let atLeast = start.n === 0 ? -Math.expm1(-shape * Math.log1p(length)) : 1
  const any = atLeast
  let survived = 1
  for (let n = 1; atLeast > 0; n++) {
    if (!visit(n, atLeast, survived)) return
    survived *= (b + n - 1) / (a + b + n - 1)
    if (n <= start.n) continue
    mass *= (z * (shape + n - 1)) / n
    atLeast -= mass
    const ratio = Math.max(z, (z * (shape + n)) / (n + 1))
    if (ratio < 1 && mass < negligible * any * (1 - ratio) ** 2) return
  }
}

/**
 * The same expectation as an integral over p, ∫ (1 − (1 + p·length)^−shape) / p · Beta(p; a, b) dp, by the trapezoidal
 * rule in u = logit p, where the integrand is smooth and falls off exponentially, so that the rule is exact to rounding.
 */
const integrate = ({ shape, length, a, b }: DropoutProcess): number => {
  const step = Math.min(0.25, 0.35 * Math.sqrt(1 / a + 1 / b))
  const norm = logBeta(a, b)
  const first = Math.log(a / b)
  const term = (u: number): number => {
    const logP = u < 0 ? u - Math.log1p(Math.exp(u)) : -Math.log1p(Math.exp(-u))
    const logDensity = a * logP + b * (logP - u) - norm
    const p = Math.exp(logP)
    const purchases = p > 1e-300 ? -Math.expm1(-shape * Math.log1p(p * length)) / p : shape * length
    return Math.exp(logDensity) * purchases
  }
  const steepest = length * (shape + 1) + a + b + 1
  let sum = term(first)
  for (const [direction, decay] of [
    [1, b],
    [-1, a],
  ]) {
    for (let k = 1; ; k++) {
      const u = first + direction * k * step
      const t = term(u)
      sum += t
      if (t <= 1e-17 * sum) break
      // Once p is as good as 0 or 1, the terms that are left are a geometric series.
      if (Math.exp(-direction * u) * steepest < 1e-13) {
        sum += t / Math.expm1(decay * step)
        break
      }
    }
  }
  return sum * step
}

/** Expected purchases of a customer who is active now: Σ P(N >= n) E[(1 − p)^(n−1)]. Finite and >= 0 for any positive parameters. */
export const expectedBeforeDropout = (process: DropoutProcess): number => {
  if (process.length === 0) return 0
  if (process.length > longestSeries || process.shape * process.length > mostPurchases) return integrate(process)
  let sum = 0
  visitPurchases(process, (_, atLeast, survived) => {
    sum += atLeast * survived
    return true
  })
  return sum
}
