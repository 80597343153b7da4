import { fitLogistic, type LogisticOptions } from '../linear/fit-logistic.ts'
import { explainLinear, importanceOfLinear, type LinearModel, scoreLinear } from '../linear/linear-model.ts'
import { linearMemory, linearWork } from '../linear/linear-size.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'

/**
 * P(1 | x) = 1 / (1 + e^-(b0 + b.x)), with the b that minimise
 *
 *   sum over rows of [log(1 + e^s) - y s] + lambda / 2 |b|_2^2   (L2)   or   + lambda |b|_1   (L1)
 *
 * (Cox 1958; L1: Tibshirani 1996), numbers standardised, categories one-hot, b0 free; lambda = 1 is C = 1 elsewhere. A missing number is the mean and has a coefficient of its own
 * for being missing; a missing category is a category. What is constant has none, and of what was never seen in training nothing is made. Contributions are exact.
 * A pass costs rows x columns; the curvature takes 20 bytes per pair of features.
 */
export const logisticRegression: ClassifierFamily<LogisticOptions, LinearModel> = {
  name: 'logistic-regression',
  defaults: { penalty: 'L2', strength: 1 },
  space: { penalty: ['L2', 'L1'], strength: [0.1, 1, 10, 100] },
  memory: (shape) => linearMemory(shape, 0),
  work: (shape) => linearWork(shape, 0),
  fit: (data, options, tools) => fitLogistic(data, options, 0, tools),
  predict: (model, table) => scoreLinear(model, table).map(probabilityOf),
  explain: explainLinear,
  importance: importanceOfLinear,
}
