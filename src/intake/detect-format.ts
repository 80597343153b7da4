import { CodedError } from '../errors.ts'
import type { RecordKind } from './fields.ts'
import { checkColumnsDiffer, columnsMissing, findColumns, type Layout } from './layout.ts'
import type { Mapping } from './mapping.ts'
import { timeParser } from './parse-time.ts'
import { isRowRefusal } from './refusal.ts'
import { createRowSplitter, type Delimiter } from './split-rows.ts'

/** How a file is written and which of the mappings it fits. */
export type Format =
  | { readonly kind: 'ndjson'; readonly mapping: Mapping }
  | {
      readonly kind: 'delimited'
      readonly mapping: Mapping
      readonly delimiter: Delimiter
      readonly header: boolean
      readonly width: number
      readonly layout: Layout
    }

type Delimited = Extract<Format, { kind: 'delimited' }>

interface Candidate extends Delimited {
  readonly missing: readonly string[]
  readonly timesRead: boolean
}

const delimiters: readonly Delimiter[] = [',', '\t', ';', '|', 'whitespace']
const sampleRows = 50

const rowsOf = (sample: string, delimiter: Delimiter): (readonly string[])[] => {
  const splitter = createRowSplitter(delimiter, null)
  const rows = [...splitter.push({ text: sample, overlong: null }), ...splitter.end()]
  return rows.slice(0, sampleRows).flatMap((row) => (isRowRefusal(row) ? [] : [row.fields]))
}

const isByNumber = ({ header, columns }: Mapping): boolean =>
  header === false ||
  header === 'skip' ||
  (header === 'auto' && Object.keys(columns).every((name) => /^\d+$/.test(name)))

export const timeFields: Readonly<Record<RecordKind, string | null>> = {
  events: 'timestamp',
  users: 'created_at',
  products: null,
  list: null,
  campaigns: 'starts_at',
  coupons: null,
  assignments: 'assigned_at',
  redemptions: 'redeemed_at',
}

export const readsTime = (kind: RecordKind, mapping: Mapping, layout: Layout, row: readonly string[]): boolean => {
  const index = layout.at[timeFields[kind] ?? ''] ?? -1
  return index === -1 || !Number.isNaN(timeParser(mapping.times.format, 'UTC')(row[index] ?? ''))
}

const candidateOf = (kind: RecordKind, mapping: Mapping, delimiter: Delimiter, sample: string): Candidate | null => {
  const rows = rowsOf(sample, delimiter)
  if (rows.length === 0) return null
  const byNumber = isByNumber(mapping)
  const { layout, missing } = findColumns(kind, mapping, rows[0], byNumber)
  const unheaded = byNumber && (mapping.header === false || readsTime(kind, mapping, layout, rows[0]))
  const header = mapping.header === 'skip' || !unheaded
  const width = mapping.width ?? rows[0].length
  const fits =
    width === rows[0].length && (delimiter === 'whitespace' || rows[0].length > 1 || layout.columns.length === 1)
  const data = header ? rows.slice(1) : rows
  const timesRead =
    data.length === 0 || data.some((row) => row.length === width && readsTime(kind, mapping, layout, row))
  return fits ? { kind: 'delimited', mapping, delimiter, header, width, layout, missing, timesRead } : null
}

/** Of what does not fit: the delimiter that makes the most columns. */
const widest = (sample: string): readonly string[] =>
  delimiters
    .slice(0, -1)
    .map((delimiter) => rowsOf(sample, delimiter)[0] ?? [])
    .reduce((best, row) => (row.length > best.length ? row : best))

const wrongColumns = (candidates: readonly Candidate[], mappings: readonly Mapping[], sample: string, path: string) => {
  const best = candidates.toSorted((a, b) => a.missing.length - b.missing.length || b.width - a.width)[0]
  const named = mappings.find((mapping) => !isByNumber(mapping)) ?? mappings[0]
  const required = Object.keys(named.columns).filter((column) => !named.optional.includes(column))
  return best && best.missing.length < required.length
    ? columnsMissing(path, best.missing, best.layout.columns)
    : columnsMissing(path, required, widest(sample))
}

/**
 * @param sample the first lines of the file
 * @throws CodedError COLUMNS_MISSING, COLUMNS_AMBIGUOUS, FILE_EMPTY, FILE_NOT_READABLE
 */
export const detectFormat = (kind: RecordKind, mappings: readonly Mapping[], sample: string, path: string): Format => {
  const start = sample.trimStart()[0]
  if (start === undefined) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
  if (start === '{') return { kind: 'ndjson', mapping: mappings[0] }
  if (start === '[') {
    throw new CodedError('FILE_NOT_READABLE', `${path} is one JSON array; give one object a line (NDJSON) instead.`)
  }
  const candidates = mappings.flatMap((mapping) =>
    (mapping.delimiter === 'auto' ? delimiters : [mapping.delimiter]).flatMap(
      (delimiter) => candidateOf(kind, mapping, delimiter, sample) ?? [],
    ),
  )
  const complete = candidates.filter(({ missing }) => missing.length === 0)
  const chosen = complete.find(({ timesRead }) => timesRead) ?? complete[0]
  if (!chosen) throw wrongColumns(candidates, mappings, sample, path)
  if (!isByNumber(chosen.mapping)) checkColumnsDiffer(path, chosen.layout.columns, chosen.mapping)
  return chosen
}
