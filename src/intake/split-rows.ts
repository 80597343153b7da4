import { type RowRefusal, rawLimit } from './refusal.ts'
import { readRecord } from './split-record.ts'
import { lineLimit, type TextBlock } from './text-blocks.ts'

export type Delimiter = ',' | '\t' | ';' | '|' | 'whitespace'

export interface SplitRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  readonly raw: string
  readonly fields: readonly string[]
}

export interface RowSplitter {
  readonly push: (block: TextBlock) => readonly (SplitRow | RowRefusal)[]
  /** What is left when the file has ended. */
  readonly end: () => readonly (SplitRow | RowRefusal)[]
}

export const malformed = (line: number, message: string, raw: string): RowRefusal => ({
  line,
  code: 'ROW_MALFORMED',
  message,
  column: null,
  raw: raw.slice(0, rawLimit),
})

export const tooLong = (line: number, raw: string): RowRefusal =>
  malformed(line, `The line is longer than ${lineLimit} bytes.`, raw)

const splitFields = (raw: string, delimiter: Delimiter): readonly string[] =>
  delimiter === 'whitespace' ? raw.trim().split(/\s+/) : raw.split(delimiter)

const widthMessage = (fields: number, width: number): string =>
  `The row has ${fields} ${fields === 1 ? 'field' : 'fields'} where ${width} are expected.`

/** The index of the next quote, or the end of the text. */
const nextQuote = (text: string, from: number): number => {
  const found = text.indexOf('"', from)
  return found === -1 ? text.length : found
}

/**
 * Splits delimited text into rows. Whatever is wrong with a record costs its first line only: the next line is tried as
 * a record of its own, so a lost quote does not swallow the file.
 * @param width how many fields a row has; null accepts any number
 */
export const createRowSplitter = (delimiter: Delimiter, width: number | null): RowSplitter => {
  let line = 1
  // A record whose quotes are still open, from its beginning.
  let pending = ''

  const plainRow = (raw: string): SplitRow | RowRefusal | null => {
    if (raw === '' || (delimiter === 'whitespace' && raw.trim() === '')) return null
    const fields = splitFields(raw, delimiter)
    const fits = width === null || fields.length === width
    return fits ? { line, raw, fields } : malformed(line, widthMessage(fields.length, width), raw)
  }

  /** The record with quotes at `start`; `pending` when more text may close it. */
  const quotedRow = (text: string, start: number, lineEnd: number, final: boolean) => {
    const record = readRecord(text, start, delimiter)
    if (record === 'open' && !final && text.length - start <= lineLimit) return 'pending'
    const firstLine = text.slice(start, lineEnd)
    const refuse = (message: string) => ({ row: malformed(line, message, firstLine), next: lineEnd + 1, lines: 1 })
    if (record === 'open') return refuse('A quote is opened and not closed.')
    if (record === 'stray') return refuse('A closing quote is followed by something other than a delimiter.')
    if (width !== null && record.fields.length !== width) return refuse(widthMessage(record.fields.length, width))
    const raw = text.slice(start, record.next).trimEnd()
    return { row: { line, raw, fields: record.fields }, next: record.next, lines: record.lines }
  }

  const split = (text: string, final: boolean): (SplitRow | RowRefusal)[] => {
    const rows: (SplitRow | RowRefusal)[] = []
    let quote = delimiter === 'whitespace' ? text.length : nextQuote(text, 0)
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf('\n', at)
      const end = newline === -1 ? text.length : newline
      if (quote >= end) {
        const row = plainRow(text.slice(at, end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end))
        if (row !== null) rows.push(row)
        at = end + 1
        line += 1
        continue
      }
      const result = quotedRow(text, at, end, final)
      if (result === 'pending') {
        pending = text.slice(at)
        break
      }
      rows.push(result.row)
      at = result.next
      line += result.lines
      if (quote < at) quote = nextQuote(text, at)
    }
    return rows
  }

  const take = (more: string, final: boolean) => {
    const text = pending + more
    pending = ''
    return split(text, final)
  }

  return {
    push: ({ text, overlong }) => {
      if (overlong === null) return take(text, false)
      // No record goes on behind a line that was left out.
      const rows = take(text, true)
      rows.push(tooLong(line, overlong))
      line += 1
      return rows
    },
    end: () => take('', true),
  }
}
