import type { Compute } from '../compute/compute.ts'
import type { GateComparison } from '../domain/model-run.ts'
import type { DataUsed, ModelReport } from '../domain/prediction-report.ts'
import { modelToBytes } from '../models/model-bytes.ts'
import { distributionOf, spreadsOf } from '../models/predictions/distributions.ts'
import { familyOf } from '../models/predictions/learning-task.ts'
import { predictCalibrated } from '../models/predictions/score-block.ts'
import { type TrainedClassifier, taskOf } from './classification-target.ts'
import {
  type Audience,
  blockOf,
  learnableColumns,
  partsOfCuts,
  sampleOf,
  unlearnableColumns,
} from './prediction-data.ts'
import type { JudgedModels, PredictedKind, PublishedPredictions } from './prediction-items.ts'
import {
  choiceReport,
  featureDrift,
  importancesOf,
  probabilityGroups,
  refusalOf,
  reliabilityOf,
  scoreDrift,
} from './prediction-report.ts'
import { blockSize, type Fitted, type Work } from './prediction-work.ts'

const predictAll = ({ target, trained }: Fitted, audience: Audience, compute: Compute): Float64Array => {
  const people = audience.rows.length
  if (trained.final === null) return new Float64Array(0)
  const probabilities = new Float64Array(people)
  for (let from = 0; from < people; from += blockSize) {
    const to = Math.min(people, from + blockSize)
    const block = blockOf(audience, trained.columns, from, to)
    probabilities.set(predictCalibrated(taskOf(target), trained.final, block, compute), from)
  }
  return probabilities
}

/** What is told of one classifier, with how its scores and features have moved since the published run. */
const modelReport = (
  fitted: Fitted,
  { audience, compute }: Work,
  published: PublishedPredictions | undefined,
): ModelReport => {
  const { target, trained } = fitted
  const { choice, judged, columns } = trained
  const task = taskOf(target)
  const { predictions, family, model } = choice.chosen
  const scores = predictAll(fitted, audience, compute)
  const moved = featureDrift(published?.spreads ?? [], sampleOf(audience))
  return {
    target: target.target,
    ...choiceReport(choice, task.measure),
    refusal: refusalOf(target.target, choice, judged.labels.length),
    calibration: trained.final?.calibration.kind ?? 'NONE',
    reliability: reliabilityOf(predictions, judged.labels),
    distribution: distributionOf(scores, true),
    importances: importancesOf(columns, familyOf(task, family).importance(model)),
    groups: probabilityGroups(judged, predictions),
    drift: [...scoreDrift(published?.distributions[target.target], scores), ...moved],
  }
}

const iso = (asOf: number): string => new Date(asOf).toISOString()

export const dataUsed = (
  { input, cuts, audience }: Work,
  rows: TrainedClassifier['rows'],
  leaks: readonly string[],
): DataUsed => ({
  trainedAt: partsOfCuts(cuts).train.map(({ asOf }) => iso(asOf)),
  judgedAt: iso(cuts[0].asOf),
  refittedAt: partsOfCuts(cuts).refit.map(({ asOf }) => iso(asOf)),
  scoredAt: iso(input.current.asOf),
  trainedRows: rows.trained,
  judgedRows: rows.judged,
  refittedRows: rows.refitted,
  scoredRows: audience.rows.length,
  columns: learnableColumns(audience.table)
    .map(({ name }) => name)
    .filter((name) => !leaks.includes(name)),
  leftOut: [...unlearnableColumns, ...leaks.map((name) => `${name}: it alone tells the outcome, so it has leaked`)],
})

const explainedShare = ({ measures }: { readonly measures: Readonly<Record<string, number>> }): number =>
  measures.explained ?? 0

/** As gates say it, of the one that decides: the part of the uncertainty that is gone. */
const comparisonOf = ({ trained: { choice, judged } }: Fitted): GateComparison => ({
  measure: 'explained',
  candidate: explainedShare(choice.chosen),
  popularity: explainedShare(choice.baseline),
  published: choice.champion && explainedShare(choice.champion),
  people: judged.labels.length,
})

/** What is told of a run: its models, what they learned from, and whether they may be published. */
export const judgedItem = (run: PredictedKind, fitted: readonly Fitted[], work: Work): JudgedModels => {
  const published = work.input.published[run]
  const models = fitted.map((one) => modelReport(one, work, published))
  const passed = fitted.filter(({ trained }) => trained.final !== null)
  const first = models.find(({ refusal }) => refusal !== null)
  const leaks = [...new Set(fitted.flatMap(({ trained }) => trained.leaks))]
  const byTarget = <Value>(of: (one: Fitted) => Value) =>
    Object.fromEntries(passed.map((one) => [one.target.target, of(one)]))
  return {
    kind: 'judged',
    run,
    models,
    data: dataUsed(work, fitted[0].trained.rows, leaks),
    refusal: passed.length === 0 && first?.refusal ? { ...first.refusal, comparison: comparisonOf(fitted[0]) } : null,
    columns: byTarget(({ trained }) => trained.columns),
    recipes: byTarget(({ trained: { choice } }) => ({ family: choice.chosen.family, options: choice.chosen.options })),
    spreads: spreadsOf(sampleOf(work.audience)),
    artefact: modelToBytes(byTarget(({ trained }) => ({ columns: trained.columns, ...trained.final }))),
    scored: work.audience.rows.length,
  }
}
