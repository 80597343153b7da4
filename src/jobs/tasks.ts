import { type ChurnRiskInput, fitChurnRisk } from '../models/churn-risk.ts'
import { scoreChurnRisk } from '../models/churn-scores.ts'
import { lifetimeValues } from './lifetime-value-task.ts'
import { recommendations } from './recommendation-task.ts'

type Report = (fraction: number) => void

const churnRisk = (input: ChurnRiskInput, report: Report) => {
  const fit = fitChurnRisk(input)
  if (fit.kind === 'insufficient') return fit
  report(0.6)
  return { kind: 'fitted', model: fit.model, scores: scoreChurnRisk(fit.model, input.current) } as const
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
