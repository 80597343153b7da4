import type { Compute } from '../../compute/compute.ts'
import type { Contributions, FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import type { FitMemory, TableShape } from '../classifiers/table-size.ts'

export interface MeasuredTable {
  readonly table: Table
  /** Per row what is to be foretold; finite. */
  readonly targets: Float64Array
}

/** One way to foretell an amount; everything else as for `ClassifierFamily`. Contributions add up to the prediction itself. */
export interface RegressorFamily<Options extends object = object, Model extends object = object> {
  readonly name: string
  readonly defaults: Options
  readonly space: Readonly<Partial<Record<keyof Options, readonly Options[keyof Options][]>>>
  readonly memory: (shape: TableShape, options: Options) => FitMemory
  readonly work: (shape: TableShape, options: Options) => number
  readonly fit: (data: MeasuredTable, options: Options, tools: FitTools) => Model
  readonly predict: (model: Model, table: Table, compute: Compute) => Float64Array
  readonly explain: (model: Model, table: Table, compute: Compute) => Contributions
  readonly importance: (model: Model) => Float64Array
}
