import type { FitTools } from '../classifiers/family.ts'
import { type LossMargin, pairedLosses } from '../evaluation/paired-losses.ts'
import type { PredictionBudget } from './budget.ts'
import { familyOf, fitRecipe, type Judged, type LearningTask, type Recipe } from './learning-task.ts'
import { type ModelTrial, type SearchedRows, searchModels } from './search-models.ts'

/** A model on the rows that judge. */
export interface JudgedModel extends Judged, Recipe {
  readonly model: object
  /** As the model says them. */
  readonly raw: Float64Array
  readonly measures: Readonly<Record<string, number>>
}

export interface ModelRival extends JudgedModel {
  /** By how much what was chosen loses less. */
  readonly margin: LossMargin
}

export interface ModelChoice {
  readonly chosen: JudgedModel
  readonly baseline: ModelRival
  /** null where nothing is published, or where it can no longer be fitted. */
  readonly champion: ModelRival | null
  readonly championKept: boolean | null
  /** What was found instead, where the champion was kept. */
  readonly challenger: ModelRival | null
  readonly comparators: readonly ModelRival[]
  readonly trials: readonly ModelTrial[]
  /** Beyond noise. */
  readonly beatsBaseline: boolean
}

export interface ChooseModelOptions {
  readonly budget: PredictionBudget
  readonly seed: number
  /** What is published now; null before the first. */
  readonly published: Recipe | null
}

const judgeRecipe = <Data>(
  task: LearningTask<Data>,
  recipe: Recipe,
  train: Data,
  judged: Data,
  tools: FitTools,
): JudgedModel => {
  const model = fitRecipe(task, recipe, train, tools)
  const raw = familyOf(task, recipe.family).predict(model, task.tableOf(judged), tools.compute)
  const { predictions, losses } = task.judge(raw, judged)
  return { ...recipe, model, raw, predictions, losses, measures: task.measures(predictions, judged) }
}

/** null where it cannot be fitted: a recipe that cannot be run has no claim to be published. */
const ifPossible = (judge: () => JudgedModel): JudgedModel | null => {
  try {
    return judge()
  } catch {
    return null
  }
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const bestOf = (models: readonly JudgedModel[]): JudgedModel =>
  models.reduce((best, next) => (mean(next.losses) < mean(best.losses) ? next : best))

/** Two recipes of one family may differ by next to nothing, and surely so: less than this part of the loss is no reason to change. */
const worthAChange = 0.01

const isClearlyBetter = (best: JudgedModel, kept: JudgedModel, { difference, low }: LossMargin): boolean =>
  best !== kept && low > 0 && difference > worthAChange * mean(kept.losses)

const isSame = (a: Recipe, b: Recipe): boolean =>
  a.family === b.family && JSON.stringify(a.options) === JSON.stringify(b.options)

/**
 * Chooses a model by people it did not learn from, and judges it on outcomes that came later than all it learned from, beside the naive ones and beside the recipe that is published, which stays
 * unless what was found loses less beyond noise. Deterministic for the same data, seed and budget.
 * @throws Error with a readable sentence where not one candidate can be fitted
 */
export const chooseModel = <Data>(
  task: LearningTask<Data>,
  { train, judged }: { readonly train: SearchedRows<Data>; readonly judged: Data },
  { budget, seed, published }: ChooseModelOptions,
  tools: FitTools,
): ModelChoice => {
  const own = { compute: tools.compute, seed }
  const trials = searchModels(task, train, budget, { ...own, report: (part) => tools.report?.(0.7 * part) })
  const judge = (recipe: Recipe) => judgeRecipe(task, recipe, train.data, judged, own)
  const baseline = bestOf(task.baselines.flatMap((recipe) => ifPossible(() => judge(recipe)) ?? []))
  const kept = published === null ? null : ifPossible(() => judge(published))
  let found: JudgedModel | null = null
  for (const { family, options } of trials.filter(({ problem }) => problem === null)) {
    found = kept !== null && isSame(kept, { family, options }) ? kept : ifPossible(() => judge({ family, options }))
    if (found !== null) break
  }
  if (found === null && kept === null)
    throw new Error(`No model could be fitted: ${trials[0]?.problem ?? 'there is none to try.'}`)
  tools.report?.(0.85)
  const over = (model: JudgedModel, other: JudgedModel) => pairedLosses(model.losses, other.losses, seed)
  const best = found ?? (kept as JudgedModel)
  const replaces = kept === null || isClearlyBetter(best, kept, over(best, kept))
  const chosen = replaces ? best : kept
  const rival = (other: JudgedModel): ModelRival => ({ ...other, margin: over(chosen, other) })
  const compared = task.comparators.filter((name) => name !== chosen.family)
  const comparators = compared.flatMap(
    (family) => ifPossible(() => judge({ family, options: task.fixed[family] ?? {} })) ?? [],
  )
  tools.report?.(1)
  const beaten = rival(baseline)
  return {
    chosen,
    baseline: beaten,
    champion: kept === null ? null : rival(kept),
    championKept: kept === null ? null : chosen === kept,
    challenger: chosen === best ? null : rival(best),
    comparators: comparators.map(rival),
    trials,
    beatsBaseline: beaten.margin.low > 0,
  }
}
