import { bgNbdClassifier } from '../classifiers/bg-nbd-classifier.ts'
import { families } from '../classifiers/families.ts'
import type { ClassifierFamily, LabelledTable } from '../classifiers/family.ts'
import { takeLabelled } from '../classifiers/take-rows.ts'
import { classificationMetrics } from '../evaluation/classification-metrics.ts'
import { calibrateOutOfFold } from './calibration.ts'
import type { LearningTask, ModelFamily } from './learning-task.ts'

const negativeLogLikelihood = (probabilities: Float64Array, labels: Uint8Array): Float64Array =>
  probabilities.map((p, row) => -Math.log(Math.max(1e-15, labels[row] === 1 ? p : 1 - p)))

const entropy = (rate: number): number => -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate)

/** As `classificationMetrics`, without what has no value, and the part of the uncertainty that is gone (McFadden 1974): 1 - log loss / log loss of the base rate. */
export const classificationMeasures = (
  probabilities: Float64Array,
  labels: Uint8Array,
): Readonly<Record<string, number>> => {
  const metrics = classificationMetrics(probabilities, labels)
  const rate = metrics.positives / metrics.rows
  const explained = rate > 0 && rate < 1 ? 1 - metrics.logLoss / entropy(rate) : null
  const known = Object.entries({ ...metrics, explained }).filter(
    ([, value]) => value !== null && Number.isFinite(value),
  )
  return Object.fromEntries(known) as Readonly<Record<string, number>>
}

/** Every family of classifiers, and BG/NBD for targets about purchases. Options and models of a family go only to that same family. */
const allFamilies = [
  ...families,
  bgNbdClassifier as unknown as ClassifierFamily,
] as readonly ModelFamily<LabelledTable>[]

export interface ClassificationOptions {
  /** Of what BG/NBD foretells; 0: each row its own. null: the target is not about purchases. */
  readonly horizonDays: number | null
  /** Families to choose from, for tests and for targets that are asked for many times over; all of them when absent. */
  readonly families?: readonly ModelFamily<LabelledTable>[]
}

/** To foretell whether something happens. Losses are log losses, after a calibration that did not see the row. */
export const classificationTask = ({
  horizonDays,
  families = allFamilies,
}: ClassificationOptions): LearningTask<LabelledTable> => ({
  families: horizonDays === null ? families.filter(({ name }) => name !== bgNbdClassifier.name) : families,
  baselines: [
    { family: 'base-rate', options: {} },
    { family: 'recency', options: {} },
  ],
  fixed: horizonDays === null ? {} : { [bgNbdClassifier.name]: { horizonDays } },
  alwaysTried: [{ family: 'logistic-regression', options: { strength: 30 } }],
  comparators: horizonDays === null ? [] : [bgNbdClassifier.name],
  measure: 'logLoss',
  tableOf: ({ table }) => table,
  take: takeLabelled,
  judge: (raw, { labels }) => {
    const { probabilities } = calibrateOutOfFold(raw, labels)
    return { predictions: probabilities, losses: negativeLogLikelihood(probabilities, labels) }
  },
  measures: (predictions, { labels }) => classificationMeasures(predictions, labels),
})
