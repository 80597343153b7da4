import { alignTable } from '../classifiers/align-table.ts'
import { checkLabels } from '../classifiers/check-labels.ts'
import { fitEncoder } from '../classifiers/encode.ts'
import type { FitTools, LabelledTable } from '../classifiers/family.ts'
import { logit } from '../math/sigmoid.ts'
import { descend } from './descend.ts'
import type { LinearModel } from './linear-model.ts'
import { logisticLoss } from './loss.ts'

export interface LogisticOptions {
  readonly penalty: 'L1' | 'L2'
  /** lambda, above 0. */
  readonly strength: number
}

/** Penalised maximum likelihood of labels; numbers bend at `knots` quantiles. */
export const fitLogistic = (
  data: LabelledTable,
  { penalty, strength }: LogisticOptions,
  knots: number,
  tools: FitTools,
): LinearModel => {
  const { positives } = checkLabels(data)
  if (!(strength > 0 && strength < Infinity)) throw new Error('The strength of the penalty has to be above 0.')
  const encoder = fitEncoder(data.table, { knots })
  const problem = {
    encoder,
    table: alignTable(encoder.columns, data.table),
    loss: logisticLoss(data.labels),
    penalty: penalty === 'L1' ? { lasso: strength, ridge: 0 } : { lasso: 0, ridge: strength },
    start: logit(positives / data.table.rows),
  }
  return descend(problem, tools)
}
