import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { to } from 'pg-copy-streams'

import type { Database } from './database.ts'

export const exportFormats = ['ndjson', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Ends of COPY statements. A text as it is, a line a row: the delimiter and the quote are characters that JSON only has escaped. */
export const copyEnds: Readonly<Record<ExportFormat, string>> = {
  ndjson: `TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')`,
  csv: 'TO STDOUT (FORMAT csv, HEADER)',
}

/**
 * Writes what a COPY statement gives as it comes out of the database: in constant memory, however much there is, and never faster than `target` takes it.
 * Ends when `signal` is aborted.
 */
export const copyOut = async (
  database: Pick<Database, 'pool'>,
  statement: string,
  target: Writable,
  signal: AbortSignal,
): Promise<void> => {
  const client = await database.pool.connect()
  let broken = true
  try {
    await pipeline(client.query(to(statement)), target, { signal })
    broken = false
  } finally {
    // A connection in the middle of a copy is of no use to anybody.
    client.release(broken)
  }
}
