import type { PredictionTarget } from '../domain/prediction.ts'
import type {
  Distribution,
  Drift,
  DriftLevel,
  GroupReport,
  ModelReport,
  PredictionReport,
  ReliabilityRow,
  Rival,
} from '../domain/prediction-report.ts'
import { behaviourGroups } from '../features/behaviour-groups.ts'
import type { LabelledTable } from '../models/classifiers/family.ts'
import type { Table } from '../models/classifiers/table.ts'
import { reliabilityTable } from '../models/evaluation/reliability-table.ts'
import { stabilityIndex } from '../models/evaluation/stability-index.ts'
import type { ModelChoice, ModelRival } from '../models/predictions/choose-model.ts'
import { classificationMeasures } from '../models/predictions/classification-task.ts'
import { type ColumnSpread, sharesNow, sharesWithin } from '../models/predictions/distributions.ts'
import { fewestInGroup, judgeProbabilityGroup } from '../models/predictions/groups.ts'

export const moderateDrift = 0.1
export const majorDrift = 0.25

export const driftLevelOf = (index: number): DriftLevel => {
  if (index >= majorDrift) return 'MAJOR'
  return index >= moderateDrift ? 'MODERATE' : 'NONE'
}

const drift = (feature: string | null, index: number): Drift => ({
  feature,
  stabilityIndex: index,
  level: driftLevelOf(index),
})

/** How features are spread now, held against how they were when the published run was made; the largest first. */
export const featureDrift = (before: readonly ColumnSpread[], table: Table): readonly Drift[] =>
  before
    .flatMap((spread) => {
      const now = sharesNow(spread, table)
      return now === null ? [] : [drift(spread.name, stabilityIndex(spread.shares, now))]
    })
    .sort((a, b) => b.stabilityIndex - a.stabilityIndex)

/** Scores of two models of the same people fall to this and that side of an edge: bins share with their neighbours, and hold something each. */
const smoothed = (shares: readonly number[]): readonly number[] =>
  shares.map((share, bin) => (2 * share + (shares[bin - 1] ?? share) + (shares[bin + 1] ?? share)) / 4)

/** Two and two. */
const merged = (shares: readonly number[]): readonly number[] =>
  Array.from({ length: Math.ceil(shares.length / 2) }, (_, bin) => shares[2 * bin] + (shares[2 * bin + 1] ?? 0))

const leastShare = 0.005

const scoreStability = (before: readonly number[], now: readonly number[]): number => {
  const [was, is] = [before, now].map((shares) => smoothed(merged(shares)))
  return stabilityIndex(was, is, leastShare)
}

export const scoreDrift = (before: Distribution | undefined, scores: Float64Array): readonly Drift[] =>
  before === undefined || scores.length === 0
    ? []
    : [drift(null, scoreStability(before.shares, sharesWithin(scores, before.edges)))]

const ranks: readonly DriftLevel[] = ['NONE', 'MODERATE', 'MAJOR']

export const largestDrift = (models: readonly Pick<ModelReport, 'drift'>[]): DriftLevel =>
  ranks[Math.max(0, ...models.flatMap((model) => model.drift.map(({ level }) => ranks.indexOf(level))))]

export const rivalOf = ({ family, options, measures, margin }: ModelRival, measure: string): Rival => ({
  family,
  options,
  measures,
  margin: { measure, ...margin },
})

/** Of so many features the importance is told. */
const mostImportances = 25

export const importancesOf = (columns: readonly { readonly name: string }[], importance: Float64Array) =>
  columns
    .map(({ name }, place) => ({ feature: name, importance: importance[place] }))
    .sort((a, b) => b.importance - a.importance)
    .slice(0, mostImportances)

export const reliabilityOf = (probabilities: Float64Array, labels: Uint8Array): readonly ReliabilityRow[] =>
  reliabilityTable(probabilities, labels).map(({ actual: { value, low, high }, ...bin }) => ({
    ...bin,
    actual: value,
    low,
    high,
  }))

/** Of groups of at least so many rows. */
export const probabilityGroups = (
  { table, labels }: LabelledTable,
  probabilities: Float64Array,
): readonly GroupReport[] =>
  behaviourGroups(table).flatMap(({ by, value, rows }) => {
    if (rows.length < fewestInGroup) return []
    const own = Float64Array.from(rows, (row) => probabilities[row])
    const actual = Uint8Array.from(rows, (row) => labels[row])
    return [{ by, value, ...judgeProbabilityGroup(own, actual, classificationMeasures(own, actual)) }]
  })

/** What is told of a choice, whatever was chosen. */
export const choiceReport = (choice: ModelChoice, measure: string) => ({
  family: choice.chosen.family,
  options: choice.chosen.options,
  measures: choice.chosen.measures,
  baseline: rivalOf(choice.baseline, measure),
  champion: choice.champion && rivalOf(choice.champion, measure),
  championKept: choice.championKept,
  comparators: [...choice.comparators, ...(choice.challenger ? [choice.challenger] : [])].map((model) =>
    rivalOf(model, measure),
  ),
  trials: choice.trials.map(({ family, options, loss, problem }) => ({
    family,
    options,
    loss: Number.isNaN(loss) ? null : loss,
    problem,
  })),
})

const digits = (value: number): string => value.toFixed(4)

/** Why a model is not published; null where it is. */
export const refusalOf = (target: PredictionTarget, choice: ModelChoice, rows: number): ModelReport['refusal'] => {
  if (choice.beatsBaseline) return null
  const { family, margin } = choice.baseline
  const message =
    `For ${target} ${choice.chosen.family} is no better than ${family} beyond noise ` +
    `(${digits(margin.difference)} less loss a person, 95 % from ${digits(margin.low)} to ${digits(margin.high)}, on ${rows} people judged later than all that was learned from): what is published stays.`
  return { code: 'GATE_BASELINE_WON', message }
}

export const reportOf = (models: readonly ModelReport[], data: PredictionReport['data']): PredictionReport => ({
  models,
  data,
  driftLevel: largestDrift(models),
})
