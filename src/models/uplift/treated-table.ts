import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'

/** What is known of people before, who of them was treated (by chance, or by what the table says), and what became of them. */
export interface TreatedTable {
  readonly table: Table
  /** Per row 1 where it happened. */
  readonly outcomes: Uint8Array
  /** Per row 1: treated, 0: not. */
  readonly treated: Uint8Array
  /** Per row whom it is about, where somebody has several rows. */
  readonly people?: Float64Array
}

/** Some rows with all that is said of them. */
export const takeTreated = (
  { table, outcomes, treated, people }: TreatedTable,
  rows: ArrayLike<number>,
): TreatedTable => ({
  table: takeRows(table, rows),
  outcomes: Uint8Array.from(rows, (row) => outcomes[row]),
  treated: Uint8Array.from(rows, (row) => treated[row]),
  ...(people && { people: Float64Array.from(rows, (row) => people[row]) }),
})

/** Rows of one arm. */
export const rowsOfArm = ({ treated }: Pick<TreatedTable, 'treated'>, arm: number): Int32Array =>
  Int32Array.from(treated.keys()).filter((row) => treated[row] === arm)
