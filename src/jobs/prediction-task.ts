import { availableParallelism } from 'node:os'

import type { Compute } from '../compute/compute.ts'
import { openCompute } from '../compute/open.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { GateComparison } from '../domain/model-run.ts'
import { type PredictionLever, type PredictionTarget, predictionLevers, purchaseWindows } from '../domain/prediction.ts'
import type { DataUsed, Distribution, ModelReport } from '../domain/prediction-report.ts'
import { pullLever } from '../features/behaviour-levers.ts'
import { createTopicReasons, mainReason } from '../features/behaviour-reasons.ts'
import { churnHorizonsOf } from '../features/behaviour-targets.ts'
import { fitBgNbd } from '../models/bg-nbd.ts'
import { probabilityAlive } from '../models/bg-nbd-predictions.ts'
import { purchaseSummaryOf } from '../models/classifiers/bg-nbd-classifier.ts'
import type { Column, Table } from '../models/classifiers/table.ts'
import { modelToBytes } from '../models/model-bytes.ts'
import { type PredictionBudgetName, predictionBudgets } from '../models/predictions/budget.ts'
import { type ColumnSpread, distributionOf, spreadsOf } from '../models/predictions/distributions.ts'
import { familyOf, type Recipe } from '../models/predictions/learning-task.ts'
import { noLessThan } from '../models/predictions/no-less-than.ts'
import {
  type ExplainedBlock,
  explainBlock,
  predictCalibrated,
  type TellColumns,
} from '../models/predictions/score-block.ts'
import { type ClassificationTarget, type TrainedClassifier, taskOf, trainClassifier } from './classification-target.ts'
import { type NextOrderModels, trainNextOrders } from './next-order-models.ts'
import {
  type Audience,
  blockOf,
  hasBought,
  learnableColumns,
  type PastCut,
  type PredictionSnapshot,
  partsOfCuts,
  pastCut,
  peopleOf,
  sampleOf,
  selectCut,
  unlearnableColumns,
} from './prediction-data.ts'
import {
  choiceReport,
  featureDrift,
  importancesOf,
  probabilityGroups,
  refusalOf,
  reliabilityOf,
  scoreDrift,
} from './prediction-report.ts'
import { type NextOrderBlock, scoreNextOrders } from './score-next-orders.ts'

export const predictedKinds = ['CHURN_RISK', 'PURCHASE', 'NEXT_ORDER'] as const
export type PredictedKind = (typeof predictedKinds)[number]

/** What is published now, as far as a new run is held against it. */
export interface PublishedPredictions {
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly spreads: readonly ColumnSpread[]
  readonly distributions: Readonly<Partial<Record<PredictionTarget, Distribution>>>
}

export interface PredictionInput {
  readonly kinds: readonly PredictedKind[]
  /** Everybody now. */
  readonly current: PredictionSnapshot
  /** Newest first, each a horizon before the one before; their outcomes are over. */
  readonly past: readonly PredictionSnapshot[]
  /** How long there has been behaviour, and how long it takes. */
  readonly history: { readonly days: number; readonly needed: number }
  readonly budget: PredictionBudgetName
  readonly seed: number
  readonly published: Readonly<Partial<Record<PredictedKind, PublishedPredictions>>>
}

/** What would change probabilities most; arrays are row by row. */
export interface CounterfactualBlock {
  /** Index into `predictionLevers`; -1: nothing would. */
  readonly lever: Int8Array
  /** Column that moves first, from what to what. */
  readonly feature: Int16Array
  readonly from: Float64Array
  readonly to: Float64Array
  readonly probability: Float64Array
}

export interface ScoredBlock {
  readonly target: PredictionTarget
  readonly userIds: Float64Array
  readonly explained: ExplainedBlock
  /** rows x named reasons: the person's own values. */
  readonly values: Float64Array
  readonly counterfactual: CounterfactualBlock
  /** Of churn alone. */
  readonly horizonDays: Float64Array | null
  readonly probabilityAlive: Float64Array | null
}

export interface JudgedModels {
  readonly kind: 'judged'
  readonly run: PredictedKind
  readonly models: readonly ModelReport[]
  readonly data: DataUsed
  readonly refusal: { readonly code: string; readonly message: string; readonly comparison?: GateComparison } | null
  readonly columns: Readonly<Partial<Record<PredictionTarget, readonly Column[]>>>
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly spreads: readonly ColumnSpread[]
  /** The fitted models. */
  readonly artefact: Uint8Array
  /** People who get predictions. */
  readonly scored: number
}

export type PredictionItem =
  | { readonly kind: 'insufficient'; readonly run: PredictedKind; readonly missing: InsufficientData }
  /** Without a refusal blocks follow, and then the end. */
  | JudgedModels
  | { readonly kind: 'scores'; readonly run: PredictedKind; readonly block: ScoredBlock }
  | { readonly kind: 'nextOrders'; readonly run: 'NEXT_ORDER'; readonly block: NextOrderBlock }
  | { readonly kind: 'end'; readonly run: PredictedKind }

type Report = (fraction: number) => void

/** Users per block: what a block takes grows with them, and is freed before the next. */
const blockSize = 2000

/** Below these nobody would act: points of probability. */
const noticeable = 0.01

const churnTarget: ClassificationTarget = {
  target: 'CHURN',
  labelOf: ({ targets }, row) => targets.churned[row],
  horizonDays: 0,
  called: ['customers who did not buy again in the holdout', 'customers who bought again in the holdout'],
}

const purchaseTargets: readonly ClassificationTarget[] = purchaseWindows.map((days) => ({
  target: `PURCHASE_${days}` as const,
  labelOf: ({ targets }: PastCut, row: number) => targets[`boughtWithin${days}`][row],
  horizonDays: days,
  called: [
    `people who bought within ${days} days in the holdout`,
    `people who did not buy within ${days} days in the holdout`,
  ],
}))

/** An order makes a purchase likelier as a matter of course: no lever of it. */
const leversOf = (target: PredictionTarget): readonly PredictionLever[] =>
  target === 'CHURN' ? predictionLevers : predictionLevers.filter((lever) => lever !== 'ORDER')

interface Fitted {
  readonly target: ClassificationTarget
  readonly trained: TrainedClassifier
}

interface Work {
  readonly input: PredictionInput
  readonly audience: Audience
  readonly cuts: readonly PastCut[]
  readonly compute: Compute
}

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

const dataUsed = (
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

/** The best of what single levers do, rescored by the model itself. */
const counterfactualsOf = (
  target: PredictionTarget,
  block: Table,
  probabilities: Float64Array,
  rescore: (table: Table) => Float64Array,
): CounterfactualBlock => {
  const { rows } = block
  const best = {
    lever: new Int8Array(rows).fill(-1),
    feature: new Int16Array(rows).fill(-1),
    from: new Float64Array(rows),
    to: new Float64Array(rows),
    probability: Float64Array.from(probabilities),
  }
  const better = target === 'CHURN' ? -1 : 1
  for (const lever of leversOf(target)) {
    const { values, moved } = pullLever({ rows, columns: block.columns, values: block.values }, lever)
    if (moved.every((place) => place < 0)) continue
    const changed = rescore({ ...block, values })
    for (let row = 0; row < rows; row++) {
      if (moved[row] < 0 || !(better * (changed[row] - best.probability[row]) > noticeable)) continue
      best.lever[row] = predictionLevers.indexOf(lever)
      best.feature[row] = moved[row]
      best.from[row] = block.values[moved[row] * rows + row]
      best.to[row] = values[moved[row] * rows + row]
      best.probability[row] = changed[row]
    }
  }
  return best
}

const valuesOf = ({ features }: ExplainedBlock, block: Table): Float64Array => {
  const named = features.length / block.rows
  return Float64Array.from(features, (place, at) =>
    place < 0 ? Number.NaN : block.values[place * block.rows + Math.floor(at / named)],
  )
}

/** Per row of the table P(alive), by a BG/NBD of everybody who has bought; or that too few bought twice. */
const aliveOf = (table: Table) => {
  const { rows, ...summary } = purchaseSummaryOf(table)
  const fit = fitBgNbd(summary)
  if (fit.kind === 'insufficient') return fit
  const alive = new Float64Array(table.rows).fill(1)
  rows.forEach((row, at) => {
    alive[row] = probabilityAlive(fit.model, summary.frequency[at], summary.recency[at], summary.tenure[at])
  })
  return alive
}

/** By topic, for what features of one topic contribute means something only together; of a risk the reason that tells why is among the named ones. */
const tellTopics = (target: PredictionTarget, columns: readonly Column[]): TellColumns => {
  const read = createTopicReasons(columns)
  return (contributions, cellOf) => {
    const reasons = read(contributions, cellOf)
    const main = target === 'CHURN' ? mainReason(reasons) : null
    return main === null ? reasons : [main, ...reasons.filter((reason) => reason !== main)]
  }
}

function* scoreBlocks(
  { target, trained }: Fitted,
  run: PredictedKind,
  { audience, compute }: Work,
  { alive, floors }: { readonly alive: Float64Array | null; readonly floors: Float64Array },
  report: Report,
): Generator<PredictionItem> {
  const { final, columns } = trained
  if (final === null) return
  const task = taskOf(target)
  const people = audience.rows.length
  const tell = tellTopics(target.target, columns)
  for (let from = 0; from < people; from += blockSize) {
    const to = Math.min(people, from + blockSize)
    const block = blockOf(audience, columns, from, to)
    const explained = noLessThan(explainBlock(task, final, block, compute, tell), floors.subarray(from, to))
    floors.set(explained.probabilities, from)
    const rescore = (changed: Table) => predictCalibrated(task, final, changed, compute)
    const counterfactual = counterfactualsOf(target.target, block, explained.probabilities, rescore)
    const userIds = peopleOf(audience, from, to)
    const isChurn = target.target === 'CHURN'
    yield {
      kind: 'scores',
      run,
      block: {
        target: target.target,
        userIds,
        explained,
        values: valuesOf(explained, block),
        counterfactual,
        horizonDays: isChurn ? churnHorizonsOf({ ...block, userIds }) : null,
        probabilityAlive: alive && Float64Array.from(audience.rows.subarray(from, to), (row) => alive[row]),
      },
    }
    report(to / people)
  }
}

const needed = (what: string, have: number, need: number): InsufficientData => ({ what, have, need })

const customersOf = (work: Work): Work => {
  const { table, rows } = work.audience
  return {
    ...work,
    audience: { table, rows: rows.filter(hasBought(table)) },
    cuts: work.cuts.map((cut) => selectCut(cut, hasBought(cut.table))),
  }
}

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

/** Trains every target of a run; those that have too little to learn from are left out, and missing is what the last of them lacks. */
const trainAll = (
  targets: readonly ClassificationTarget[],
  work: Work,
  run: PredictedKind,
  report: Report,
): { readonly fitted: readonly Fitted[]; readonly missing: InsufficientData | null } => {
  const { input, cuts, compute } = work
  const budget = predictionBudgets[input.budget]
  let missing: InsufficientData | null = null
  const fitted = targets.flatMap((target, place): Fitted[] => {
    const published = input.published[run]?.recipes[target.target] ?? null
    const tools = { compute, seed: input.seed, report: (part: number) => report((place + part) / targets.length) }
    const trained = trainClassifier(cuts, target, { budget, seed: input.seed, published }, tools)
    if ('kind' in trained) {
      missing = needed(trained.what, trained.have, trained.need)
      return []
    }
    return [{ target, trained }]
  })
  return { fitted, missing }
}

const judgedItem = (run: PredictedKind, fitted: readonly Fitted[], work: Work): JudgedModels => {
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

function* predictChurn(work: Work, report: Report): Generator<PredictionItem> {
  const run = 'CHURN_RISK'
  const customers = customersOf(work)
  const alive = aliveOf(customers.audience.table)
  if ('kind' in alive) return yield { kind: 'insufficient', run, missing: needed(alive.what, alive.have, alive.need) }
  yield* predictTargets([churnTarget], run, { work: customers, alive }, report)
}

const daysNeeded = ({ input, cuts }: Work): InsufficientData | null =>
  cuts.length === 0 || partsOfCuts(cuts).train.length === 0
    ? needed('days of behaviour', Math.floor(input.history.days), input.history.needed)
    : null

function* predictTargets(
  targets: readonly ClassificationTarget[],
  run: PredictedKind,
  { work, alive }: { readonly work: Work; readonly alive: Float64Array | null },
  report: Report,
): Generator<PredictionItem> {
  const tooShort = daysNeeded(work)
  if (tooShort !== null) return yield { kind: 'insufficient', run, missing: tooShort }
  const { fitted, missing } = trainAll(targets, work, run, (part) => report(0.7 * part))
  if (fitted.length === 0) return yield { kind: 'insufficient', run, missing: missing as unknown as InsufficientData }
  const judged = judgedItem(run, fitted, work)
  yield judged
  if (judged.refusal === null) {
    // From the shortest window to the longest, none below the one before.
    const floors = new Float64Array(work.audience.rows.length)
    for (const [place, one] of fitted.entries()) {
      const told = (part: number) => report(0.7 + (0.3 * (place + part)) / fitted.length)
      yield* scoreBlocks(one, run, work, { alive, floors }, told)
    }
  }
  yield { kind: 'end', run }
}

function* predictNextOrders(work: Work, report: Report): Generator<PredictionItem> {
  const run = 'NEXT_ORDER'
  const customers = customersOf(work)
  const tooShort = daysNeeded(customers)
  if (tooShort !== null) return yield { kind: 'insufficient', run, missing: tooShort }
  const { input, audience, cuts, compute } = customers
  const settings = {
    budget: predictionBudgets[input.budget],
    seed: input.seed,
    published: input.published[run],
    categories: input.current.levels.categories,
  }
  const trained = trainNextOrders(cuts, settings, { compute, seed: input.seed, report: (part) => report(0.7 * part) })
  if ('kind' in trained)
    return yield { kind: 'insufficient', run, missing: needed(trained.what, trained.have, trained.need) }
  const models: NextOrderModels = trained
  const blocks = { audience, compute, blockSize }
  const now = sampleOf(audience)
  yield {
    kind: 'judged',
    run,
    models: models.reports(blocks, featureDrift(input.published[run]?.spreads ?? [], now)),
    data: dataUsed(customers, models.rows, []),
    refusal: models.refusal,
    columns: {},
    recipes: models.recipes,
    spreads: spreadsOf(now),
    artefact: modelToBytes(models.artefact),
    scored: audience.rows.length,
  }
  if (models.refusal === null) {
    for (const block of scoreNextOrders(models, blocks)) {
      yield { kind: 'nextOrders', run, block }
      report(0.7 + 0.3 * (block.done / audience.rows.length))
    }
  }
  yield { kind: 'end', run }
}

const predictors: Readonly<Record<PredictedKind, (work: Work, report: Report) => Generator<PredictionItem>>> = {
  CHURN_RISK: predictChurn,
  PURCHASE: (work, report) => predictTargets(purchaseTargets, 'PURCHASE', { work, alive: null }, report),
  NEXT_ORDER: predictNextOrders,
}

/** Learns, judges and scores run after run: of each what was found, and, where it may be published, everybody's predictions in blocks. */
export function* predictWith(compute: Compute, input: PredictionInput, report: Report): Generator<PredictionItem> {
  const { people } = predictionBudgets[input.budget]
  const { table: all } = input.current
  const work: Work = {
    input,
    audience: { table: all, rows: Int32Array.from(all.userIds.keys()) },
    cuts: input.past.map((snapshot) => pastCut(snapshot, input.current, { people, seed: input.seed })),
    compute,
  }
  for (const [place, kind] of input.kinds.entries())
    yield* predictors[kind](work, (part) => report((place + part) / input.kinds.length))
}

/** As `predictWith`, with kernels on all cores. */
export function* predictions(input: PredictionInput, report: Report): Generator<PredictionItem> {
  const compute = openCompute({ threads: availableParallelism() })
  try {
    yield* predictWith(compute, input, report)
  } finally {
    void compute.close()
  }
}
