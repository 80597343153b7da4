import { type FileMetaData, parquetMetadataAsync, parquetSchema, type SchemaElement } from 'hyparquet'

import { CodedError } from '../../errors.ts'
import { readsTime, timeFields } from '../detect-format.ts'
import type { RecordKind } from '../fields.ts'
import { checkColumnsDiffer, columnsMissing, findColumns, type Layout } from '../layout.ts'
import type { Mapping } from '../mapping.ts'
import type { RawRow, RowFile } from '../row-file.ts'
import { type OpenParquet, openParquetFile } from './open-file.ts'
import { readWindow } from './read-window.ts'
import { timeKindOf, type ValueText, valueTextOf, withoutDecimals } from './value-text.ts'

/**
 * Rows decoded at a time, since a row group of a million is common. A page is decoded again for each window that it reaches into:
 * fewer rows take longer, and hardly less memory.
 */
const windowRows = 65_536
const batchRows = 1024
const sampleRows = 50

interface Table {
  readonly path: string
  readonly file: OpenParquet
  readonly metadata: FileMetaData
  readonly columns: readonly SchemaElement[]
  readonly names: readonly string[]
  readonly texts: readonly ValueText[]
}

const damaged = (path: string, cause: unknown): CodedError =>
  new CodedError(
    'FILE_TRUNCATED',
    `The Parquet file ${path} is damaged (${(cause as Error).message}): copy or download it again.`,
    { cause },
  )

const openTable = async (path: string): Promise<Table> => {
  const file = await openParquetFile(path)
  try {
    const metadata = await parquetMetadataAsync(file.buffer, { geoparquet: false })
    const columns = parquetSchema(metadata).children.map(({ element }) => element)
    const schema = metadata.schema.map((element) => (columns.includes(element) ? withoutDecimals(element) : element))
    const names = columns.map(({ name }) => name)
    return { path, file, metadata: { ...metadata, schema }, columns, names, texts: columns.map(valueTextOf) }
  } catch (cause) {
    await file.close()
    throw damaged(path, cause)
  }
}

/** [start, end) of every window, none across two row groups. */
function* windowsOf({ row_groups: groups }: FileMetaData): Generator<readonly [number, number]> {
  let start = 0
  for (const group of groups) {
    const end = start + Number(group.num_rows)
    for (; start < end; start = Math.min(end, start + windowRows)) yield [start, Math.min(end, start + windowRows)]
  }
}

/** The texts of some rows. A hole where a value or a null should be is damage that no checksum has caught. */
const readTexts = async ({ path, file, metadata, names, texts }: Table, start: number, end: number) => {
  try {
    const rows = await readWindow(file.buffer, metadata, names, start, end)
    return rows.map((row) =>
      texts.map((text, index) => {
        const value = row[index]
        if (value === undefined) throw new Error(`a page of the column ${JSON.stringify(names[index])} is missing`)
        return value === null ? '' : text(value)
      }),
    )
  } catch (cause) {
    throw damaged(path, cause)
  }
}

/** Where the file itself knows that a column is a time, the mapping's form of times is not asked. */
const withNativeTimes = (kind: RecordKind, mapping: Mapping, columns: readonly SchemaElement[], layout: Layout) => {
  const element = columns[layout.at[timeFields[kind] ?? ''] ?? -1]
  if (element === undefined || timeKindOf(element) === null) return mapping
  return { ...mapping, times: { ...mapping.times, format: 'iso' } }
}

/** The first mapping whose columns are all there, and under which times can be read. */
const chooseMapping = (kind: RecordKind, mappings: readonly Mapping[], table: Table, sample: string[][]) => {
  const fits = mappings.map((mapping) => {
    const { layout, missing } = findColumns(kind, mapping, table.names, false)
    return { mapping: withNativeTimes(kind, mapping, table.columns, layout), layout, missing }
  })
  const complete = fits.filter(({ missing }) => missing.length === 0)
  const chosen = complete.find((fit) => sample.some((row) => readsTime(kind, fit.mapping, fit.layout, row)))
  if (chosen ?? complete[0]) return chosen ?? complete[0]
  const nearest = fits.reduce((best, fit) => (fit.missing.length < best.missing.length ? fit : best))
  throw columnsMissing(table.path, nearest.missing, table.names)
}

const rawRow = (line: number, fields: readonly string[], layout: Layout): RawRow => ({
  line,
  fields,
  layout,
  // Written out only when the row is refused.
  get raw() {
    return JSON.stringify(Object.fromEntries(fields.map((field, index) => [layout.columns[index], field])))
  },
})

/**
 * Opens a Parquet file. Its rows have numbers for lines, from 1; their texts are those that a CSV file would have.
 * @throws CodedError FILE_TRUNCATED, FILE_EMPTY, COLUMNS_MISSING, COLUMNS_AMBIGUOUS
 */
export const readParquet = async (path: string, kind: RecordKind, mappings: readonly Mapping[]): Promise<RowFile> => {
  const table = await openTable(path)
  const total = Number(table.metadata.num_rows)
  const { file } = table
  try {
    if (total === 0) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
    const sample = await readTexts(table, 0, Math.min(total, sampleRows))
    const { mapping, layout } = chooseMapping(kind, mappings, table, sample)
    checkColumnsDiffer(path, table.names, mapping)
    let read = 0
    const batches = async function* () {
      try {
        for (const [start, end] of windowsOf(table.metadata)) {
          const rows = await readTexts(table, start, end)
          for (let at = 0; at < rows.length; at += batchRows) {
            const batch = rows.slice(at, at + batchRows).map((fields, n) => rawRow(start + at + n + 1, fields, layout))
            read += batch.length
            yield batch
          }
        }
      } finally {
        await file.close()
      }
    }
    return {
      path,
      mapping,
      format: 'parquet',
      columns: table.names,
      size: file.buffer.byteLength,
      bytesRead: () => Math.round((file.buffer.byteLength * read) / total),
      notes: { foreignLines: 0 },
      batches: batches(),
      close: file.close,
    }
  } catch (error) {
    await file.close()
    throw error
  }
}
