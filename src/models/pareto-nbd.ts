import { groupPurchases, type PurchaseGroups } from './bg-nbd-likelihood.ts'
import { type Fallback, type Fit, fitted, insufficient } from './fit.ts'
import type { MinimiseOptions } from './math/minimise.ts'
import { type LikelihoodMaximum, maximiseLikelihood } from './maximise-likelihood.ts'
import { paretoNbdLogLikelihood } from './pareto-nbd-likelihood.ts'
import { checkPurchaseSummary, type PurchaseSummary } from './purchase-summary.ts'

/**
 * Pareto/NBD of Schmittlein, Morrison & Colombo 1987, "Counting your customers: who are they and what will they do next?". While a customer is active, purchases come
 * at rate λ ~ Gamma(r, α); they drop out for good at rate μ ~ Gamma(s, β), at any time and not, as in BG/NBD, at a purchase.
 */
export interface ParetoNbd {
  readonly r: number
  /** In the unit of time of recency and tenure. */
  readonly alpha: number
  readonly s: number
  /** In the unit of time of recency and tenure. */
  readonly beta: number
  readonly logLikelihood: number
  readonly customers: number
  /** Distinct histories: what a pass over the data costs. */
  readonly groups: number
  readonly iterations: number
  readonly fallback: Fallback
}

export interface ParetoNbdOptions extends MinimiseOptions {
  /** Fewer customers with a repeat purchase than this are too few to fit from. Default 10. */
  readonly minimumRepeatCustomers?: number
}

const total = (values: Float64Array, counts: Float64Array): number =>
  values.reduce((sum, value, i) => sum + value * counts[i], 0)

/** The stated prior: one purchase rate as varied as an exponential, around the shop's own, and a lifetime as varied around the time that customers were watched for. */
const priorOf = ({ x, T, counts }: PurchaseGroups): Float64Array => {
  const time = total(T, counts)
  if (!(time > 0)) return Float64Array.of(1, 1, 1, 1)
  return Float64Array.of(
    1,
    time / total(x, counts),
    1,
    time /
      total(
        counts,
        counts.map(() => 1),
      ),
  )
}

const startsAround = ([, rate, , lifetime]: Float64Array): readonly Float64Array[] => [
  Float64Array.of(1, rate, 1, lifetime),
  Float64Array.of(0.4, 0.4 * rate, 0.4, 0.4 * lifetime),
]

/** As many histories find out where the maximum lies, before all of them find the maximum. */
const enoughToBegin = 8_000

const everySome = ({ x, tx, T, counts }: PurchaseGroups): PurchaseGroups => {
  const step = Math.ceil(x.length / enoughToBegin)
  const thin = (values: Float64Array): Float64Array => values.filter((_, i) => i % step === 0)
  return { x: thin(x), tx: thin(tx), T: thin(T), counts: thin(counts) }
}

const likelihoodOf = (groups: PurchaseGroups, prior: Float64Array, starts: readonly Float64Array[]) => ({
  logLikelihood: (parameters: Float64Array, gradient: Float64Array) =>
    paretoNbdLogLikelihood(groups, parameters, gradient),
  observations: groups.counts.reduce((sum, n) => sum + n, 0),
  starts,
  prior,
})

const search = (groups: PurchaseGroups, prior: Float64Array, options: MinimiseOptions): LikelihoodMaximum => {
  const starts = startsAround(prior)
  if (groups.x.length <= enoughToBegin) return maximiseLikelihood(likelihoodOf(groups, prior, starts), options)
  const near = maximiseLikelihood(likelihoodOf(everySome(groups), prior, starts), options)
  return maximiseLikelihood(likelihoodOf(groups, prior, [near.parameters]), options)
}

/**
 * Fits by maximum likelihood on distinct histories. Time grows with the distinct histories, not the customers: some 15 microseconds each.
 * Throws a RangeError on a row that cannot be a history (a recency above its tenure, a negative count).
 */
export const fitParetoNbd = (summary: PurchaseSummary, options: ParetoNbdOptions = {}): Fit<ParetoNbd> => {
  const { minimumRepeatCustomers = 10 } = options
  checkPurchaseSummary(summary)
  const groups = groupPurchases(summary)
  const repeatCustomers = groups.counts.reduce((sum, n, i) => sum + (groups.x[i] > 0 ? n : 0), 0)
  if (repeatCustomers < Math.max(1, minimumRepeatCustomers))
    return insufficient('customers with a repeat purchase', repeatCustomers, Math.max(1, minimumRepeatCustomers))
  const { parameters, ...maximum } = search(groups, priorOf(groups), options)
  const [r, alpha, s, beta] = parameters
  return fitted({ r, alpha, s, beta, customers: summary.frequency.length, groups: groups.x.length, ...maximum })
}
