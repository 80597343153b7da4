import { CodedError } from '../errors.ts'
import { detectEncoding } from './detect-encoding.ts'
import { detectFormat, type Format } from './detect-format.ts'
import type { RecordKind } from './fields.ts'
import { columnsMissing, findColumns, type Layout } from './layout.ts'
import type { Mapping } from './mapping.ts'
import { type ByteSource, openBytes } from './open-bytes.ts'
import { isRowRefusal, type RowRefusal } from './refusal.ts'
import type { RawRow, RowFile } from './row-file.ts'
import { createJsonSplitter, type JsonRow } from './split-ndjson.ts'
import { createRowSplitter, type RowSplitter, type SplitRow } from './split-rows.ts'
import { type DecodeNotes, type TextBlock, textBlocks } from './text-blocks.ts'

const headSize = 65_536

/** The first bytes, and all of them again with the rest. A fault in the rest shows only once it is reached. */
const peek = async (chunks: AsyncGenerator<Buffer>) => {
  const first: Buffer[] = []
  let fault: unknown = null
  for (let size = 0; size < headSize; ) {
    const next = await chunks.next().catch((error: unknown) => {
      fault = error
      return { done: true, value: undefined } as const
    })
    if (next.done) break
    first.push(next.value)
    size += next.value.length
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield* first
    if (fault !== null) throw fault
    yield* chunks
  }
  return { head: Buffer.concat(first), all: all(), fault } as const
}

const sampleOf = async (head: Buffer, blocks: AsyncGenerator<TextBlock>): Promise<string> => {
  const texts: string[] = []
  for await (const { text } of blocks) texts.push(text)
  const sample = texts.join('')
  // The last line is probably cut where the head is.
  const end = sample.lastIndexOf('\n') + 1
  return head.length < headSize || end === 0 ? sample : sample.slice(0, end)
}

async function* asChunks(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}

/** Gives each row its layout. */
type Place = (rows: readonly (SplitRow | RowRefusal)[]) => readonly (RawRow | RowRefusal)[]

const placeDelimited = ({ layout, header }: Extract<Format, { kind: 'delimited' }>): Place => {
  let drop = header
  return (rows) => {
    const placed = rows.map((row) =>
      isRowRefusal(row) ? row : { line: row.line, raw: row.raw, fields: row.fields, layout },
    )
    if (!drop || placed.length === 0) return placed
    drop = false
    return placed.slice(1)
  }
}

const placeJson = (kind: RecordKind, mapping: Mapping): Place => {
  const layouts = new WeakMap<readonly string[], Layout>()
  const layoutOf = (columns: readonly string[]): Layout => {
    const known = layouts.get(columns)
    if (known) return known
    const { layout } = findColumns(kind, mapping, columns, false)
    layouts.set(columns, layout)
    return layout
  }
  return (rows) =>
    rows.map((row) => {
      if (isRowRefusal(row)) return row
      return { line: row.line, raw: row.raw, fields: row.fields, layout: layoutOf((row as JsonRow).columns) }
    })
}

/** NDJSON has no header: a column that none of the first objects has is missing. */
const checkJsonColumns = (kind: RecordKind, mapping: Mapping, sample: string, path: string): readonly string[] => {
  const rows = createJsonSplitter().push({ text: sample, overlong: null })
  const columns = [...new Set(rows.flatMap((row) => (isRowRefusal(row) ? [] : (row as JsonRow).columns)))]
  const { missing } = findColumns(kind, mapping, columns, false)
  if (columns.length > 0 && missing.length > 0) throw columnsMissing(path, missing, columns)
  return columns
}

async function* readBatches(blocks: AsyncGenerator<TextBlock>, splitter: RowSplitter, place: Place, path: string) {
  let count = 0
  const take = (rows: readonly (SplitRow | RowRefusal)[]) => {
    const placed = place(rows)
    count += placed.length
    return placed
  }
  let fault: unknown = null
  try {
    for await (const block of blocks) yield take(splitter.push(block))
  } catch (error) {
    fault = error
  }
  yield take(splitter.end())
  if (fault !== null) throw fault
  if (count === 0) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
}

const isParquet = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'PAR1'

const openRowFile = async (
  path: string,
  source: ByteSource,
  kind: RecordKind,
  mappings: readonly Mapping[],
): Promise<RowFile> => {
  const { head, all, fault } = await peek(source.chunks)
  if (head.length === 0) throw fault ?? new CodedError('FILE_EMPTY', `${path} is empty.`)
  if (isParquet(head) && !source.gzip) {
    await source.chunks.return(undefined)
    // Loaded only here: few files need it.
    const { readParquet } = await import('./parquet/read-parquet.ts')
    return readParquet(path, kind, mappings)
  }
  const encoding = detectEncoding(head, path)
  const sample = await sampleOf(head, textBlocks(asChunks(head), encoding, { foreignLines: 0 }))
  const format = detectFormat(kind, mappings, sample, path)
  const notes: DecodeNotes = { foreignLines: 0 }
  const blocks = textBlocks(all, encoding, notes)
  const close = async () => {
    await source.chunks.return(undefined)
  }
  const shared = { path, mapping: format.mapping, size: source.size, bytesRead: source.bytesRead, notes, close }
  if (format.kind === 'ndjson') {
    const columns = checkJsonColumns(kind, format.mapping, sample, path)
    const batches = readBatches(blocks, createJsonSplitter(), placeJson(kind, format.mapping), path)
    return { ...shared, format: 'ndjson', columns, batches }
  }
  const batches = readBatches(blocks, createRowSplitter(format.delimiter, format.width), placeDelimited(format), path)
  return { ...shared, format: 'delimited', columns: format.layout.columns, batches }
}

/**
 * Opens a file of events, users or products: CSV, TSV or the like, or NDJSON, plain or gzip, or Parquet, told apart by content.
 * @throws CodedError FILE_NOT_READABLE, FILE_EMPTY, FILE_BINARY, FILE_TRUNCATED, COLUMNS_MISSING, COLUMNS_AMBIGUOUS
 */
export const readRows = async (path: string, kind: RecordKind, mappings: readonly Mapping[]): Promise<RowFile> => {
  const source = await openBytes(path)
  try {
    return await openRowFile(path, source, kind, mappings)
  } catch (error) {
    await source.chunks.return(undefined)
    throw error
  }
}
