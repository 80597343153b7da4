import type { ClientBase } from 'pg'

import type { Database, Statement } from '../database.ts'
import { leaseSeconds } from './segment-leases.ts'

/** How the members of a rule stand. */
export interface SegmentState {
  readonly segmentId: number
  /** null: never built. */
  readonly asOf: Date | null
  readonly builtAt: Date | null
  readonly userCount: number | null
  /** Whether the members follow the rule as it is now. */
  readonly isCurrent: boolean
  /** Why the last attempt changed nothing. */
  readonly error: string | null
  /** Who is making them at this moment. */
  readonly lease: SegmentLease | null
}

export interface SegmentLease {
  /** Host and process. */
  readonly worker: string
  readonly since: Date
  readonly heartbeatAt: Date
}

interface StateRow extends Omit<SegmentState, 'lease'> {
  readonly worker: string | null
  readonly since: Date
  readonly heartbeatAt: Date
}

const states: Statement = {
  name: 'segment_states',
  text: `SELECT s.id AS "segmentId", b.as_of AS "asOf", b.built_at AS "builtAt", b.user_count AS "userCount",
      coalesce(b.rule_hash = s.rule_hash, FALSE) AS "isCurrent", f.message AS error, l.worker, l.since, l.heartbeat_at AS "heartbeatAt"
    FROM segments s LEFT JOIN segment_builds b ON b.segment_id = s.id LEFT JOIN segment_failures f ON f.segment_id = s.id
      LEFT JOIN segment_leases l ON l.segment_id = s.id AND l.heartbeat_at > now() - make_interval(secs => ${leaseSeconds})
    WHERE s.id = ANY($1::int[]) AND s.kind = 'RULE'`,
}

export const findSegmentStates = async (database: Database, ids: readonly number[]): Promise<SegmentState[]> => {
  const rows = await database.read<StateRow>(states, [ids])
  return rows.map(({ worker, since, heartbeatAt, ...state }) => ({
    ...state,
    lease: worker === null ? null : { worker, since, heartbeatAt },
  }))
}

export const findBuild = async (
  client: Pick<ClientBase, 'query'>,
  segmentId: number,
): Promise<{ readonly asOf: Date; readonly userCount: number } | null> => {
  const { rows } = await client.query<{ asOf: Date; userCount: number }>(
    'SELECT as_of AS "asOf", user_count AS "userCount" FROM segment_builds WHERE segment_id = $1',
    [segmentId],
  )
  return rows[0] ?? null
}

export const noteFailure = async (
  database: Database,
  segmentId: number,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<void> => {
  await database.pool.query(
    `INSERT INTO segment_failures (segment_id, code, message, failed_at) SELECT id, $2, $3, now() FROM segments WHERE id = $1
    ON CONFLICT (segment_id) DO UPDATE SET code = excluded.code, message = excluded.message, failed_at = excluded.failed_at`,
    [segmentId, code, message],
  )
}

/** Forgets touches that every rule has seen. */
export const pruneTouches = async (database: Database): Promise<number> => {
  const seen = `least(
    (SELECT min(coalesce(b.watermark, 0)) FROM segments s LEFT JOIN segment_builds b ON b.segment_id = s.id WHERE s.kind = 'RULE'),
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint)`
  const touches = await database.pool.query(`DELETE FROM user_touches WHERE transaction < ${seen}`)
  const listed = await database.pool.query(`DELETE FROM user_list_touches WHERE transaction < ${seen}`)
  return (touches.rowCount ?? 0) + (listed.rowCount ?? 0)
}
