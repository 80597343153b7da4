import type { PredictionTarget } from '../domain/prediction.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import { type Insufficient, insufficient } from '../models/fit.ts'
import type { PredictionBudget } from '../models/predictions/budget.ts'
import { chooseModel, type ModelChoice } from '../models/predictions/choose-model.ts'
import { fitRecipe, type Recipe } from '../models/predictions/learning-task.ts'
import { regressionTask } from '../models/predictions/regression-task.ts'
import { fitResidualBands, type ResidualBands } from '../models/predictions/residual-bands.ts'
import type { MeasuredTable } from '../models/regressors/family.ts'
import { labelledRows, type PastCut, partsOfCuts, selectCut } from './prediction-data.ts'

/** An amount to be foretold, how a past cut says what came; NaN: not of that person. */
export interface AmountTarget {
  readonly target: PredictionTarget
  readonly amountOf: (cut: PastCut, row: number) => number
  /** Of whom something came, as `InsufficientData` says what is missing. */
  readonly called: string
}

export interface TrainedAmount {
  readonly target: AmountTarget
  readonly choice: ModelChoice
  readonly judged: MeasuredTable
  /** The model in use: what was chosen, or the mean where that is no better beyond noise. */
  readonly recipe: Recipe
  readonly final: object
  readonly bands: ResidualBands
}

const fewest = 20
/** What lies above this part of all is taken for it: one wholesale order must not decide what everybody will spend. */
const mostShare = 0.995

const measured = (cuts: readonly PastCut[], { amountOf }: AmountTarget) => {
  const known = cuts.map((cut) => selectCut(cut, (row) => Number.isFinite(amountOf(cut, cut.rows[row]))))
  const { table, people, values } = labelledRows(known, amountOf)
  return { data: { table, targets: values }, people }
}

const capped = <Rows extends { readonly data: MeasuredTable }>(rows: Rows, most: number): Rows => ({
  ...rows,
  data: { ...rows.data, targets: rows.data.targets.map((target) => Math.min(most, target)) },
})

export const trainAmount = (
  cuts: readonly PastCut[],
  target: AmountTarget,
  {
    budget,
    seed,
    published,
  }: { readonly budget: PredictionBudget; readonly seed: number; readonly published: Recipe | null },
  tools: FitTools,
): TrainedAmount | Insufficient => {
  const parts = partsOfCuts(cuts)
  const [train, judgedRows, refit] = [parts.train, [parts.judged], parts.refit].map((part) => measured(part, target))
  const have = Math.min(train.people.length, judgedRows.people.length)
  if (have < fewest) return insufficient(target.called, have, fewest)
  const sorted = train.data.targets.toSorted()
  const most = sorted[Math.floor(mostShare * (sorted.length - 1))]
  const task = regressionTask()
  const judged = capped(judgedRows, most).data
  const choice = chooseModel(task, { train: capped(train, most), judged }, { budget, seed, published }, tools)
  const used = choice.beatsBaseline ? choice.chosen : choice.baseline
  const recipe = { family: used.family, options: used.options }
  const final = fitRecipe(task, recipe, capped(refit, most).data, { compute: tools.compute, seed })
  return { target, choice, judged, recipe, final, bands: fitResidualBands(used.predictions, judged.targets) }
}
