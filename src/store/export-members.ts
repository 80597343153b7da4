import type { Writable } from 'node:stream'

import { copyEnds, copyOut, type ExportFormat } from './copy-out.ts'
import type { Database } from './database.ts'
import { notSuppressed } from './lists/not-suppressed.ts'
import { asksForConsents, stillConsenting } from './rules/still-consenting.ts'

/** Members of a snapshot, or those of a segment at this instant: one statement sees one instant. */
export type MemberSource = { readonly snapshotId: number } | { readonly segmentId: number }

/** COPY takes no parameters; ids are whole numbers. */
const membersOf = (source: MemberSource): string =>
  'snapshotId' in source
    ? `SELECT user_id FROM segment_snapshot_members WHERE snapshot_id = ${Math.trunc(source.snapshotId)}`
    : `SELECT user_id FROM memberships WHERE segment_id = ${Math.trunc(source.segmentId)}
      UNION ALL SELECT user_id FROM segment_members WHERE segment_id = ${Math.trunc(source.segmentId)}
        AND run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS')`

/** Who may leave the house now; a snapshot stays as it was taken. */
const mayLeave = async (database: Database, source: MemberSource): Promise<string> => {
  if ('snapshotId' in source) return 'TRUE'
  const asks = await asksForConsents(database.pool, source.segmentId)
  return `${notSuppressed()}${asks ? ` AND ${stillConsenting(source.segmentId)}` : ''}`
}

const columnsOf: Readonly<Record<ExportFormat, string>> = {
  ndjson: `'{"externalId":' || to_json(u.external_id)::text || ',"traits":' || u.traits::text || '}'`,
  csv: 'u.external_id AS "externalId", u.traits AS traits',
}

/** Writes all members as they come out of the database: in constant memory, however many there are. Ends when `signal` is aborted. */
export const exportMembers = async (
  database: Database,
  source: MemberSource,
  format: ExportFormat,
  target: Writable,
  signal: AbortSignal,
): Promise<void> => {
  const selection = `SELECT ${columnsOf[format]} FROM (${membersOf(source)}) AS m JOIN users u ON u.id = m.user_id
    WHERE ${await mayLeave(database, source)}`
  await copyOut(database, `COPY (${selection}) ${copyEnds[format]}`, target, signal)
}
