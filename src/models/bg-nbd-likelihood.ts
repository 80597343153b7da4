import { groupRows } from './math/group-rows.ts'
import { digamma, logGamma } from './math/log-gamma.ts'
import { sigmoid, softplus } from './math/sigmoid.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Distinct histories in ascending order of (x, t_x, T), with how many customers share each. */
export interface PurchaseGroups {
  readonly x: Float64Array
  readonly tx: Float64Array
  readonly T: Float64Array
  readonly counts: Float64Array
}

export const groupPurchases = ({ frequency, recency, tenure }: PurchaseSummary): PurchaseGroups => {
  const { columns, counts } = groupRows([frequency, recency, tenure])
  return { x: columns[0], tx: columns[1], T: columns[2], counts }
}

/** The part of a customer's log-likelihood that depends on x alone, and its derivatives by r, a and b. */
const frequencyTerms = (x: number, r: number, a: number, b: number) => ({
  value: logGamma(r + x) - logGamma(r) + logGamma(a + b) + logGamma(b + x) - logGamma(b) - logGamma(a + b + x),
  byR: digamma(r + x) - digamma(r),
  byA: digamma(a + b) - digamma(a + b + x),
  byB: digamma(a + b) - digamma(a + b + x) + digamma(b + x) - digamma(b),
})

/**
 * Log-likelihood of BG/NBD, eq. (6) of Fader, Hardie & Lee 2005, summed over all customers, at the natural parameters
 * [r, α, a, b]; writes its derivatives by them into `gradient`. With A3 = −(r+x) log(α+T) and
 * A4 = log a − log(b+x−1) − (r+x) log(α+t_x), a customer's time part is A3, or log(e^A3 + e^A4) when x > 0.
 */
export const bgNbdLogLikelihood = (
  groups: PurchaseGroups,
  parameters: Float64Array,
  gradient: Float64Array,
): number => {
  const [r, alpha, a, b] = parameters
  const { x, tx, T, counts } = groups
  const logAlpha = Math.log(alpha)
  let terms = frequencyTerms(0, r, a, b)
  let sum = 0
  let byR = 0
  let byAlpha = 0
  let byA = 0
  let byB = 0
  for (let i = 0; i < x.length; i++) {
    const n = counts[i]
    const k = x[i]
    // Groups are sorted by x: the eight gamma functions are computed once per distinct x.
    if (i > 0 && k !== x[i - 1]) terms = frequencyTerms(k, r, a, b)
    else if (i === 0 && k > 0) terms = frequencyTerms(k, r, a, b)
    const logAtEnd = Math.log(alpha + T[i])
    const logAtLast = k > 0 ? Math.log(alpha + tx[i]) : 0
    const a3 = -(r + k) * logAtEnd
    const difference = k > 0 ? Math.log(a / (b + k - 1)) - (r + k) * logAtLast - a3 : -Infinity
    const gone = sigmoid(difference)
    sum += n * (terms.value + r * logAlpha + a3 + softplus(difference))
    byR += n * (terms.byR + logAlpha - (1 - gone) * logAtEnd - gone * logAtLast)
    byAlpha += n * (r / alpha - (r + k) * ((1 - gone) / (alpha + T[i]) + (k > 0 ? gone / (alpha + tx[i]) : 0)))
    byA += n * (terms.byA + gone / a)
    byB += n * (terms.byB - (k > 0 ? gone / (b + k - 1) : 0))
  }
  gradient.set([byR, byAlpha, byA, byB])
  return sum
}
