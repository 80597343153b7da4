import type { Metric, ModelRun } from '../domain/model-run.ts'
import type { ModelReport } from '../domain/prediction-report.ts'
import { CodedError } from '../errors.ts'
import { type PredictionBudgetName, predictionBudgets } from '../models/predictions/budget.ts'
import { artefactRows } from '../store/artefacts.ts'
import { findModelRuns } from '../store/model-run-lists.ts'
import type { RunRows } from '../store/model-runs.ts'
import { churnScoreRows } from '../store/write-churn-scores.ts'
import { nextOrderRows, purchaseRows } from '../store/write-predictions.ts'
import { computeRun, type RunEnding } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { type JudgedModels, type PredictedKind, type PredictionItem, predictedKinds } from './prediction-items.ts'
import { reportOf } from './prediction-report.ts'
import { churnScoresOf, nextOrdersOf, purchasesOf } from './prediction-rows.ts'
import { readPublishedPredictions } from './published-predictions.ts'
import { readSnapshots } from './read-snapshots.ts'
import { streamTask } from './threads.ts'

interface PredictionsInput {
  readonly flowId: string
  readonly runIds: readonly number[]
  readonly budget?: PredictionBudgetName | null
}

type Items = AsyncGenerator<PredictionItem>

/** The first item of a run, whatever was left over of the one before. */
const firstOf = async (items: Items, kind: PredictedKind) => {
  for (let next = await items.next(); !next.done; next = await items.next()) {
    const item = next.value
    if (item.run === kind && (item.kind === 'judged' || item.kind === 'insufficient')) return item
  }
  throw new Error(`the task gave nothing for ${kind}`)
}

/** What says most comes first; how many rows there were stands in the report. */
const tellingMeasures = ['auc', 'r2', 'calibrationError', 'logLoss', 'brier', 'mae']

const byTelling = ([a]: readonly [string, number], [b]: readonly [string, number]): number => {
  const placeOf = (name: string) => (tellingMeasures.includes(name) ? tellingMeasures.indexOf(name) : Infinity)
  return placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)
}

/** One model's measures go by their own names, those of several with the target behind. */
const metricsOf = (kind: PredictedKind, { models, scored, data }: JudgedModels): readonly Metric[] => {
  const named = (target: string, name: string) => (kind === 'CHURN_RISK' ? name : `${name}@${target}`)
  const of = ({ target, measures, baseline, comparators }: ModelReport): readonly Metric[] => [
    ...Object.entries(measures)
      .sort(byTelling)
      .map(([name, value]) => ({ name: named(target, name), value })),
    ...(baseline === null ? [] : [{ name: named(target, 'lessLossThanBaseline'), value: baseline.margin.difference }]),
    ...comparators.map(({ family, margin }) => ({
      name: named(target, `lessLossThan:${family}`),
      value: margin.difference,
    })),
  ]
  return [
    ...models.flatMap(of),
    { name: 'holdoutCustomers', value: data.judgedRows },
    { name: 'customers', value: scored },
    {
      name: 'largestDrift',
      value: Math.max(0, ...models.flatMap(({ drift }) => drift.map(({ stabilityIndex }) => stabilityIndex))),
    },
  ]
}

const rowsOf = (kind: PredictedKind, items: Items, { columns }: JudgedModels): RunRows => {
  if (kind === 'CHURN_RISK') return churnScoreRows(churnScoresOf(items, columns))
  if (kind === 'PURCHASE') return purchaseRows(purchasesOf(items, columns))
  return nextOrderRows(nextOrdersOf(items))
}

/** Large drifts are told in the log as well: what is foretold of other people than it was learned from deserves a look. */
const alert = ({ log }: Pick<JobContext, 'log'>, kind: PredictedKind, { models }: JudgedModels): void => {
  const drifts = models.flatMap(({ target, drift }) => drift.map((own) => ({ target, ...own })))
  const major = drifts.filter(({ level }) => level === 'MAJOR')
  const moved = major.map(({ target, feature, stabilityIndex }) => ({
    target,
    feature: feature ?? 'scores',
    stabilityIndex,
  }))
  if (moved.length > 0) log.warn({ kind, drift: moved }, 'what is foretold, or what it is foretold from, has drifted')
  for (const { target, refusal } of models)
    if (refusal !== null) log.warn({ kind, target, refusal }, 'a model is not good enough to publish')
}

const write = async (
  context: Pick<JobContext, 'log'>,
  { kind, seed }: { readonly kind: PredictedKind; readonly seed: number },
  { items, budget }: { readonly items: Items; readonly budget: PredictionBudgetName },
  { complete, refuse, keepOut }: RunEnding,
): Promise<void> => {
  const first = await firstOf(items, kind)
  if (first.kind === 'insufficient') return refuse(first.missing)
  alert(context, kind, first)
  const outcome = {
    params: { recipes: first.recipes, budget, seed },
    metrics: metricsOf(kind, first),
    artefact: { spreads: first.spreads },
    report: reportOf(first.models, first.data),
  }
  if (first.refusal !== null) return keepOut(first.refusal, outcome)
  await complete([rowsOf(kind, items, first), artefactRows(first.artefact)], () => outcome)
}

const isPredicted = (kind: ModelRun['kind']): kind is PredictedKind => predictedKinds.some((known) => known === kind)

const isOpen = ({ status }: ModelRun): boolean => status === 'QUEUED' || status === 'TRAINING'

/** Runs of predictions, each on its own: one that fails leaves the others be. What everybody did is read once. */
export const computePredictions = async (context: JobContext<PredictionsInput>): Promise<void> => {
  const { database, signal, progress, input } = context
  const found = await findModelRuns(database, input.runIds)
  const runs = predictedKinds.flatMap((kind) => found.filter((run) => run.kind === kind && isOpen(run)))
  if (runs.length === 0) return
  const budget = input.budget ?? context.recommendationBudget
  const [{ asOf, seed, flowId }] = runs
  let items: Items | null = null
  const start = async (kinds: readonly PredictedKind[]): Promise<Items> => {
    const published = await readPublishedPredictions(database)
    const snapshots = await readSnapshots(context, asOf, predictionBudgets[budget], seed)
    const onProgress = (fraction: number) =>
      progress(runs.length * (0.25 + 0.75 * fraction), 'learning and foretelling')
    return streamTask('predictions', { kinds, ...snapshots, budget, seed, published }, { signal, onProgress })
  }
  const failures: unknown[] = []
  try {
    for (const [place, { id, kind }] of runs.entries()) {
      if (!isPredicted(kind)) continue
      const own = { ...context, input: { flowId, runId: id } }
      const attempt = computeRun(own, async (_, ending) => {
        const left = runs.slice(place).map((run) => run.kind)
        items ??= await start(left.filter(isPredicted))
        await write(context, { kind, seed }, { items, budget }, ending)
      })
      await attempt.catch((error) => {
        if (signal.aborted) throw error
        failures.push(error)
        // A thread that died took the others' results along; one whose results could not be written goes on with the next.
        if (error instanceof CodedError && error.code === 'COMPUTE_FAILED') items = null
      })
    }
  } finally {
    await (items as Items | null)?.return(undefined)
  }
  if (failures.length > 0) throw failures[0]
}
