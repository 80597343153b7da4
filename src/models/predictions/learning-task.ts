import type { Compute } from '../../compute/compute.ts'
import type { Contributions, FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import type { FitMemory, TableShape } from '../classifiers/table-size.ts'

/** A family of classifiers or of regressors, by what it is fitted on. */
export interface ModelFamily<Data> {
  readonly name: string
  readonly defaults: object
  readonly space: Readonly<Record<string, readonly unknown[]>>
  readonly memory: (shape: TableShape, options: object) => FitMemory
  readonly work: (shape: TableShape, options: object) => number
  readonly fit: (data: Data, options: object, tools: FitTools) => object
  readonly predict: (model: object, table: Table, compute: Compute) => Float64Array
  readonly explain: (model: object, table: Table, compute: Compute) => Contributions
  readonly importance: (model: object) => Float64Array
}

/** What fits a model again: a family by name, and changes to its defaults. */
export interface Recipe {
  readonly family: string
  readonly options: Readonly<Record<string, unknown>>
}

/** Predictions as they count: of probabilities those of a calibration that did not see the row. */
export interface Judged {
  readonly predictions: Float64Array
  /** Per row; lower is better. */
  readonly losses: Float64Array
}

/** What is to be learned, of whatever kind. */
export interface LearningTask<Data> {
  readonly families: readonly ModelFamily<Data>[]
  /** The naive ones, which have to be beaten; no candidates themselves. */
  readonly baselines: readonly Recipe[]
  /** Options that the task itself decides, by family. */
  readonly fixed: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Tried within every budget beside the defaults. */
  readonly alwaysTried: readonly Recipe[]
  /** Candidates whose line is always told. */
  readonly comparators: readonly string[]
  /** As losses are called. */
  readonly measure: string
  readonly tableOf: (data: Data) => Table
  readonly take: (data: Data, rows: ArrayLike<number>) => Data
  readonly judge: (predictions: Float64Array, data: Data) => Judged
  readonly measures: (predictions: Float64Array, data: Data) => Readonly<Record<string, number>>
}

/** @throws Error where there is no such family */
export const familyOf = <Data>({ families }: Pick<LearningTask<Data>, 'families'>, name: string): ModelFamily<Data> => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`There is no family of models named ${name}.`)
  return family
}

/** Fits a recipe. */
export const fitRecipe = <Data>(task: LearningTask<Data>, { family, options }: Recipe, data: Data, tools: FitTools) => {
  const found = familyOf(task, family)
  return found.fit(data, { ...found.defaults, ...options }, tools)
}
