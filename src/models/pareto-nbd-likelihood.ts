import type { PurchaseGroups } from './bg-nbd-likelihood.ts'
import { digamma, logGamma } from './math/log-gamma.ts'
import { softplus } from './math/sigmoid.ts'
import { logOddsOfDropout } from './pareto-nbd-dropout.ts'

/**
 * Log-likelihood of Pareto/NBD (Schmittlein, Morrison & Colombo 1987) in the form of Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model", summed over all customers,
 * at the natural parameters [r, alpha, s, beta]; writes its derivatives by them into `gradient`. Of one customer:
 *
 *   log Gamma(r + x) - log Gamma(r) + r log alpha - (r + x) log(alpha + T) + s log(beta / (beta + T)) + log(1 + odds of having dropped out)
 */
export const paretoNbdLogLikelihood = (
  { x, tx, T, counts }: PurchaseGroups,
  parameters: Float64Array,
  gradient: Float64Array,
): number => {
  const [r, alpha, s, beta] = parameters
  const named = { r, alpha, s, beta }
  const slopes = new Float64Array(4)
  const [logAlpha, logBeta, atR, slopeAtR] = [Math.log(alpha), Math.log(beta), logGamma(r), digamma(r)]
  let [gammas, slopeOfGammas] = [0, 0]
  let sum = 0
  gradient.fill(0)
  for (let i = 0; i < x.length; i++) {
    const n = counts[i]
    const k = x[i]
    // Groups are sorted by x: gamma functions are computed once per distinct x.
    if (i === 0 || k !== x[i - 1]) {
      gammas = logGamma(r + k) - atR
      slopeOfGammas = digamma(r + k) - slopeAtR
    }
    const gone = softplus(logOddsOfDropout(named, k, tx[i], T[i], slopes))
    const logRate = Math.log(alpha + T[i])
    const logLasting = logBeta - Math.log(beta + T[i])
    sum += n * (gammas + r * logAlpha - (r + k) * logRate + s * logLasting + gone)
    gradient[0] += n * (slopeOfGammas + logAlpha - logRate + slopes[0])
    gradient[1] += n * (r / alpha - (r + k) / (alpha + T[i]) + slopes[1])
    gradient[2] += n * (logLasting + slopes[2])
    gradient[3] += n * (s / beta - s / (beta + T[i]) + slopes[3])
  }
  return sum
}
