import type { PredictionTarget } from '../domain/prediction.ts'
import type { FitTools, LabelledTable } from '../models/classifiers/family.ts'
import { leakingColumns } from '../models/classifiers/leaking-columns.ts'
import type { Column } from '../models/classifiers/table.ts'
import { type Insufficient, insufficient } from '../models/fit.ts'
import type { PredictionBudget } from '../models/predictions/budget.ts'
import { calibrateOutOfFold } from '../models/predictions/calibration.ts'
import { chooseModel, type ModelChoice } from '../models/predictions/choose-model.ts'
import { classificationTask } from '../models/predictions/classification-task.ts'
import { inColumns } from '../models/predictions/cut.ts'
import { fitRecipe, type Recipe } from '../models/predictions/learning-task.ts'
import type { CalibratedModel } from '../models/predictions/score-block.ts'
import { labelledRows, type PastCut, partsOfCuts } from './prediction-data.ts'

/** What is to be foretold, how a past cut says what came, and of whom. */
export interface ClassificationTarget {
  readonly target: PredictionTarget
  readonly labelOf: (cut: PastCut, row: number) => number
  /** Of what BG/NBD foretells; 0: each person their own; null: not about purchases. */
  readonly horizonDays: number | null
  /** Said of those whose label is 1 and 0, as `InsufficientData` says what is missing. */
  readonly called: readonly [one: string, zero: string]
}

/** Newest first. The newest judges what was learned from the others; then the oldest is left out and all is learned anew. */
export type PastCuts = readonly PastCut[]

export interface TrainedClassifier {
  readonly choice: ModelChoice
  readonly judged: LabelledTable
  readonly columns: readonly Column[]
  readonly leaks: readonly string[]
  /** Fitted on the newest outcomes, with the calibration of the judged ones; null: not good enough. */
  readonly final: CalibratedModel | null
  readonly rows: { readonly trained: number; readonly judged: number; readonly refitted: number }
}

/** Fewer of either outcome than this, learned from or judged by, tell nothing apart. */
const fewestOutcomes = 10

const missingIn = (labels: Uint8Array, [one, zero]: readonly [string, string]): Insufficient | null => {
  const ones = labels.reduce((sum, label) => sum + label, 0)
  if (ones < fewestOutcomes) return insufficient(one, ones, fewestOutcomes)
  const zeros = labels.length - ones
  return zeros < fewestOutcomes ? insufficient(zero, zeros, fewestOutcomes) : null
}

/** Traits are as they are today: one that was set because of the outcome tells it. What is counted before the cut cannot. */
const leaksOf = (data: LabelledTable): readonly string[] => {
  const traits = data.table.columns.filter(({ name }) => name.startsWith('trait:'))
  return leakingColumns({ ...data, table: inColumns(data.table, traits) })
}

const without = (data: LabelledTable, columns: readonly Column[]): LabelledTable =>
  columns.length === data.table.columns.length ? data : { ...data, table: inColumns(data.table, columns) }

const labelled = (cuts: PastCuts, labelOf: ClassificationTarget['labelOf']) => {
  const { table, people, values } = labelledRows(cuts, labelOf)
  return { data: { table, labels: Uint8Array.from(values), people }, people }
}

export const taskOf = ({ horizonDays }: Pick<ClassificationTarget, 'horizonDays'>) =>
  classificationTask({ horizonDays })

/** Chooses and judges a model, and fits it anew on the newest outcomes; or says what is missing. */
export const trainClassifier = (
  cuts: PastCuts,
  { labelOf, horizonDays, called }: ClassificationTarget,
  {
    budget,
    seed,
    published,
  }: { readonly budget: PredictionBudget; readonly seed: number; readonly published: Recipe | null },
  tools: FitTools,
): TrainedClassifier | Insufficient => {
  const parts = partsOfCuts(cuts)
  const [train, judgedRows, refit] = [parts.train, [parts.judged], parts.refit].map((part) => labelled(part, labelOf))
  const missing = missingIn(judgedRows.data.labels, called) ?? missingIn(train.data.labels, called)
  if (missing !== null) return missing
  const leaks = leaksOf(train.data)
  const columns = train.data.table.columns.filter(({ name }) => !leaks.includes(name))
  const task = taskOf({ horizonDays })
  const judged = without(judgedRows.data, columns)
  const learned = { data: without(train.data, columns), people: train.people }
  const choice = chooseModel(task, { train: learned, judged }, { budget, seed, published }, tools)
  const { family, options, raw } = choice.chosen
  const rows = { trained: learned.people.length, judged: judged.labels.length, refitted: refit.people.length }
  if (!choice.beatsBaseline) return { choice, judged, columns, leaks, final: null, rows }
  const model = fitRecipe(task, { family, options }, without(refit.data, columns), { compute: tools.compute, seed })
  const { calibration } = calibrateOutOfFold(raw, judged.labels)
  return { choice, judged, columns, leaks, final: { family, options, model, calibration }, rows }
}
