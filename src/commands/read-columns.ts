import { Readable } from 'node:stream'

import { CodedError } from '../errors.ts'
import { detectEncoding } from '../intake/detect-encoding.ts'
import { nearestName } from '../intake/nearest-name.ts'
import { openBytes } from '../intake/open-bytes.ts'
import { isRowRefusal } from '../intake/refusal.ts'
import { createRowSplitter, type Delimiter } from '../intake/split-rows.ts'
import { textBlocks } from '../intake/text-blocks.ts'

/** One row of the columns that were asked for, in the order in which they were asked for. */
export interface ColumnRow {
  /** Line of the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

interface Row {
  readonly line: number
  readonly fields: readonly string[]
}

const delimiters: readonly Delimiter[] = [',', '\t', ';', '|', 'whitespace']

const readText = async (path: string): Promise<string> => {
  const { chunks } = await openBytes(path)
  const pieces: Buffer[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  const bytes = Buffer.concat(pieces)
  if (bytes.length === 0) throw new CodedError('FILE_EMPTY', `${path} is empty.`)
  const encoding = detectEncoding(bytes.subarray(0, 65_536), path)
  const texts: string[] = []
  for await (const { text } of textBlocks(Readable.from([bytes]), encoding, { foreignLines: 0 })) texts.push(text)
  return texts.join('')
}

const rowsOf = (text: string, delimiter: Delimiter, path: string): readonly Row[] => {
  const splitter = createRowSplitter(delimiter, null)
  const rows = [...splitter.push({ text, overlong: null }), ...splitter.end()]
  for (const row of rows) {
    if (isRowRefusal(row)) throw new CodedError('ROW_MALFORMED', `${path}, line ${row.line}: ${row.message}`)
  }
  return rows as readonly Row[]
}

const isNumber = (name: string): boolean => /^[1-9]\d{0,3}$/.test(name)

/** By their places where all are numbers; where one is a name there is a header, and the others may be either. */
const places = (header: readonly string[], names: readonly string[]): readonly number[] => {
  if (names.every(isNumber)) return names.map((name) => Number(name) - 1)
  const there = header.map((name) => name.trim())
  return names.map((name) => (isNumber(name) && !there.includes(name) ? Number(name) - 1 : there.indexOf(name)))
}

const missingOf = (header: readonly string[], names: readonly string[]): readonly string[] => {
  const at = places(header, names)
  return names.filter((_, i) => at[i] < 0 || at[i] >= header.length)
}

/** The delimiter under which all columns are there; among several the first, for a comma is likelier than a blank. */
const chooseDelimiter = (text: string, names: readonly string[], path: string): Delimiter => {
  const start = `${text.split('\n', 20).join('\n')}\n`
  const headers = delimiters.map((delimiter) => {
    const [first] = createRowSplitter(delimiter, null).push({ text: start, overlong: null })
    return { delimiter, header: first === undefined || isRowRefusal(first) ? [] : first.fields }
  })
  const fits = headers.find(({ header }) => missingOf(header, names).length === 0)
  if (fits) return fits.delimiter
  const { header } = headers.reduce((best, next) => (next.header.length > best.header.length ? next : best))
  const named = missingOf(header, names).map((name) => {
    const nearest = isNumber(name) ? null : nearestName(name, header)
    return nearest === null ? `"${name}"` : `"${name}" (nearest is "${nearest.trim()}")`
  })
  const columns = header.slice(0, 20).map((name) => JSON.stringify(name.trim().slice(0, 40)))
  throw new CodedError(
    'COLUMNS_MISSING',
    `${path} has no column ${named.join(', ')}. Its first line is ${columns.join(', ')}.`,
  )
}

/** The names in a file's first line, which is split at what splits it into most. @throws CodedError as `readColumns` */
export const readHeader = async (path: string): Promise<readonly string[]> => {
  const [first] = (await readText(path)).split('\n', 1)
  const headers = delimiters.map((delimiter) => {
    const [row] = createRowSplitter(delimiter, null).push({ text: `${first}\n`, overlong: null })
    return row === undefined || isRowRefusal(row) ? [] : row.fields.map((name) => name.trim())
  })
  return headers.reduce((best, next) => (next.length > best.length ? next : best))
}

/**
 * Reads some columns of a delimited file, plain or gzip. A column is named as in the header, or by its place from 1; a file
 * whose columns are all named by their places has no header, unless `isHeader` says that its first row is one.
 * @throws CodedError FILE_NOT_READABLE, FILE_EMPTY, FILE_BINARY, FILE_TRUNCATED, COLUMNS_MISSING, ROW_MALFORMED
 */
export const readColumns = async (
  path: string,
  names: readonly string[],
  isHeader: (cells: readonly string[]) => boolean,
): Promise<readonly ColumnRow[]> => {
  const text = await readText(path)
  const rows = rowsOf(text, chooseDelimiter(text, names, path), path)
  const [first, ...others] = rows
  if (first === undefined) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
  const at = places(first.fields, names)
  const cellsOf = ({ fields }: Row) => at.map((index) => fields[index]?.trim() ?? '')
  const data = !names.every(isNumber) || isHeader(cellsOf(first)) ? others : rows
  for (const { line, fields } of data) {
    if (fields.length === first.fields.length) continue
    const message = `${fields.length} fields where ${first.fields.length} are expected`
    throw new CodedError('ROW_MALFORMED', `${path}, line ${line}: ${message}.`)
  }
  return data.map((row) => ({ line: row.line, cells: cellsOf(row) }))
}
