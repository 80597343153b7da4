import type { Encoder } from '../classifiers/encode.ts'
import { widthOfEncoder } from '../classifiers/encode.ts'
import type { FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { factorPositiveDefinite, solveFactored } from '../math/positive-definite.ts'
import { curvatureAt } from './curvature.ts'
import { type LinearModel, spreadOf } from './linear-model.ts'
import type { Loss } from './loss.ts'
import { type Penalty, penalisedStep, penaltyOf } from './penalty.ts'
import { type Position, positionAt } from './position.ts'

const mostSteps = 100
/** In nats, of what all rows together lose: a ten-thousandth of a standard error of a coefficient is half the square of that. */
const tolerance = 1e-9
/** Of the diagonal: makes a step from features that repeat one another, to which rounding gives no curvature. */
const damping = 1e-6

/** The same of very many rows, whose standard errors are small beside anything one would ask: a thousandth of one. */
const ofManyRows = 1e-6
/** Rows that the first steps go by where there are many more, then sixteen times as many: they lead as far as chance in those allows, and each pass costs a part. */
const firstRows = 16_384
const moreByStage = 16
/** In nats: what chance in a part of the rows makes of steps is more. */
const ofParts = 0.1

/** Of every how manieth block of rows the loss is taken, stage by stage; 1 at last. */
const stagesOf = ({ rows }: Table): number[] => {
  const strides: number[] = []
  for (let part = firstRows; rows >= 4 * part; part *= moreByStage) strides.push(Math.floor(rows / part))
  return [...strides, 1]
}

/** A step that promises no more than this of each row changes scores by a hundredth, and the curvature as little. */
const ofOneRow = 1e-5

const damped = (hessian: Float64Array, n: number): Float64Array => {
  let trace = 0
  for (let i = 0; i < n; i++) trace += hessian[i * n + i]
  const floor = (damping * trace) / n
  return hessian.map((value, at) => (at % (n + 1) === 0 ? value * (1 + damping) + floor : value))
}

/** Newton's step for what is smooth throughout; coordinate descent for what has a corner at 0, or where rounding left no curvature. */
const stepFrom = ({ gradient, coefficients }: Position, hessian: Float64Array, penalty: Penalty): Float64Array => {
  const n = gradient.length
  if (penalty.lasso > 0) return penalisedStep(gradient, hessian, coefficients, penalty)
  const factored = hessian.map((value, at) => (at % (n + 1) === 0 && at < n * n - 1 ? value + penalty.ridge : value))
  if (!factorPositiveDefinite(factored, n)) return penalisedStep(gradient, hessian, coefficients, penalty)
  const downhill = gradient.map((g, i) => (i < n - 1 ? -(g + penalty.ridge * coefficients[i]) : -g))
  return solveFactored(factored, downhill)
}

/** By how much a step would lower the penalised loss, were it straight: 0 or more. */
const promiseOf = ({ gradient, coefficients }: Position, step: Float64Array, penalty: Penalty): number => {
  const straight = gradient.reduce((sum, g, i) => sum + g * step[i], 0)
  const after = coefficients.map((b, i) => b + step[i])
  return penaltyOf(penalty, coefficients) - penaltyOf(penalty, after) - straight
}

interface Problem {
  readonly encoder: Encoder
  /** Aligned. */
  readonly table: Table
  readonly loss: Loss
  readonly penalty: Penalty
  /** Of the intercept. */
  readonly start: number
}

/** Half the step again and again until it keeps a ten-thousandth of what it promises (Armijo); null where rounding hides what is left. */
const walk = (
  { table, loss, penalty }: Problem,
  here: Position,
  step: Float64Array,
  promise: number,
  stride: number,
): Position | null => {
  const value = here.loss + penaltyOf(penalty, here.coefficients)
  for (let length = 1; length > 1e-8; length /= 2) {
    const coefficients = here.coefficients.map((b, i) => b + length * step[i])
    const intercept = here.intercept + length * step[step.length - 1]
    const there = positionAt(here.encoder, coefficients, intercept, table, loss, stride)
    const lowered = value - there.loss - penaltyOf(penalty, coefficients)
    if (lowered >= 1e-4 * length * promise - 1e-13 * Math.abs(value)) return there
  }
  return null
}

/**
 * The coefficients with the least loss plus penalty, by proximal Newton (Lee, Sun & Saunders 2014). The curvature is looked up anew while steps are long and kept once they
 * are short. Of very many rows a part leads the way; the gradient of all has the last word.
 * @throws Error with a readable sentence where a hundred steps do not get there
 */
export const descend = (problem: Problem, { compute, report }: FitTools): LinearModel => {
  const { encoder, table, loss, penalty, start } = problem
  const n = widthOfEncoder(encoder) + 1
  const stages = stagesOf(table)
  const least = stages.length > 1 ? ofManyRows : tolerance
  let stride = stages.shift() ?? 1
  let here = positionAt(encoder, new Float64Array(n - 1), start, table, loss, stride)
  let hessian: Float64Array | null = null
  for (let steps = 0; ; steps++) {
    if (steps === mostSteps) throw new Error(`The coefficients did not settle within ${mostSteps} steps.`)
    hessian ??= damped(curvatureAt(here, table, loss, compute, table.rows / stride), n)
    const step = stepFrom(here, hessian, penalty)
    const promise = promiseOf(here, step, penalty)
    const next = promise > (stride > 1 ? ofParts : least) ? walk(problem, here, step, promise, stride) : null
    if (next === null && stride === 1) break
    if (next === null) {
      stride = stages.shift() ?? 1
      hessian = null
      here = positionAt(encoder, here.coefficients, here.intercept, table, loss, stride)
      continue
    }
    here = next
    if (promise > ofOneRow * table.rows) hessian = null
    report?.(1 - 1 / (steps + 2))
  }
  const { coefficients, intercept } = here
  report?.(1)
  return Object.freeze({ encoder, coefficients, intercept, spread: spreadOf({ encoder, coefficients }, table) })
}
