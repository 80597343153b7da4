import { descend } from '../linear/descend.ts'
import { explainLinear, importanceOfLinear, type LinearModel, scoreLinear } from '../linear/linear-model.ts'
import { logisticLoss } from '../linear/loss.ts'
import { logit } from '../math/sigmoid.ts'
import { alignTable } from './align-table.ts'
import { checkLabels } from './check-labels.ts'
import { fitEncoder } from './encode.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'

interface LogisticRegressionOptions {
  readonly penalty: 'L1' | 'L2'
  /** lambda, above 0. */
  readonly strength: number
  /** Bends per number, at its quantiles; 0: straight lines. */
  readonly knots: number
}

/**
 * P(1 | x) = 1 / (1 + e^-(b0 + b.x)), with the b that minimise
 *
 *   sum over rows of [log(1 + e^s) - y s] + lambda / 2 |b|_2^2   (L2)   or   + lambda |b|_1   (L1)
 *
 * (Cox 1958; L1: Tibshirani 1996), numbers standardised, categories one-hot, b0 free; lambda = 1 is C = 1 elsewhere. A missing number is the mean and has a coefficient of its own
 * for being missing; a missing category is a category. What is constant has none, and of what was never seen in training nothing is made. Contributions are exact.
 * A pass costs rows x columns; 24 bytes per feature, 8 columns² of curvature.
 */
export const logisticRegression: ClassifierFamily<LogisticRegressionOptions, LinearModel> = {
  name: 'logistic-regression',
  defaults: { penalty: 'L2', strength: 1, knots: 0 },
  space: { penalty: ['L2', 'L1'], strength: [0.1, 1, 10, 100], knots: [0, 3, 7] },
  fit: (data, { penalty, strength, knots }, tools) => {
    const { positives } = checkLabels(data)
    if (!(strength > 0 && strength < Infinity)) throw new Error('The strength of the penalty has to be above 0.')
    const encoder = fitEncoder(data.table, { knots })
    return descend(
      {
        encoder,
        table: alignTable(encoder.columns, data.table),
        loss: logisticLoss(data.labels),
        penalty: penalty === 'L1' ? { lasso: strength, ridge: 0 } : { lasso: 0, ridge: strength },
        start: logit(positives / data.table.rows),
      },
      tools,
    )
  },
  predict: (model, table) => scoreLinear(model, table).map(probabilityOf),
  explain: explainLinear,
  importance: importanceOfLinear,
}
