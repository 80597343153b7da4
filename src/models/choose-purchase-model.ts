import { type Fit, fitted } from './fit.ts'
import { fitPurchaseModel } from './fit-purchase-model.ts'
import { groupRows } from './math/group-rows.ts'
import { futureOf, logProbabilityOf, type PurchaseModel, type PurchaseModelName } from './purchase-model.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Histories cut off a horizon ago, and how often each customer bought within it. */
export interface PurchaseHoldout {
  readonly history: PurchaseSummary
  readonly purchases: Float64Array
  readonly horizon: number
}

/** How one model, fitted on the histories alone, foretold the holdout. */
export interface JudgedPurchaseModel {
  readonly model: PurchaseModel
  /** Mean log-probability that it gave to what each customer then did; higher is better. */
  readonly logScore: number
  /** Mean absolute error of the expected purchases. */
  readonly mae: number
}

export interface PurchaseModelChoice {
  readonly name: PurchaseModelName
  readonly bgNbd: JudgedPurchaseModel
  readonly paretoNbd: JudgedPurchaseModel
  /** By how much Pareto/NBD's log score is the higher one, and the standard error of that over customers. */
  readonly difference: number
  readonly standardError: number
}

/** Customers who are alike in history and outcome are looked at once. */
const groupOutcomes = ({ history, purchases }: PurchaseHoldout) => {
  const { columns, counts } = groupRows([history.frequency, history.recency, history.tenure, purchases])
  const [x, tx, T, bought] = columns
  return { x, tx, T, bought, counts, customers: purchases.length }
}

type Outcomes = ReturnType<typeof groupOutcomes>

const judge = (model: PurchaseModel, { x, tx, T, bought, counts, customers }: Outcomes, horizon: number) => {
  const scores = new Float64Array(counts.length)
  let [sum, errors] = [0, 0]
  for (let i = 0; i < counts.length; i++) {
    const future = futureOf(model, x[i], tx[i], T[i], horizon)
    scores[i] = logProbabilityOf(future, bought[i])
    sum += counts[i] * scores[i]
    errors += counts[i] * Math.abs(future.expected - bought[i])
  }
  return { judged: { model, logScore: sum / customers, mae: errors / customers }, scores }
}

/** Mean of a - b over customers, and its standard error. */
const compare = (a: Float64Array, b: Float64Array, { counts, customers }: Outcomes) => {
  const mean = counts.reduce((sum, n, i) => sum + n * (a[i] - b[i]), 0) / customers
  const squares = counts.reduce((sum, n, i) => sum + n * (a[i] - b[i] - mean) ** 2, 0)
  return { difference: mean, standardError: Math.sqrt(squares / Math.max(1, customers - 1) / customers) }
}

/**
 * Fits BG/NBD and Pareto/NBD on the histories and lets what came after decide: Pareto/NBD where its mean log score of the customers' counts (Good 1952) is higher by more than one
 * standard error of the paired difference, else BG/NBD, which is the simpler one. The insufficient answer of either fit is the answer.
 */
export const choosePurchaseModel = (holdout: PurchaseHoldout): Fit<PurchaseModelChoice> => {
  const simple = fitPurchaseModel('bg-nbd', holdout.history)
  if (simple.kind === 'insufficient') return simple
  const other = fitPurchaseModel('pareto-nbd', holdout.history)
  if (other.kind === 'insufficient') return other
  const outcomes = groupOutcomes(holdout)
  const bgNbd = judge(simple.model, outcomes, holdout.horizon)
  const paretoNbd = judge(other.model, outcomes, holdout.horizon)
  const { difference, standardError } = compare(paretoNbd.scores, bgNbd.scores, outcomes)
  return fitted({
    name: difference > standardError ? 'pareto-nbd' : 'bg-nbd',
    bgNbd: bgNbd.judged,
    paretoNbd: paretoNbd.judged,
    difference,
    standardError,
  })
}
