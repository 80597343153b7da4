import { type ChurnBand, type ChurnReason, churnBandCuts } from '../domain/churn-risk.ts'

export const churnBandOf = (probability: number): ChurnBand => {
  if (probability >= churnBandCuts.high) return 'HIGH'
  return probability >= churnBandCuts.medium ? 'MEDIUM' : 'LOW'
}

/** What reasons are given for: one customer, times in days. */
export interface ChurnedCustomer {
  /** Days since the last purchase day. */
  readonly recency: number
  /** Repeat purchases. */
  readonly frequency: number
  /** Days since the first purchase day. */
  readonly tenure: number
}

/** In logits; together with the baseline they add up to the logit of the customer's probability. */
export interface ChurnContributions extends ChurnedCustomer {
  readonly baseline: number
}

/** Never "0 %": nobody is certain to come. */
const percent = (probability: number): string =>
  probability < 0.005 ? 'under 1 %' : `${Math.round(100 * probability)} %`

const daysAgo = (days: number): string => {
  if (days === 0) return 'today'
  return days === 1 ? 'yesterday' : `${days} days ago`
}

const repeats = (count: number): string => {
  if (count === 0) return 'Has not bought again since the first day'
  return count === 1 ? 'Has bought again once' : `Has bought again ${count} times`
}

/** Below this many logits a term moves the probability by less than one point in a hundred. */
const noticeable = 0.02

const effect = (contribution: number): string => {
  if (Math.abs(contribution) < noticeable) return 'which changes little'
  return contribution > 0 ? 'which raises the risk' : 'which lowers the risk'
}

/**
 * The terms of a churn score in words: the baseline first, then what moves it most. Reasons are measured against the typical customer of
 * the shop, whose probability is the baseline's value.
 */
export const churnReasons = (
  customer: ChurnedCustomer,
  contributions: ChurnContributions,
  typicalProbability: number,
): readonly ChurnReason[] => {
  const { recency, frequency, tenure } = customer
  const reason = (feature: keyof ChurnedCustomer, value: number, text: string): ChurnReason => ({
    feature,
    value,
    contribution: contributions[feature],
    text: `${text}, ${effect(contributions[feature])}.`,
  })
  const reasons = [
    reason('recency', recency, `Last bought ${daysAgo(recency)}`),
    reason('frequency', frequency, repeats(frequency)),
    reason('tenure', tenure, `First bought ${daysAgo(tenure)}`),
  ]
  const baseline = {
    feature: 'baseline',
    value: typicalProbability,
    contribution: contributions.baseline,
    text: `A typical customer of this shop runs a risk of ${percent(typicalProbability)}.`,
  }
  return [baseline, ...reasons.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))]
}

/** One more order now, where that would lower the risk; null where it would not (`probability` is NaN). */
export const churnCounterfactual = (
  probability: number,
): { readonly text: string; readonly probability: number } | null =>
  Number.isNaN(probability)
    ? null
    : { text: `One more order now would bring the risk to ${percent(probability)}.`, probability }
