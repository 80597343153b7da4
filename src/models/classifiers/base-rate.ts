import { shares } from '../math/shares.ts'
import { logit } from '../math/sigmoid.ts'
import { alignTable } from './align-table.ts'
import { checkLabels } from './check-labels.ts'
import type { ClassifierFamily } from './family.ts'
import type { Column } from './table.ts'
import { bytesOfCells, bytesOfColumns } from './table-size.ts'

interface BaseRate {
  readonly columns: readonly Column[]
  /** The share of positives. */
  readonly rate: number
}

/** Says of everybody what is true of all: p = positives / rows. What knows anything must beat it; it reads no column, so missing values are nothing to it. */
export const baseRate: ClassifierFamily<object, BaseRate> = {
  name: 'base-rate',
  defaults: {},
  space: {},
  memory: (shape) => ({
    model: bytesOfColumns(shape.columns),
    fit: bytesOfColumns(shape.columns) + bytesOfCells(shape),
  }),
  work: ({ rows, columns }) => rows * (columns.length + 10),
  fit: (data) => {
    const { positives } = checkLabels(data)
    const { table } = data
    return Object.freeze({ columns: alignTable(table.columns, table).columns, rate: positives / table.rows })
  },
  predict: ({ columns, rate }, table) => new Float64Array(alignTable(columns, table).rows).fill(rate),
  explain: ({ columns, rate }, table) => ({
    base: logit(rate),
    values: new Float64Array(alignTable(columns, table).rows * columns.length),
  }),
  importance: ({ columns }) => shares(new Float64Array(columns.length)),
}
