import { CodedError } from '../errors.ts'

/** One row's place in an ordered list: what it is ordered by, and what tells it apart. */
export type CursorValue = string | number | null

export interface Cursor {
  /** The runs that the list was read from. */
  readonly runs: readonly number[]
  readonly position: readonly CursorValue[]
}

/** FNV-1a: a cursor of another list is a mistake to be noticed, not an attack to be withstood. */
const fingerprint = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** `list` says which list this is a place in: its name, parent, filter and order. */
export const encodeCursor = (list: string, { runs, position }: Cursor): string =>
  Buffer.from(JSON.stringify([fingerprint(list), runs, ...position])).toString('base64url')

const isRunId = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0

const isValue = (value: unknown): value is CursorValue =>
  value === null || typeof value === 'string' || Number.isFinite(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}

/** @throws CodedError CURSOR_INVALID for anything but a cursor of this list */
export const decodeCursor = (list: string, text: string): Cursor => {
  const parsed = parse(text)
  if (Array.isArray(parsed)) {
    const [hash, runs, ...position] = parsed as unknown[]
    if (hash === fingerprint(list) && Array.isArray(runs) && runs.every(isRunId) && position.every(isValue)) {
      return { runs, position }
    }
  }
  throw invalidCursor()
}

export const invalidCursor = (): CodedError =>
  new CodedError(
    'CURSOR_INVALID',
    'The cursor is not one of this list. Pass a cursor of the same field with the same filter and order.',
  )
