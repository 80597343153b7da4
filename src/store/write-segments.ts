import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { UserProfile } from '../domain/portrait.ts'
import type { SegmentMembership } from '../domain/segment.ts'
import { inBlocks } from './activity.ts'
import type { Database } from './database.ts'
import type { RunRows } from './model-runs.ts'

export interface SegmentSource {
  readonly key: string
  readonly name: string
  readonly description: string
  /** Plain JSON; its text is what the rule's hash is taken of. */
  readonly definition: unknown
}

/** Brings the published segments to what the program defines and returns their ids by key. */
export const syncSegments = async (
  database: Database,
  sources: readonly SegmentSource[],
): Promise<ReadonlyMap<string, number>> => {
  const rules = sources.map(({ definition }) => JSON.stringify(definition))
  const { rows } = await database.pool.query<{ key: string; id: number }>(
    `INSERT INTO segments (key, name, description, kind, rule, rule_hash)
    SELECT s.key, s.name, s.description, 'RFM', s.rule::jsonb, s.rule_hash
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS s(key, name, description, rule, rule_hash)
    ON CONFLICT (key) DO UPDATE SET name = excluded.name, description = excluded.description, kind = excluded.kind,
      rule = excluded.rule, rule_hash = excluded.rule_hash
    RETURNING key, id`,
    [
      sources.map(({ key }) => key),
      sources.map(({ name }) => name),
      sources.map(({ description }) => description),
      rules,
      rules.map((rule) => createHash('sha256').update(rule).digest('hex')),
    ],
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** What segments speak of, and where the user was by the published run; null: nowhere. */
export interface SegmentedUser extends Pick<UserProfile, 'userId' | 'rfm' | 'lifecycle' | 'orderCount'> {
  readonly before: { readonly segmentId: number; readonly enteredAt: Date } | null
}

const segmentedUsers = `SELECT p.user_id AS "userId", p.order_count AS "orderCount", p.lifecycle,
    p.rfm_recency AS recency, p.rfm_frequency AS frequency, p.rfm_monetary AS monetary, m.segment_id AS "segmentId", m.entered_at AS "enteredAt"
  FROM user_profiles p
  LEFT JOIN segment_members m ON m.run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS') AND m.user_id = p.user_id
  WHERE p.run_id = $1 ORDER BY p.user_id`

interface SegmentedRow extends Pick<UserProfile, 'userId' | 'lifecycle' | 'orderCount'> {
  readonly recency: number | null
  readonly frequency: number
  readonly monetary: number
  readonly segmentId: number | null
  readonly enteredAt: Date
}

const toUser = ({
  userId,
  orderCount,
  lifecycle,
  recency,
  frequency,
  monetary,
  segmentId,
  enteredAt,
}: SegmentedRow) => ({
  userId,
  orderCount,
  lifecycle,
  rfm: recency === null ? null : { recency, frequency, monetary },
  before: segmentId === null ? null : { segmentId, enteredAt },
})

/** Everybody in a run of portraits, in blocks. */
export async function* readSegmentedUsers(client: ClientBase, runId: number): AsyncGenerator<SegmentedUser> {
  for await (const rows of inBlocks<SegmentedRow>(client, segmentedUsers, [runId])) yield* rows.map(toUser)
}

async function* toRows(members: AsyncIterable<SegmentMembership>) {
  for await (const { userId, segmentId, enteredAt } of members) yield [userId, segmentId, enteredAt]
}

export const segmentMemberRows = (members: AsyncIterable<SegmentMembership>): RunRows => ({
  table: 'segment_members',
  columns: ['user_id', 'segment_id', 'entered_at'],
  rows: toRows(members),
})
