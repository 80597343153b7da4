import { learnExploration } from '../learning/learn-exploration.ts'
import { clusters } from './cluster-task.ts'
import { lifetimeValues } from './lifetime-value-task.ts'
import { nextActions } from './next-action-task.ts'
import { predictions } from './prediction-task.ts'
import { ratings } from './rating-task.ts'
import { recommendations } from './recommendation-task.ts'
import { uplift } from './uplift-task.ts'

type Report = (fraction: number) => void

/** A task whose result is a single item. */
const inOne = <Input, Result>(task: (input: Input, report: Report) => Result) =>
  function* (input: Input, report: Report): Generator<Result> {
    yield task(input, report)
  }

/** The heavy, pure part of each model: plain data in, items of plain data out, in whatever thread. */
export const tasks = {
  predictions,
  ratings: inOne(ratings),
  clusters: inOne(clusters),
  nextActions: inOne(nextActions),
  lifetimeValues: inOne(lifetimeValues),
  recommendations,
  exploration: inOne(learnExploration),
  uplift,
}

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
