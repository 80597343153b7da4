import { bytesOfCells, bytesOfColumns, type FitMemory, type TableShape } from '../classifiers/table-size.ts'
import type { BoostOptions } from './options.ts'

/** Bytes of a node, with its part of what names the arrays. */
const ofOneNode = 68
/** A cell's part in the sums of one level of a tree, in nanoseconds. */
const ofOneCell = 1.5
/** Levels of a tree that all rows are gone through, the larger sides of splits being what is left. */
const levels = 3
/** Finding the best split of one column, at so many bins: once for each node. */
const ofOneBin = 6

const groups = (columns: number): number => 8 * Math.ceil(columns / 8)

/** Model and fit of the most trees; it mostly stops earlier. */
export const treesMemory = (shape: TableShape, options: BoostOptions): FitMemory => {
  const { rows, columns } = shape
  const { trees, leaves, bins } = options
  const levelsOf = columns.reduce((sum, column) => sum + (column.kind === 'CATEGORY' ? column.levels.length : 0), 0)
  const model = bytesOfColumns(columns) + columns.length * (4 * bins + 64) + levelsOf + ofOneNode * trees * 2 * leaves
  const sums = 16 * (bins + 1) * columns.length * (leaves + 17)
  return { model, fit: 2 * model + bytesOfCells(shape) + rows * (groups(columns.length) + 52) + sums }
}

/** All trees, once; and once more where they are grown again from all rows. */
export const treesWork = ({ rows, columns }: TableShape, options: BoostOptions): number => {
  const { trees, leaves, bins, heldOut, refitRows } = options
  const times = heldOut > 0 && rows <= refitRows ? 2 : 1
  const ofOneTree = rows * (levels * ofOneCell * columns.length + 30) + ofOneBin * 2 * leaves * bins * columns.length
  return 50 * rows * columns.length + times * trees * ofOneTree
}
