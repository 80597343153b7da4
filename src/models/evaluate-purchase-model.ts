import { bgNbdLogLikelihood, groupPurchases } from './bg-nbd-likelihood.ts'
import { auc } from './evaluation/auc.ts'
import { regressionMetrics } from './evaluation/regression-metrics.ts'
import type { Fallback } from './fit.ts'
import { paretoNbdLogLikelihood } from './pareto-nbd-likelihood.ts'
import {
  futureOf,
  logProbabilityOf,
  medianPurchases,
  type PurchaseModel,
  type PurchaseModelName,
} from './purchase-model.ts'
import type { PurchaseSummary } from './purchase-summary.ts'
import { standardErrors } from './standard-errors.ts'

/** How a forecast of each customer's purchases did. */
export interface PurchaseForecast {
  readonly expected: number
  readonly mae: number
  readonly rmse: number
}

/** One model of purchases, beside what came. */
export interface EvaluatedPurchaseModel {
  readonly name: PurchaseModelName
  readonly parameters: Readonly<Record<string, number>>
  /** null where the likelihood has no maximum at finite parameters. */
  readonly standardErrors: Readonly<Record<string, number>> | null
  readonly logLikelihood: number
  readonly fallback: Fallback
  /** By the expectation, which is what lifetime values are made from, and right in total. */
  readonly mean: PurchaseForecast
  /** By the median, the forecast of least absolute error, which is 0 for most and far too low in total. */
  readonly median: PurchaseForecast
  /** Who buys again, ranked by expectation; null where all do or none does. */
  readonly auc: number | null
  /** Mean log-probability of what each customer then did. */
  readonly logScore: number
}

const likelihoods = { 'bg-nbd': bgNbdLogLikelihood, 'pareto-nbd': paretoNbdLogLikelihood } as const

const parametersOf = (model: PurchaseModel): Readonly<Record<string, number>> => {
  if (model.name === 'bg-nbd') return { r: model.r, alpha: model.alpha, a: model.a, b: model.b }
  return { r: model.r, alpha: model.alpha, s: model.s, beta: model.beta }
}

const errorsOf = (model: PurchaseModel, summary: PurchaseSummary): Readonly<Record<string, number>> | null => {
  const groups = groupPurchases(summary)
  const parameters = parametersOf(model)
  const logLikelihood = (at: Float64Array, gradient: Float64Array) => likelihoods[model.name](groups, at, gradient)
  const errors = standardErrors(logLikelihood, Float64Array.from(Object.values(parameters)), model.fallback)
  return errors && Object.fromEntries(Object.keys(parameters).map((name, i) => [name, errors[i]]))
}

const forecast = (expected: Float64Array, actual: Float64Array): PurchaseForecast => {
  const { mae, mse } = regressionMetrics(expected, actual)
  return { expected: expected.reduce((sum, value) => sum + value, 0), mae, rmse: Math.sqrt(mse) }
}

/** What the fitted model says of the holdout, customer by customer, beside what came. */
export const evaluatePurchaseModel = (
  model: PurchaseModel,
  summary: PurchaseSummary,
  actual: Float64Array,
  horizon: number,
): EvaluatedPurchaseModel => {
  const { frequency, recency, tenure } = summary
  const futures = Array.from(frequency, (x, i) => futureOf(model, x, recency[i], tenure[i], horizon))
  const means = Float64Array.from(futures, ({ expected }) => expected)
  const scores = futures.map((future, i) => logProbabilityOf(future, actual[i]))
  return {
    name: model.name,
    parameters: parametersOf(model),
    standardErrors: errorsOf(model, summary),
    logLikelihood: model.logLikelihood,
    fallback: model.fallback,
    mean: forecast(means, actual),
    median: forecast(Float64Array.from(futures, medianPurchases), actual),
    auc: auc(
      means,
      Uint8Array.from(actual, (purchases) => (purchases > 0 ? 1 : 0)),
    ),
    logScore: scores.reduce((sum, score) => sum + score, 0) / actual.length,
  }
}
