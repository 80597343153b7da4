import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { to } from 'pg-copy-streams'

import type { Database } from './database.ts'
import { notSuppressed } from './lists/not-suppressed.ts'

export const memberFormats = ['ndjson', 'csv'] as const
export type MemberFormat = (typeof memberFormats)[number]

/** A text as it is, a line a row: the delimiter and the quote are characters that JSON only has escaped. */
const rawLines = `FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02'`

/** Members of a snapshot, or those of a segment at this instant: one statement sees one instant. */
export type MemberSource = { readonly snapshotId: number } | { readonly segmentId: number }

/** COPY takes no parameters; ids are whole numbers. */
const membersOf = (source: MemberSource): string =>
  'snapshotId' in source
    ? `SELECT user_id FROM segment_snapshot_members WHERE snapshot_id = ${Math.trunc(source.snapshotId)}`
    : `SELECT user_id FROM memberships WHERE segment_id = ${Math.trunc(source.segmentId)}
      UNION ALL SELECT user_id FROM segment_members WHERE segment_id = ${Math.trunc(source.segmentId)}
        AND run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS')`

const selection = (columns: string, source: MemberSource) =>
  `SELECT ${columns} FROM (${membersOf(source)}) AS m JOIN users u ON u.id = m.user_id${'snapshotId' in source ? '' : ` WHERE ${notSuppressed()}`}`

const statements: Readonly<Record<MemberFormat, (source: MemberSource) => string>> = {
  ndjson: (source) =>
    `COPY (${selection(`'{"externalId":' || to_json(u.external_id)::text || ',"traits":' || u.traits::text || '}'`, source)}) TO STDOUT (${rawLines})`,
  csv: (source) =>
    `COPY (${selection('u.external_id AS "externalId", u.traits AS traits', source)}) TO STDOUT (FORMAT csv, HEADER)`,
}

/**
 * Writes all members as they come out of the database: in constant memory, however many there are, and never faster than `target` takes them.
 * Ends when `signal` is aborted.
 */
export const exportMembers = async (
  database: Database,
  source: MemberSource,
  format: MemberFormat,
  target: Writable,
  signal: AbortSignal,
): Promise<void> => {
  const client = await database.pool.connect()
  let broken = true
  try {
    await pipeline(client.query(to(statements[format](source))), target, { signal })
    broken = false
  } finally {
    // A connection in the middle of a copy is of no use to anybody.
    client.release(broken)
  }
}
