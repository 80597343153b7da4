import { fitLogistic, type LogisticOptions } from '../linear/fit-logistic.ts'
import type { LinearModel } from '../linear/linear-model.ts'
import { linearMemory, linearWork } from '../linear/linear-size.ts'
import type { ClassifierFamily } from './family.ts'
import { logisticRegression } from './logistic-regression.ts'

interface AdditiveOptions extends LogisticOptions {
  /** At how many of its quantiles the line of a number may bend. */
  readonly knots: number
}

/**
 * Logistic regression whose lines bend: logit P(1 | x) = b0 + sum over columns of f_c(x_c), with f_c of a number a linear spline, f(x) = b x + sum over knots k of b_k max(0, x - k)
 * (generalised additive models, Hastie & Tibshirani 1986), the rest as in `logisticRegression`. What is one column's own is still its own: contributions are exact, and so is a
 * picture of each f_c. Shrinking b_k shrinks the bends.
 */
export const additiveLogisticRegression: ClassifierFamily<AdditiveOptions, LinearModel> = {
  ...logisticRegression,
  name: 'additive-logistic-regression',
  defaults: { ...logisticRegression.defaults, knots: 7 },
  space: { ...logisticRegression.space, knots: [3, 7, 15] },
  memory: (shape, { knots }) => linearMemory(shape, knots),
  work: (shape, { knots }) => linearWork(shape, knots),
  fit: (data, options, tools) => fitLogistic(data, options, options.knots, tools),
}
