/** One record that has quoted fields, and where the next one begins. */
export interface QuotedRecord {
  readonly fields: readonly string[]
  readonly next: number
  /** Lines of the file that it takes. */
  readonly lines: number
}

/** `open`: the text ends inside quotes. `stray`: something other than a delimiter follows a closing quote. */
export type RecordFault = 'open' | 'stray'

const quote = 34
const lineFeed = 10
const carriageReturn = 13

interface Field {
  readonly value: string
  /** Index after the field. */
  readonly end: number
}

/** `start` is the index after the opening quote; two quotes inside stand for one. */
const readQuoted = (text: string, start: number): Field | null => {
  let value = ''
  let from = start
  for (;;) {
    const close = text.indexOf('"', from)
    if (close === -1) return null
    if (text.charCodeAt(close + 1) !== quote) return { value: value + text.slice(from, close), end: close + 1 }
    value += text.slice(from, close + 1)
    from = close + 2
  }
}

/** A quote inside a field that does not begin with one is an ordinary character. */
const readPlain = (text: string, start: number, delimiter: number): Field => {
  let end = start
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (code === delimiter || code === lineFeed) break
    end += 1
  }
  const atLineEnd = text.charCodeAt(end) === lineFeed || end === text.length
  const closed = atLineEnd && end > start && text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end
  return { value: text.slice(start, closed), end }
}

const countLines = (text: string, start: number, end: number): number => {
  let lines = 0
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** Reads the record that begins at `start`, by RFC 4180. */
export const readRecord = (text: string, start: number, delimiter: string): QuotedRecord | RecordFault => {
  const separator = delimiter.charCodeAt(0)
  const fields: string[] = []
  for (let at = start; ; ) {
    const quoted = text.charCodeAt(at) === quote
    const field = quoted ? readQuoted(text, at + 1) : readPlain(text, at, separator)
    if (field === null) return 'open'
    fields.push(field.value)
    at = field.end
    if (text.charCodeAt(at) === carriageReturn && (at + 1 === text.length || text.charCodeAt(at + 1) === lineFeed))
      at += 1
    if (at === text.length) return { fields, next: at, lines: countLines(text, start, at) + 1 }
    const code = text.charCodeAt(at)
    at += 1
    if (code === lineFeed) return { fields, next: at, lines: countLines(text, start, at) }
    if (code !== separator) return 'stray'
  }
}
