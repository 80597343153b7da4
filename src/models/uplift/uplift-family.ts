import type { Compute } from '../../compute/compute.ts'
import type { Contributions, FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import type { TreatedTable } from './treated-table.ts'

/** Per row the probability of the outcome without the treatment and with it; the uplift is their difference. */
export interface UpliftPrediction {
  readonly without: Float64Array
  readonly with: Float64Array
}

/** What a learner is built on. */
export interface UpliftOptions {
  /** A family of classifiers, by name. */
  readonly classifier: string
  /** Changes to that family's defaults. */
  readonly classifierOptions: Readonly<Record<string, unknown>>
}

/**
 * One way to tell what a treatment changes about each person. Models are plain frozen data, as those of classifiers are, and know columns by name. The data come from an experiment: who is treated
 * depends on chance, or on nothing that is not in the table.
 */
export interface UpliftFamily<Model extends object = object> {
  /** kebab-case. */
  readonly name: string
  readonly defaults: UpliftOptions
  /** @throws Error with a readable sentence: one arm only, an arm where it always or never happened, an unknown classifier, too few rows */
  readonly fit: (data: TreatedTable, options: UpliftOptions, tools: FitTools) => Model
  /** Probabilities within [0, 1], finite. */
  readonly predict: (model: Model, table: Table, compute: Compute) => UpliftPrediction
  /** In points of probability: base + the sum of a row's contributions is its uplift before it is cut to what probabilities can differ by. */
  readonly explain: (model: Model, table: Table, compute: Compute) => Contributions
}

export const upliftOf = ({ without, with: having }: UpliftPrediction): Float64Array =>
  having.map((p, row) => p - without[row])
