import type { Column } from '../classifiers/table.ts'
import { bytesOfCells, bytesOfColumns, type FitMemory, type TableShape } from '../classifiers/table-size.ts'
import { searchRows } from './choose-structure.ts'
import { mostCells } from './family-score.ts'
import type { BayesianOptions } from './fit-bayesian-network.ts'

const statesOf = (column: Column, { bins, levels }: BayesianOptions): number =>
  1 + (column.kind === 'NUMBER' ? bins : Math.min(levels, column.levels.length))

/** Cells of a node's table at most: all combinations with its largest parents, and no more than what rows can pay for by the criterion. */
const cellsOf = (own: number, largest: number, rows: number, maxParents: number): number =>
  Math.min(mostCells, own * largest ** maxParents, 64 + (8 * rows) / Math.log(rows + 2))

/** Tables, and as many weights, shares of rows and Shapley values; beside the states of all cells. */
export const bayesianMemory = (shape: TableShape, options: BayesianOptions): FitMemory => {
  const { rows, columns } = shape
  const sizes = columns.map((column) => statesOf(column, options))
  const largest = sizes.reduce((most, size) => Math.max(most, size), 2)
  const cells = sizes.reduce((sum, own) => sum + cellsOf(own, largest, rows, options.maxParents), 2)
  const names = sizes.reduce((sum, own) => sum + 64 * own, 0)
  const model = 2 * bytesOfColumns(columns) + names + 512 * columns.length + 8 * cells * (3 + options.maxParents)
  return { model, fit: model + bytesOfCells(shape) + rows * (columns.length + 60) }
}

/** Cutting and counting go over all rows; the search over some families per pair of columns, on the rows it looks at. */
export const bayesianWork = ({ rows, columns }: TableShape): number => {
  const nodes = columns.length + 1
  return 90 * rows * nodes + 22 * nodes * nodes * Math.min(rows, 2 * searchRows)
}
