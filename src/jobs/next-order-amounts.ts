import type { Compute } from '../compute/compute.ts'
import type { GroupReport, ModelReport } from '../domain/prediction-report.ts'
import { behaviourGroups } from '../features/behaviour-groups.ts'
import type { Table } from '../models/classifiers/table.ts'
import { distributionOf } from '../models/predictions/distributions.ts'
import { fewestInGroup, judgeAmountGroup } from '../models/predictions/groups.ts'
import { familyOf } from '../models/predictions/learning-task.ts'
import { regressionTask } from '../models/predictions/regression-task.ts'
import { boundsAround } from '../models/predictions/residual-bands.ts'
import type { AmountTarget, TrainedAmount } from './amount-target.ts'
import type { NextOrderSettings } from './next-order-settings.ts'
import { choiceReport, importancesOf, scoreDrift } from './prediction-report.ts'

/** Amounts about the next order and the time until then. */
export const nextOrderAmounts: readonly AmountTarget[] = [
  {
    target: 'NEXT_ORDER_SPEND',
    amountOf: ({ targets }, row) => targets.nextOrderSpend[row],
    called: 'customers who bought again in the holdout',
  },
  {
    target: 'NEXT_ORDER_QUANTITY',
    amountOf: ({ targets }, row) => targets.nextOrderQuantity[row],
    called: 'customers who bought again in the holdout',
  },
  {
    target: 'SPEND_90',
    amountOf: ({ targets }, row) => targets.spendWithin90[row],
    called: 'customers in the holdout',
  },
  {
    target: 'ACTIVE_DAYS_30',
    amountOf: ({ targets }, row) => targets.activeDaysWithin30[row],
    called: 'customers in the holdout',
  },
]

const amountGroups = (
  { judged: { table, targets } }: TrainedAmount,
  predictions: Float64Array,
): readonly GroupReport[] =>
  behaviourGroups(table).flatMap(({ by, value, rows }) => {
    if (rows.length < fewestInGroup) return []
    const [own, actual] = [predictions, targets].map((values) => Float64Array.from(rows, (row) => values[row]))
    const measures = regressionTask().measures(own, { table, targets: actual })
    return [{ by, value, ...judgeAmountGroup(own, actual, measures) }]
  })

const coverageOf = ({ bands, judged: { targets } }: TrainedAmount, predictions: Float64Array): number => {
  const inside = targets.filter((target, row) => {
    const { low, high } = boundsAround(bands, predictions[row])
    return target >= low - 1e-9 && target <= high + 1e-9
  })
  return inside.length / targets.length
}

export const predictAmount = ({ recipe, final }: TrainedAmount, table: Table, compute: Compute): Float64Array =>
  familyOf(regressionTask(), recipe.family)
    .predict(final, table, compute)
    .map((value) => Math.max(0, value))

export const amountReport = (
  trained: TrainedAmount,
  {
    sample,
    compute,
    distributions,
  }: { readonly sample: Table; readonly compute: Compute; readonly distributions: NextOrderSettings['published'] },
): ModelReport => {
  const { target, choice, recipe, judged } = trained
  const used = choice.beatsBaseline ? choice.chosen : choice.baseline
  const scores = predictAmount(trained, sample, compute)
  const family = familyOf(regressionTask(), recipe.family)
  return {
    target: target.target,
    ...choiceReport(choice, 'squaredError'),
    ...recipe,
    measures: { ...used.measures, intervalCoverage: coverageOf(trained, used.predictions) },
    refusal: null,
    calibration: 'NONE',
    reliability: [],
    distribution: distributionOf(scores, false),
    importances: choice.beatsBaseline ? importancesOf(judged.table.columns, family.importance(used.model)) : [],
    groups: choice.beatsBaseline ? amountGroups(trained, used.predictions) : [],
    drift: scoreDrift(distributions?.distributions[target.target], scores),
  }
}

/** rows x 3: value, low, high. */
export const estimatesOf = (trained: TrainedAmount, table: Table, compute: Compute): Float64Array => {
  const values = predictAmount(trained, table, compute)
  const all = new Float64Array(3 * values.length)
  values.forEach((value, row) => {
    const { low, high } = boundsAround(trained.bands, value)
    all.set([value, low, high], 3 * row)
  })
  return all
}
