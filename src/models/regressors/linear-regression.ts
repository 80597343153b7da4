import { alignTable } from '../classifiers/align-table.ts'
import { fitEncoder } from '../classifiers/encode.ts'
import type { FitTools } from '../classifiers/family.ts'
import type { TableShape } from '../classifiers/table-size.ts'
import { descend } from '../linear/descend.ts'
import { explainLinear, importanceOfLinear, type LinearModel, scoreLinear } from '../linear/linear-model.ts'
import { linearMemory, linearWork } from '../linear/linear-size.ts'
import { squaredLoss } from '../linear/loss.ts'
import { checkTargets } from './check-targets.ts'
import type { MeasuredTable, RegressorFamily } from './family.ts'
import { scaleOf } from './scale-of.ts'

/** Fits to standardised targets, so that lambda and rounding mean the same whatever is measured, and gives the model in the targets' unit. */
const fitScaled = (data: MeasuredTable, ridge: number, knots: number, tools: FitTools): LinearModel => {
  checkTargets(data)
  const encoder = fitEncoder(data.table, { knots })
  const { centre, scale } = scaleOf(data.targets)
  const loss = squaredLoss(data.targets.map((target) => (target - centre) / scale))
  const table = alignTable(encoder.columns, data.table)
  const { intercept, coefficients, spread } = descend(
    { encoder, table, loss, penalty: { lasso: 0, ridge }, start: 0 },
    tools,
  )
  const back = (value: number): number => value * scale
  return Object.freeze({
    encoder,
    intercept: centre + back(intercept),
    coefficients: coefficients.map(back),
    spread: spread.map(back),
  })
}

const common = {
  memory: (shape: TableShape, { knots }: LinearRegressionOptions) => linearMemory(shape, knots),
  work: (shape: TableShape, { knots }: LinearRegressionOptions) => linearWork(shape, knots),
  predict: scoreLinear,
  explain: explainLinear,
  importance: importanceOfLinear,
}

interface LinearRegressionOptions {
  /** Bends per number, at its quantiles; 0: straight lines. */
  readonly knots: number
}

/** Just enough that features which repeat one another share a coefficient instead of none being found. */
const hair = 1e-6

/**
 * Least squares (Gauss 1809): y = b0 + b.x with the least sum of squared errors; numbers standardised, categories one-hot, missing values as for logistic regression.
 * Contributions are exact.
 */
export const linearRegression: RegressorFamily<LinearRegressionOptions, LinearModel> = {
  name: 'linear-regression',
  defaults: { knots: 0 },
  space: { knots: [0, 3] },
  fit: (data, { knots }, tools) => fitScaled(data, hair, knots, tools),
  ...common,
}

interface RidgeOptions extends LinearRegressionOptions {
  /** lambda, above 0. */
  readonly strength: number
}

/** Ridge regression (Hoerl & Kennard 1970): the same with lambda |b|_2^2 added to the sum of squared errors; b0 goes free. */
export const ridge: RegressorFamily<RidgeOptions, LinearModel> = {
  name: 'ridge',
  defaults: { strength: 1, knots: 0 },
  space: { strength: [0.1, 1, 10, 100], knots: [0, 3, 7] },
  fit: (data, { strength, knots }, tools) => {
    if (!(strength > 0 && strength < Infinity)) throw new Error('The strength of the penalty has to be above 0.')
    return fitScaled(data, strength, knots, tools)
  },
  ...common,
}
