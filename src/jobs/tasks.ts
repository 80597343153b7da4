import { type ChurnRiskInput, fitChurnRisk } from '../models/churn-risk.ts'
import { scoreChurnRisk } from '../models/churn-scores.ts'
import { meanAbsoluteError } from '../models/evaluation/mean-absolute-error.ts'
import { fitLifetimeValue, type SpendHistory } from '../models/lifetime-value.ts'
import { predictLifetimeValue } from '../models/lifetime-value-predictions.ts'
import { recommendations } from './recommendation-task.ts'

type Report = (fraction: number) => void

const churnRisk = (input: ChurnRiskInput, report: Report) => {
  const fit = fitChurnRisk(input)
  if (fit.kind === 'insufficient') return fit
  report(0.6)
  return { kind: 'fitted', model: fit.model, scores: scoreChurnRisk(fit.model, input.current) } as const
}

interface LifetimeValueInput {
  readonly history: SpendHistory
  /** Days ahead. */
  readonly horizon: number
  /** Histories cut off `horizon` days ago, and what followed. */
  readonly holdout: {
    readonly history: SpendHistory
    readonly purchases: Float64Array
    readonly spend: Float64Array
    readonly horizon: number
  }
  readonly seed: number
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** What a fit on the earlier histories expected of the holdout; null where they were too few to fit. */
const measureHoldout = ({ history, purchases, spend, horizon }: LifetimeValueInput['holdout'], seed: number) => {
  const fit = fitLifetimeValue(history)
  if (fit.kind === 'insufficient') return null
  const { predicted, expectedOrders, low, high } = predictLifetimeValue(fit.model, history, { horizon, seed })
  // To within a rounding error of the bounds, for sums of prices are not exact.
  const inside = spend.filter((value, i) => value >= low[i] - 1e-9 && value <= high[i] + 1e-9).length
  return {
    holdoutCustomers: spend.length,
    holdoutMeanSpend: mean(spend),
    expectedMeanSpend: mean(predicted),
    spendMae: meanAbsoluteError(predicted, spend),
    ordersMae: meanAbsoluteError(expectedOrders, purchases),
    intervalCoverage: inside / spend.length,
  }
}

const lifetimeValues = ({ history, horizon, holdout, seed }: LifetimeValueInput, report: Report) => {
  const fit = fitLifetimeValue(history)
  if (fit.kind === 'insufficient') return fit
  report(0.2)
  const scores = predictLifetimeValue(fit.model, history, { horizon, seed })
  report(0.6)
  return { kind: 'fitted', model: fit.model, scores, holdout: measureHoldout(holdout, seed) } as const
}

/** A task whose result is a single item. */
const inOne = <Input, Result>(task: (input: Input, report: Report) => Result) =>
  function* (input: Input, report: Report): Generator<Result> {
    yield task(input, report)
  }

/** The heavy, pure part of each model: plain data in, items of plain data out, in whatever thread. */
export const tasks = { churnRisk: inOne(churnRisk), lifetimeValues: inOne(lifetimeValues), recommendations }

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
