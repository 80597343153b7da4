import type { SchemaElement } from 'hyparquet'
import { type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer, schemaFromColumnData } from 'hyparquet-writer'

export interface Column {
  readonly data: readonly unknown[]
  /** How the values are stored; told from the values when absent. */
  readonly as?: Partial<SchemaElement>
}

type Options = Partial<Pick<ParquetWriteOptions, 'rowGroupSize' | 'pageSize' | 'codec' | 'compressors'>>

/** The bytes of a Parquet file of these columns. */
export const parquetBytes = (columns: Readonly<Record<string, Column>>, options: Options = {}): Buffer => {
  const entries = Object.entries(columns)
  const columnData = entries.map(([name, { data }]): ColumnSource => ({ name, data: [...data] }))
  const overrides = entries.flatMap(([name, { as }]) =>
    as === undefined ? [] : [[name, { repetition_type: 'OPTIONAL', ...as, name } as SchemaElement] as const],
  )
  const schema = schemaFromColumnData({ columnData, schemaOverrides: Object.fromEntries(overrides) })
  return Buffer.from(parquetWriteBuffer({ columnData, schema, ...options }))
}
