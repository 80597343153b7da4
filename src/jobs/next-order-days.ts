import type { Drift, ModelReport } from '../domain/prediction-report.ts'
import { bgNbdClassifier } from '../models/classifiers/bg-nbd-classifier.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import type { Column } from '../models/classifiers/table.ts'
import { calibrateOutOfFold } from '../models/predictions/calibration.ts'
import { inColumns } from '../models/predictions/cut.ts'
import { distributionOf } from '../models/predictions/distributions.ts'
import { familyOf, fitRecipe, type Recipe } from '../models/predictions/learning-task.ts'
import { type CalibratedModel, predictCalibrated } from '../models/predictions/score-block.ts'
import { dayOf, rising, type WaitingTime } from '../models/predictions/waiting-time.ts'
import { type ClassificationTarget, type TrainedClassifier, taskOf } from './classification-target.ts'
import type { NextOrderSettings, ScoringBlocks } from './next-order-settings.ts'
import { labelledRows, type PastCut, partsOfCuts, sampleOf } from './prediction-data.ts'
import {
  choiceReport,
  importancesOf,
  probabilityGroups,
  refusalOf,
  reliabilityOf,
  scoreDrift,
} from './prediction-report.ts'

/** The day by which the model is chosen. */
export const decisive = 30

export const stepTarget = (days: number): ClassificationTarget => ({
  target: 'NEXT_ORDER_DAYS',
  labelOf: ({ targets }, row) => (targets.daysToNextOrder[row] <= days ? 1 : 0),
  horizonDays: days,
  called: [
    `customers who bought within ${days} days in the holdout`,
    `customers who did not buy within ${days} days in the holdout`,
  ],
})

/** One day of the waiting time. */
export interface WaitingStep {
  readonly days: number
  readonly columns: readonly Column[]
  readonly final: CalibratedModel
  /** Of those who judge, by a calibration that did not see them. */
  readonly judged: Float64Array
}

const recipeAt = ({ family, options }: Recipe, days: number): Recipe =>
  family === bgNbdClassifier.name ? { family, options: { ...options, horizonDays: days } } : { family, options }

/** The decisive step's recipe fitted for another day; null where hardly anybody, or hardly anybody not, has ordered by then. */
export const trainStep = (
  cuts: readonly PastCut[],
  days: number,
  decided: TrainedClassifier,
  { compute, seed }: FitTools,
): WaitingStep | null => {
  const { labelOf } = stepTarget(days)
  const parts = partsOfCuts(cuts)
  const task = taskOf({ horizonDays: days })
  const rows = (part: readonly PastCut[]) => {
    const { table, values } = labelledRows(part, labelOf)
    return { table: inColumns(table, decided.columns), labels: Uint8Array.from(values) }
  }
  const recipe = recipeAt(decided.choice.chosen, days)
  try {
    const judged = rows([parts.judged])
    const family = familyOf(task, recipe.family)
    const raw = family.predict(fitRecipe(task, recipe, rows(parts.train), { compute, seed }), judged.table, compute)
    const { calibration, probabilities } = calibrateOutOfFold(raw, judged.labels)
    const model = fitRecipe(task, recipe, rows(parts.refit), { compute, seed })
    return { days, columns: decided.columns, final: { ...recipe, model, calibration }, judged: probabilities }
  } catch {
    // One outcome only by that day: the line goes on from the day before.
    return null
  }
}

const waitingOf = (steps: readonly WaitingStep[], chanceOf: (step: number) => number): WaitingTime => ({
  days: steps.map(({ days }) => days),
  chances: rising(steps.map((_, step) => chanceOf(step))),
})

export const intervalShare = { low: 0.1, median: 0.5, high: 0.9 } as const

/** How the days foretold compare with those that came; no order within 90 days counts as a day beyond. */
const waitingMeasures = (steps: readonly WaitingStep[], newest: PastCut): Readonly<Record<string, number>> => {
  let [inside, told, off] = [0, 0, 0]
  newest.rows.forEach((row, at) => {
    const came = newest.targets.daysToNextOrder[row]
    const waiting = waitingOf(steps, (step) => steps[step].judged[at])
    const [low, median, high] = [intervalShare.low, intervalShare.median, intervalShare.high].map((share) =>
      dayOf(waiting, share),
    )
    const day = Number.isNaN(came) ? Infinity : came
    // A day is known in whole days begun.
    if (day >= Math.floor(low ?? Infinity) && day - 1 <= (high ?? Infinity)) inside++
    if (median === null || day === Infinity) return
    told++
    off += Math.abs(day - median)
  })
  return {
    intervalCoverage: inside / Math.max(1, newest.rows.length),
    ...(told > 0 && { mae: off / told }),
  }
}

/** What is told of the days, judged by the decisive one. */
export const daysReport = (
  decided: TrainedClassifier,
  steps: readonly WaitingStep[],
  newest: PastCut,
  settings: NextOrderSettings,
  { audience, compute }: ScoringBlocks,
  drift: readonly Drift[],
): ModelReport => {
  const { choice, judged, columns } = decided
  const step = steps.find(({ days }) => days === decisive)
  const sample = sampleOf(audience)
  const scores = step
    ? predictCalibrated(taskOf({ horizonDays: decisive }), step.final, inColumns(sample, columns), compute)
    : new Float64Array(0)
  const family = familyOf(taskOf({ horizonDays: decisive }), choice.chosen.family)
  return {
    target: 'NEXT_ORDER_DAYS',
    ...choiceReport(choice, 'logLoss'),
    measures: { ...choice.chosen.measures, ...waitingMeasures(steps, newest) },
    refusal: refusalOf('NEXT_ORDER_DAYS', choice, judged.labels.length),
    calibration: step?.final.calibration.kind ?? 'NONE',
    reliability: reliabilityOf(choice.chosen.predictions, judged.labels),
    distribution: distributionOf(scores, true),
    importances: importancesOf(columns, family.importance(choice.chosen.model)),
    groups: probabilityGroups(judged, choice.chosen.predictions),
    drift: [...scoreDrift(settings.published?.distributions.NEXT_ORDER_DAYS, scores), ...drift],
  }
}
