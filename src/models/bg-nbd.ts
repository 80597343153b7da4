import { bgNbdLogLikelihood, groupPurchases, type PurchaseGroups } from './bg-nbd-likelihood.ts'
import { type Fallback, type Fit, fitted, insufficient } from './fit.ts'
import type { MinimiseOptions } from './math/minimise.ts'
import { maximiseLikelihood } from './maximise-likelihood.ts'
import { checkPurchaseSummary, type PurchaseSummary } from './purchase-summary.ts'

/**
 * BG/NBD of Fader, Hardie & Lee 2005, "Counting your customers" the easy way. While a customer is active, purchases come
 * at rate λ ~ Gamma(r, α); after each repeat purchase the customer drops out for good with probability p ~ Beta(a, b).
 */
export interface BgNbd {
  readonly r: number
  /** In the unit of time of recency and tenure. */
  readonly alpha: number
  readonly a: number
  readonly b: number
  readonly logLikelihood: number
  readonly customers: number
  /** Distinct histories: what a pass over the data costs. */
  readonly groups: number
  readonly iterations: number
  readonly fallback: Fallback
}

export interface BgNbdOptions extends MinimiseOptions {
  /** Fewer customers with a repeat purchase than this are too few to fit from. Default 10. */
  readonly minimumRepeatCustomers?: number
}

/** The stated prior: one purchase rate as varied as an exponential, around the shop's own, and a quarter drop out each time. */
const priorOf = ({ x, T, counts }: PurchaseGroups): Float64Array => {
  const purchases = x.reduce((sum, k, i) => sum + k * counts[i], 0)
  const time = T.reduce((sum, t, i) => sum + t * counts[i], 0)
  return Float64Array.of(1, time > 0 ? time / purchases : 1, 1, 3)
}

const startsAround = ([, scale]: Float64Array): readonly Float64Array[] => [
  Float64Array.of(1, scale, 1, 3),
  Float64Array.of(0.25, 0.25 * scale, 0.5, 2),
]

/**
 * Fits by maximum likelihood on distinct histories. Time grows with the distinct histories, not the customers.
 * Throws a RangeError on a row that cannot be a history (a recency above its tenure, a negative count).
 */
export const fitBgNbd = (summary: PurchaseSummary, options: BgNbdOptions = {}): Fit<BgNbd> => {
  const { minimumRepeatCustomers = 10, ...search } = options
  checkPurchaseSummary(summary)
  const groups = groupPurchases(summary)
  const repeatCustomers = groups.counts.reduce((sum, n, i) => sum + (groups.x[i] > 0 ? n : 0), 0)
  if (repeatCustomers < Math.max(1, minimumRepeatCustomers))
    return insufficient('customers with a repeat purchase', repeatCustomers, Math.max(1, minimumRepeatCustomers))
  const customers = summary.frequency.length
  const prior = priorOf(groups)
  const logLikelihood = (parameters: Float64Array, gradient: Float64Array) =>
    bgNbdLogLikelihood(groups, parameters, gradient)
  const likelihood = { logLikelihood, observations: customers, starts: startsAround(prior), prior }
  const { parameters, ...maximum } = maximiseLikelihood(likelihood, search)
  const [r, alpha, a, b] = parameters
  return fitted({ r, alpha, a, b, customers, groups: groups.x.length, ...maximum })
}
