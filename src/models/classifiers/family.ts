import type { Compute } from '../../compute/compute.ts'
import type { Table } from './table.ts'
import type { FitMemory, TableShape } from './table-size.ts'

export interface LabelledTable {
  readonly table: Table
  /** Per row 1 or 0. */
  readonly labels: Uint8Array
  /** Per row whom it is about, where somebody has several rows (at several cuts): families that hold a part back hold back people, not rows. */
  readonly people?: Float64Array
}

/** What a fit is handed beside its data: its speed, its randomness, and whom to tell how far it is (0..1). */
export interface FitTools {
  readonly compute: Compute
  readonly seed: number
  readonly report?: (fraction: number) => void
}

/** Why scores are what they are: per row, base + the sum of its contributions is the logit of the uncalibrated probability (to rounding). */
export interface Contributions {
  readonly base: number
  /** rows x columns of the table, row-major. */
  readonly values: Float64Array
}

/**
 * One way to tell 1 from 0. A model is a plain frozen object of numbers, strings and typed arrays (it survives `modelToBytes`); it knows its columns by name and refuses
 * a table with others. Missing values are dealt with inside, on purpose, as its docstring says. The same data, options and seed give the same model.
 */
export interface ClassifierFamily<Options extends object = object, Model extends object = object> {
  /** kebab-case, as in parameters of runs and in tables. */
  readonly name: string
  readonly defaults: Options
  /** Where a search may look: per option the values worth trying. */
  readonly space: Readonly<Partial<Record<keyof Options, readonly Options[keyof Options][]>>>
  /** Bytes the fitted model takes, and the most that fitting takes beside its data: what a gate checks before it tries. */
  readonly memory: (shape: TableShape, options: Options) => FitMemory
  /** Steps of the inner loops of a fit, weighed to about a nanosecond of one core each: what a budget counts. Told by sizes alone, so that it is the same everywhere. */
  readonly work: (shape: TableShape, options: Options) => number
  /** @throws Error with a readable sentence: one class only, too few rows, no usable column, not converged */
  readonly fit: (data: LabelledTable, options: Options, tools: FitTools) => Model
  /** Probability of 1 per row, within (0, 1), finite. */
  readonly predict: (model: Model, table: Table, compute: Compute) => Float64Array
  /** Exact for linear and additive models, Shapley values for trees, sampled or path-integrated ones for networks (the docstring says which and how exact). */
  readonly explain: (model: Model, table: Table, compute: Compute) => Contributions
  /** Per column 0 or more, adding up to 1: how much the model owes to it. */
  readonly importance: (model: Model) => Float64Array
}
