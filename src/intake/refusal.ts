import type { ErrorCode } from '../errors.ts'

/** Why a value was not taken. `field` is the canonical name (`unit_price`); the message is for the person who sent it. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly field: string | null
}

/** A row that was not taken: what is written to the rejects file. */
export interface RowRefusal {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  readonly code: ErrorCode
  readonly message: string
  /** The file's own name of the column at fault. */
  readonly column: string | null
  /** The row as it stands in the file, cut to `rawLimit` characters. */
  readonly raw: string
}

export const rawLimit = 2000

/** Records have no `code`, refusals always have one. */
export const isRefusal = <T extends object>(value: T | Refusal): value is Refusal => 'code' in value
export const isRowRefusal = <T extends object>(value: T | RowRefusal): value is RowRefusal => 'code' in value

/** A value as a message quotes it: short, on one line. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text
  return JSON.stringify(shown)
}
