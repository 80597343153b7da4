import { availableParallelism } from 'node:os'

import type { Compute } from '../compute/compute.ts'
import { openCompute } from '../compute/open.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import { fitBgNbd } from '../models/bg-nbd.ts'
import { probabilityAlive } from '../models/bg-nbd-predictions.ts'
import { purchaseSummaryOf } from '../models/classifiers/bg-nbd-classifier.ts'
import type { Table } from '../models/classifiers/table.ts'
import { modelToBytes } from '../models/model-bytes.ts'
import { predictionBudgets } from '../models/predictions/budget.ts'
import { spreadsOf } from '../models/predictions/distributions.ts'
import { type ClassificationTarget, trainClassifier } from './classification-target.ts'
import { dataUsed, judgedItem } from './judge-predictions.ts'
import { type NextOrderModels, trainNextOrders } from './next-order-models.ts'
import { hasBought, partsOfCuts, pastCut, sampleOf, selectCut } from './prediction-data.ts'
import type { PredictedKind, PredictionInput, PredictionItem } from './prediction-items.ts'
import { featureDrift } from './prediction-report.ts'
import { churnTarget, purchaseTargets } from './prediction-targets.ts'
import { blockSize, type Fitted, type Work } from './prediction-work.ts'
import { scoreNextOrders } from './score-next-orders.ts'
import { scoreBlocks } from './score-predictions.ts'

type Report = (fraction: number) => void

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

const needed = (what: string, have: number, need: number): InsufficientData => ({ what, have, need })

const customersOf = (work: Work): Work => {
  const { table, rows } = work.audience
  return {
    ...work,
    audience: { table, rows: rows.filter(hasBought(table)) },
    cuts: work.cuts.map((cut) => selectCut(cut, hasBought(cut.table))),
  }
}

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
