import { alignTable } from '../classifiers/align-table.ts'
import type { Column } from '../classifiers/table.ts'
import { bytesOfCells, bytesOfColumns } from '../classifiers/table-size.ts'
import { shares } from '../math/shares.ts'
import { checkTargets } from './check-targets.ts'
import type { RegressorFamily } from './family.ts'

interface Mean {
  readonly columns: readonly Column[]
  readonly mean: number
}

/** Foretells the mean of what was seen, whoever it is. What knows anything must beat it; it reads no column, so missing values are nothing to it. */
export const mean: RegressorFamily<object, Mean> = {
  name: 'mean',
  defaults: {},
  space: {},
  memory: (shape) => ({
    model: bytesOfColumns(shape.columns),
    fit: bytesOfColumns(shape.columns) + bytesOfCells(shape),
  }),
  work: ({ rows, columns }) => rows * (columns.length + 10),
  fit: (data) => {
    checkTargets(data)
    const { table, targets } = data
    const { columns } = alignTable(table.columns, table)
    return Object.freeze({ columns, mean: targets.reduce((sum, target) => sum + target / targets.length, 0) })
  },
  predict: ({ columns, mean }, table) => new Float64Array(alignTable(columns, table).rows).fill(mean),
  explain: ({ columns, mean }, table) => ({
    base: mean,
    values: new Float64Array(alignTable(columns, table).rows * columns.length),
  }),
  importance: ({ columns }) => shares(new Float64Array(columns.length)),
}
