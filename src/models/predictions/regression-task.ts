import { regressionMetrics } from '../evaluation/regression-metrics.ts'
import { families } from '../regressors/families.ts'
import type { MeasuredTable } from '../regressors/family.ts'
import { takeMeasured } from '../regressors/take-measured.ts'
import type { LearningTask, ModelFamily } from './learning-task.ts'

/** To foretell an amount that is never below 0. Losses are squared errors. */
export const regressionTask = (): LearningTask<MeasuredTable> => ({
  families: families as unknown as readonly ModelFamily<MeasuredTable>[],
  baselines: [{ family: 'mean', options: {} }],
  fixed: {},
  alwaysTried: [{ family: 'ridge', options: { strength: 300 } }],
  comparators: [],
  measure: 'squaredError',
  tableOf: ({ table }) => table,
  take: takeMeasured,
  judge: (raw, { targets }) => {
    const predictions = raw.map((value) => Math.max(0, value))
    return { predictions, losses: predictions.map((value, row) => (value - targets[row]) ** 2) }
  },
  measures: (predictions, { targets }) => {
    const known = Object.entries(regressionMetrics(predictions, targets)).filter(([, value]) => value !== null)
    return Object.fromEntries(known) as Readonly<Record<string, number>>
  },
})
