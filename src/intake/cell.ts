import { type Refusal, type RowRefusal, rawLimit } from './refusal.ts'
import type { RawRow } from './row-file.ts'

/** The text of a canonical field; empty where the file does not have it. */
export const cell = (row: RawRow, field: string): string => {
  const index = row.layout.at[field]
  return index === undefined || index < 0 ? '' : row.fields[index]
}

/** A fault of a row, with the file's own name of the column. */
export const refuseRow = (row: RawRow, { code, message, field }: Refusal): RowRefusal => {
  const index = row.layout.at[field ?? ''] ?? -1
  return { line: row.line, code, message, column: row.layout.columns[index] ?? field, raw: row.raw.slice(0, rawLimit) }
}
