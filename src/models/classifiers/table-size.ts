import type { Column, Table } from './table.ts'

/** What is told of a table before it is read. */
export type TableShape = Pick<Table, 'rows' | 'columns'>

/** Bytes: of a fitted model, and the most that fitting takes beside its data. */
export interface FitMemory {
  readonly model: number
  readonly fit: number
}

/** The columns as a model keeps them: about what their names and levels take. */
export const bytesOfColumns = (columns: readonly Column[]): number =>
  columns.reduce((sum, column) => {
    const levels = column.kind === 'CATEGORY' ? column.levels : []
    return sum + 64 + 2 * column.name.length + levels.reduce((sum, level) => sum + 8 + 2 * level.length, 0)
  }, 256)

/** The cells: what it takes to read them in the codes of a model, where those of the table are others. */
export const bytesOfCells = ({ rows, columns }: TableShape): number => 4 * rows * columns.length

const levelsOf = (column: Column): number => (column.kind === 'CATEGORY' ? column.levels.length : 0)

/** Features that an encoder makes of the columns at most, with bends at `knots` quantiles of a number and of their own for `levels` levels. */
export const widestEncoding = (columns: readonly Column[], knots = 0, levels = 40): number =>
  columns.reduce(
    (sum, column) => sum + (column.kind === 'NUMBER' ? 2 + knots : 2 + Math.min(levels, levelsOf(column))),
    0,
  )
