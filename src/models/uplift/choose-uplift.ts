import type { Contributions, FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import { createRandom } from '../math/random.ts'
import { inColumns } from '../predictions/cut.ts'
import { upliftFamilyNamed } from './families.ts'
import { qiniArea, rankBy } from './qini.ts'
import { type TreatedTable, takeTreated } from './treated-table.ts'
import { type UpliftOptions, upliftOf } from './uplift-family.ts'

/** What fits an uplift model again. */
export interface UpliftRecipe extends UpliftOptions {
  readonly learner: string
  /** Only columns whose names begin so are learned from; absent: all. */
  readonly columns?: readonly string[]
}

const seenBy = ({ columns: names }: Pick<UpliftRecipe, 'columns'>, table: Table): Table =>
  names === undefined
    ? table
    : inColumns(
        table,
        table.columns.filter(({ name }) => names.some((beginning) => name.startsWith(beginning))),
      )

/** Contributions of all columns of a table by those of the ones that were seen: the others have none. */
const spreadOut = ({ base, values }: Contributions, seen: Table, table: Table): Contributions => {
  if (seen === table) return { base, values }
  const all = new Float64Array(table.rows * table.columns.length)
  seen.columns.forEach(({ name }, own) => {
    const place = table.columns.findIndex((column) => column.name === name)
    for (let row = 0; row < table.rows; row++)
      all[row * table.columns.length + place] = values[row * seen.columns.length + own]
  })
  return { base, values: all }
}

const on = (
  learner: string,
  classifier: string,
  classifierOptions: UpliftRecipe['classifierOptions'],
): UpliftRecipe => ({
  learner,
  classifier,
  classifierOptions,
})
const additive = ['additive-logistic-regression', { strength: 30 }] as const
/** For many columns and few rows: most columns fall away. */
const fewColumns = ['logistic-regression', { penalty: 'L1', strength: 60 }] as const
const smallTrees = ['gradient-boosted-trees', { leaves: 4 }] as const

/** What a choice is made among, the one that is kept while nothing is clearly better first. */
export const upliftCandidates: readonly UpliftRecipe[] = [
  on('t-learner', ...additive),
  on('s-learner', ...additive),
  on('x-learner', ...additive),
  on('class-transformation', ...additive),
  on('dr-learner', ...additive),
  on('t-learner', 'logistic-regression', { strength: 30 }),
  on('s-learner', ...smallTrees),
  on('t-learner', ...fewColumns),
  on('s-learner', ...fewColumns),
]

/** Fits a recipe; says what it foretells of a table, and why. */
export const fitUplift = ({ learner, columns, ...options }: UpliftRecipe, data: TreatedTable, tools: FitTools) => {
  const family = upliftFamilyNamed(learner)
  const model = family.fit({ ...data, table: seenBy({ columns }, data.table) }, options, tools)
  return {
    predict: (table: Table) => family.predict(model, seenBy({ columns }, table), tools.compute),
    explain: (table: Table): Contributions => {
      const seen = seenBy({ columns }, table)
      return spreadOut(family.explain(model, seen, tools.compute), seen, table)
    },
  }
}

/** Per row its fold, the same for all rows of a person; arms and outcomes are mixed as chance has it. */
export const foldsOfPeople = ({ table, people }: TreatedTable, folds: number, seed: number): Uint8Array => {
  const random = createRandom(seed)
  const whose = people ?? Float64Array.from({ length: table.rows }, (_, row) => row)
  const foldOf = new Map(random.shuffle(new Set(whose)).map((person, place) => [person, place % folds]))
  return Uint8Array.from(whose, (person) => foldOf.get(person) ?? 0)
}

/** Without and with treatment per row, each by a model that saw nothing of the row's person. `recipeOf` is asked once a fold, with what may be learned from. */
export const predictUpliftOutOfFold = (
  data: TreatedTable,
  foldOf: Uint8Array,
  recipeOf: (learned: TreatedTable) => UpliftRecipe,
  tools: FitTools,
) => {
  const rows = Int32Array.from(foldOf.keys())
  const without = new Float64Array(rows.length)
  const having = new Float64Array(rows.length)
  const recipes: UpliftRecipe[] = []
  const folds = foldOf.reduce((most, fold) => Math.max(most, fold + 1), 0)
  for (let fold = 0; fold < folds; fold++) {
    const own = rows.filter((row) => foldOf[row] === fold)
    const learned = takeTreated(
      data,
      rows.filter((row) => foldOf[row] !== fold),
    )
    const recipe = recipeOf(learned)
    const told = fitUplift(recipe, learned, tools).predict(takeRows(data.table, own))
    recipes.push(recipe)
    own.forEach((row, at) => {
      without[row] = told.without[at]
      having[row] = told.with[at]
    })
  }
  return { without, with: having, recipes }
}

export interface UpliftTrial extends UpliftRecipe {
  /** Out of fold; NaN where it could not be tried. */
  readonly qini: number
  /** In how many of a hundred draws of the rows it ranks better than the first candidate. */
  readonly chance: number
  /** Why it could not be tried. */
  readonly problem: string | null
}

/** Of fewer rows each half teaches too little to be judged by. */
const manyRows = 20_000
const draws = 60
/** So sure that a candidate is better than the first one: Qini is noisy, and the best of several is so by luck. */
const sure = 0.8

/** The share of draws (rows with replacement) in which one ranking's Qini is above the other's. */
const chanceOf = (uplift: Float64Array, other: Float64Array, data: TreatedTable, seed: number): number => {
  const random = createRandom(seed)
  const [own, against] = [rankBy(uplift), rankBy(other)]
  const counts = new Uint16Array(uplift.length)
  let better = 0
  for (let draw = 0; draw < draws; draw++) {
    counts.fill(0)
    for (let at = 0; at < counts.length; at++) counts[random.integer(counts.length)]++
    if (qiniArea(own, data, counts) > qiniArea(against, data, counts)) better++
  }
  return better / draws
}

/**
 * Tries candidates out of fold, two folds of people or five of few, and takes the first unless another's Qini is higher, and so in four of five draws of the rows. Deterministic.
 * @throws Error with the first problem where none can be fitted
 */
export const chooseUplift = (
  data: TreatedTable,
  tools: FitTools,
  candidates: readonly UpliftRecipe[] = upliftCandidates,
): { readonly recipe: UpliftRecipe; readonly trials: readonly UpliftTrial[] } => {
  const foldOf = foldsOfPeople(data, data.table.rows < manyRows ? 5 : 2, tools.seed)
  let first: Float64Array | null = null
  const trials = candidates.map((recipe, place): UpliftTrial => {
    try {
      const uplift = upliftOf(predictUpliftOutOfFold(data, foldOf, () => recipe, { ...tools, report: undefined }))
      tools.report?.((place + 1) / candidates.length)
      const chance = first === null ? 1 : chanceOf(uplift, first, data, tools.seed)
      first ??= uplift
      return { ...recipe, qini: qiniArea(rankBy(uplift), data), chance, problem: null }
    } catch (error) {
      return { ...recipe, qini: Number.NaN, chance: 0, problem: error instanceof Error ? error.message : String(error) }
    }
  })
  const tried = trials.filter(({ problem }) => problem === null)
  if (tried.length === 0) throw new Error(trials[0].problem ?? 'There is no learner to try.')
  const {
    qini: _qini,
    chance: _chance,
    problem: _problem,
    ...recipe
  } = tried
    .filter(({ chance }) => chance >= sure)
    .reduce((best, next) => (next.qini > best.qini ? next : best), tried[0])
  return { recipe, trials }
}
