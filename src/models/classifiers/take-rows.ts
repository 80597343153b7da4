import type { LabelledTable } from './family.ts'
import { columnOf, type Table } from './table.ts'

/** Some rows of a table, in the order in which they are asked for. */
export const takeRows = (table: Table, rows: ArrayLike<number>): Table => {
  const values = new Float32Array(rows.length * table.columns.length)
  table.columns.forEach((_, column) => {
    const from = columnOf(table, column)
    const start = column * rows.length
    for (let row = 0; row < rows.length; row++) values[start + row] = from[rows[row]]
  })
  return { rows: rows.length, columns: table.columns, values }
}

/** Some rows of a table with their labels. */
export const takeLabelled = ({ table, labels, people }: LabelledTable, rows: ArrayLike<number>): LabelledTable => ({
  table: takeRows(table, rows),
  labels: Uint8Array.from(rows, (row) => labels[row]),
  ...(people && { people: Float64Array.from(rows, (row) => people[row]) }),
})
