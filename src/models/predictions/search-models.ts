import type { FitTools } from '../classifiers/family.ts'
import { createRandom } from '../math/random.ts'
import type { PredictionBudget } from './budget.ts'
import { familyOf, fitRecipe, type LearningTask, type ModelFamily, type Recipe } from './learning-task.ts'

/** What became of one candidate. */
export interface ModelTrial extends Recipe {
  /** Mean loss out of fold; NaN where it could not be tried. */
  readonly loss: number
  /** Why it could not be tried. */
  readonly problem: string | null
}

/** More rows than this are told apart well enough by one part that is held out. */
const fewForFolds = 6000
const folds = 3

/** The defaults first, then draws from the space, none twice. */
const candidatesOf = <Data>(
  { alwaysTried, fixed: allFixed }: LearningTask<Data>,
  family: ModelFamily<Data>,
  configurations: number,
  seed: number,
): readonly Recipe[] => {
  const fixed = allFixed[family.name] ?? {}
  const random = createRandom(seed)
  const space = Object.entries(family.space).filter(([name]) => !(name in fixed))
  const found = new Map([[JSON.stringify(fixed), { family: family.name, options: fixed }]])
  for (let draw = 0; draw < 4 * configurations && found.size < configurations && space.length > 0; draw++) {
    const drawn = Object.fromEntries(space.map(([name, values]) => [name, values[random.integer(values.length)]]))
    const options = { ...fixed, ...drawn }
    const key = JSON.stringify({ ...family.defaults, ...options })
    if (key !== JSON.stringify({ ...family.defaults, ...fixed })) found.set(key, { family: family.name, options })
  }
  const always = alwaysTried.filter((recipe) => recipe.family === family.name)
  const [defaults, ...drawn] = found.values()
  return [defaults, ...always, ...drawn]
}

/** Per row its fold: rows of one person share theirs, so that nobody is both learned from and asked. */
const foldsOf = (people: Float64Array, seed: number): Uint8Array => {
  const random = createRandom(seed)
  const distinct = random.shuffle(new Set(people))
  const foldOf = new Map(distinct.map((person, place) => [person, place % folds]))
  return Uint8Array.from(people, (person) => foldOf.get(person) ?? 0)
}

/** Predictions of rows by models that did not see them; the rows that were asked. */
const predictOutOfFold = <Data>(
  task: LearningTask<Data>,
  recipe: Recipe,
  { data, foldOf, rounds }: { readonly data: Data; readonly foldOf: Uint8Array; readonly rounds: number },
  tools: FitTools,
) => {
  const asked = Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] < rounds)
  const placeOf = new Map(Array.from(asked, (row, place) => [row, place]))
  const predictions = new Float64Array(asked.length)
  for (let fold = 0; fold < rounds; fold++) {
    const rows = Int32Array.from(foldOf.keys())
    const learned = task.take(
      data,
      rows.filter((row) => foldOf[row] !== fold),
    )
    const own = rows.filter((row) => foldOf[row] === fold)
    const model = fitRecipe(task, recipe, learned, tools)
    const scores = familyOf(task, recipe.family).predict(model, task.tableOf(task.take(data, own)), tools.compute)
    own.forEach((row, at) => {
      predictions[placeOf.get(row) ?? 0] = scores[at]
    })
  }
  return { predictions, asked }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

export interface SearchedRows<Data> {
  readonly data: Data
  /** Per row whose it is. */
  readonly people: Float64Array
}

/**
 * Tries every family with its defaults and with options drawn from its space, as far as the work of the budget goes, on people whom the model did not learn from. Best first;
 * what throws, does not fit into memory or is too much work is left out with its reason. Deterministic: draws come from the seed, and the budget counts work.
 */
export const searchModels = <Data>(
  task: LearningTask<Data>,
  { data, people }: SearchedRows<Data>,
  budget: PredictionBudget,
  tools: FitTools,
): readonly ModelTrial[] => {
  const { rows, columns } = task.tableOf(data)
  const rounds = rows < fewForFolds ? Math.min(budget.rounds, folds) : 1
  const shape = { rows: Math.ceil((rows * (folds - 1)) / folds), columns }
  const foldOf = foldsOf(people, tools.seed)
  const baselines = new Set(task.baselines.map(({ family }) => family))
  const searched = task.families.filter(({ name }) => !baselines.has(name) && !budget.without.includes(name))
  const tryOne = (family: ModelFamily<Data>, recipe: Recipe, left: number): ModelTrial & { readonly work: number } => {
    const options = { ...family.defaults, ...recipe.options }
    const work = rounds * family.work(shape, options)
    const out = (problem: string) => ({ ...recipe, loss: Number.NaN, problem, work: 0 })
    if (rows < (budget.fewestRows[family.name] ?? 0)) return out('There are too few rows to be worth it.')
    if (work > left) return out('It is too much work for the budget.')
    if (family.memory(shape, options).fit > budget.bytes) return out('It takes more memory than the budget allows.')
    try {
      const own = { compute: tools.compute, seed: tools.seed }
      const { predictions, asked } = predictOutOfFold(task, recipe, { data, foldOf, rounds }, own)
      const loss = meanOf(task.judge(predictions, task.take(data, asked)).losses)
      return Number.isFinite(loss) ? { ...recipe, loss, problem: null, work } : out('Its predictions are no numbers.')
    } catch (error) {
      return out(error instanceof Error ? error.message : String(error))
    }
  }
  const trials = searched.flatMap((family, place) => {
    let left = budget.work
    return candidatesOf(task, family, budget.configurations, tools.seed).map((recipe) => {
      const { work, ...trial } = tryOne(family, recipe, left)
      left -= work
      tools.report?.((place + 1) / searched.length)
      return trial
    })
  })
  const rank = ({ loss }: ModelTrial) => (Number.isNaN(loss) ? Infinity : loss)
  return trials.sort((a, b) => rank(a) - rank(b))
}
