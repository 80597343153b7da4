import { type Fallback, type Fit, fitted, insufficient } from './fit.ts'
import { digamma, logGamma } from './math/log-gamma.ts'
import type { MinimiseOptions } from './math/minimise.ts'
import { maximiseLikelihood } from './maximise-likelihood.ts'

/**
 * The Gamma-Gamma model of spend per purchase, Fader & Hardie 2013 (brucehardie.com/notes/025): a customer's purchases
 * are Gamma(p, ν) and ν ~ Gamma(q, v) differs between customers, independently of how often they buy.
 */
export interface GammaGamma {
  readonly p: number
  /** Above 1, so that the mean spend exists. */
  readonly q: number
  /** In the unit of money. */
  readonly v: number
  readonly logLikelihood: number
  /** Customers it was fitted on: those with a repeat purchase of positive mean value. */
  readonly customers: number
  readonly iterations: number
  readonly fallback: Fallback
}

export interface SpendSummary {
  /** x: repeat purchases of each customer. */
  readonly frequency: Float64Array
  /** z: mean value of a repeat purchase; ignored where frequency is 0. */
  readonly monetary: Float64Array
}

export interface GammaGammaOptions extends MinimiseOptions {
  /** Default 10. */
  readonly minimumCustomers?: number
}

const hasSpend = ({ frequency, monetary }: SpendSummary, i: number): boolean =>
  frequency[i] > 0 && monetary[i] > 0 && monetary[i] < Infinity

/** Repeat buyers with positive spend, in ascending order of (x, z). */
const sortSpend = (summary: SpendSummary): { x: Float64Array; z: Float64Array } => {
  const byFrequency = new Map<number, number[]>()
  summary.frequency.forEach((x, i) => {
    if (!hasSpend(summary, i)) return
    const bucket = byFrequency.get(x)
    if (bucket) bucket.push(summary.monetary[i])
    else byFrequency.set(x, [summary.monetary[i]])
  })
  const buckets = [...byFrequency].sort(([x], [y]) => x - y)
  return {
    x: Float64Array.from(buckets.flatMap(([x, spends]) => spends.map(() => x))),
    z: Float64Array.from(buckets.flatMap(([, spends]) => [...Float64Array.from(spends).sort()])),
  }
}

const frequencyTerms = (x: number, p: number, q: number) => ({
  value: logGamma(p * x + q) - logGamma(p * x) - logGamma(q),
  byP: digamma(p * x + q) - digamma(p * x),
  byQ: digamma(p * x + q) - digamma(q),
})

/** Log-likelihood at [p, q − 1, v], eq. (1a) of the note, and its derivatives by them. Rows sorted by x. */
const logLikelihoodOf =
  (x: Float64Array, z: Float64Array) =>
  (parameters: Float64Array, gradient: Float64Array): number => {
    const [p, excess, v] = parameters
    const q = 1 + excess
    const logV = Math.log(v)
    let terms = frequencyTerms(1, p, q)
    let sum = 0
    let byP = 0
    let byQ = 0
    let byV = 0
    for (let i = 0; i < x.length; i++) {
      if (i === 0 || x[i] !== x[i - 1]) terms = frequencyTerms(x[i], p, q)
      const total = x[i] * z[i]
      const logTotal = Math.log(total)
      const logAll = Math.log(v + total)
      const px = p * x[i]
      sum += terms.value + q * logV + px * logTotal - logTotal + Math.log(x[i]) - (px + q) * logAll
      byP += x[i] * (terms.byP + logTotal - logAll)
      byQ += terms.byQ + logV - logAll
      byV += q / v - (px + q) / (v + total)
    }
    gradient.set([byP, byQ, byV])
    return sum
  }

/**
 * Fits by maximum likelihood. Time and memory grow with the repeat buyers. Rows without a repeat purchase, or whose mean
 * value is not above 0, are left out.
 */
export const fitGammaGamma = (summary: SpendSummary, options: GammaGammaOptions = {}): Fit<GammaGamma> => {
  const { minimumCustomers = 10, ...search } = options
  const { x, z } = sortSpend(summary)
  if (x.length < Math.max(1, minimumCustomers))
    return insufficient('customers with a repeat purchase of positive value', x.length, Math.max(1, minimumCustomers))
  const mean = z.reduce((sum, value) => sum + value, 0) / z.length
  const prior = Float64Array.of(2, 2, mean)
  const { parameters, ...maximum } = maximiseLikelihood(
    {
      logLikelihood: logLikelihoodOf(x, z),
      observations: x.length,
      starts: [prior, Float64Array.of(6, 2, mean / 3)],
      prior,
    },
    search,
  )
  const [p, excess, v] = parameters
  return fitted({ p, q: 1 + excess, v, customers: x.length, ...maximum })
}

/**
 * E[mean spend per purchase | x purchases of mean value m] = p (v + x m) / (p x + q − 1), eq. (5) of the note: between
 * the customer's own mean and everybody's. Everybody's where x is 0 or m is unknown (NaN); a negative m counts as 0.
 */
export const expectedOrderValue = (model: Pick<GammaGamma, 'p' | 'q' | 'v'>, x: number, m: number): number => {
  const { p, q, v } = model
  if (!(x > 0) || Number.isNaN(m)) return (p * v) / (q - 1)
  return (p * (v + x * Math.max(0, m))) / (p * x + q - 1)
}
