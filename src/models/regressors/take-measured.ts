import { takeRows } from '../classifiers/take-rows.ts'
import type { MeasuredTable } from './family.ts'

/** Some rows of a table with their targets. */
export const takeMeasured = ({ table, targets }: MeasuredTable, rows: ArrayLike<number>): MeasuredTable => ({
  table: takeRows(table, rows),
  targets: Float64Array.from(rows, (row) => targets[row]),
})
