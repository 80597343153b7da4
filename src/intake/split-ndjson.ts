import type { RowRefusal } from './refusal.ts'
import { malformed, type RowSplitter, type SplitRow, tooLong } from './split-rows.ts'

export interface JsonRow extends SplitRow {
  /** The keys of the object; the same array for all rows of the same keys in the same order. */
  readonly columns: readonly string[]
}

const cellOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const parse = (raw: string): unknown => {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

const shapeLimit = 1000

/** Remembers the shapes met, so that whatever is worked out per shape is worked out once. */
const shapes = () => {
  const known = new Map<string, readonly string[]>()
  return (keys: readonly string[]): readonly string[] => {
    const name = JSON.stringify(keys)
    const found = known.get(name)
    if (found) return found
    if (known.size >= shapeLimit) known.clear()
    known.set(name, keys)
    return keys
  }
}

/** One JSON object a line. */
export const createJsonSplitter = (): RowSplitter => {
  let line = 0
  const shapeOf = shapes()

  const read = (raw: string): JsonRow | RowRefusal => {
    const value = parse(raw)
    if (value === undefined) return malformed(line, 'The line is not JSON.', raw)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return malformed(line, 'The line is JSON, but not an object.', raw)
    }
    return { line, raw, fields: Object.values(value).map(cellOf), columns: shapeOf(Object.keys(value)) }
  }

  const push: RowSplitter['push'] = ({ text, overlong }) => {
    const rows: (JsonRow | RowRefusal)[] = []
    const lines = text.split('\n')
    // The text ends with a line break, except at the end of the file.
    if (lines.at(-1) === '') lines.pop()
    for (const raw of lines) {
      line += 1
      if (raw.trim() !== '') rows.push(read(raw.trimEnd()))
    }
    if (overlong !== null) {
      line += 1
      rows.push(tooLong(line, overlong))
    }
    return rows
  }
  return { push, end: () => [] }
}
