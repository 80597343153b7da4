import type { Layout } from './layout.ts'
import type { Mapping } from './mapping.ts'
import type { RowRefusal } from './refusal.ts'
import type { SplitRow } from './split-rows.ts'
import type { DecodeNotes } from './text-blocks.ts'

/** A row as it stands in the file; its columns are found through its layout. */
export interface RawRow extends SplitRow {
  readonly layout: Layout
}

export interface RowFile {
  readonly path: string
  /** The mapping that the file fits. */
  readonly mapping: Mapping
  readonly format: 'delimited' | 'ndjson' | 'parquet'
  /** Columns of the file; of NDJSON those of its first rows. */
  readonly columns: readonly string[]
  readonly size: number
  readonly bytesRead: () => number
  readonly notes: Readonly<DecodeNotes>
  /**
   * The rows in batches of some hundreds. Can be read once.
   * @throws CodedError FILE_TRUNCATED after the last row that can be had; FILE_EMPTY when there was none
   */
  readonly batches: AsyncGenerator<readonly (RawRow | RowRefusal)[]>
  /** Lets go of the file when its batches are not read to their end. */
  readonly close: () => Promise<void>
}
