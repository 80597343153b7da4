import type { PoolClient } from 'pg'

import type { Page, PageRequest } from '../domain/page.ts'
import type { SegmentSnapshot } from '../domain/segment.ts'
import type { User } from '../domain/user.ts'
import type { Database, Statement } from './database.ts'
import { createValues, rowsToRead, toPage } from './keyset.ts'
import { hasSuppressionLists, notSuppressed } from './lists/not-suppressed.ts'
import { attachPartition, createPartition, dropPartition } from './partitions.ts'
import { asksForConsents, stillConsenting } from './rules/still-consenting.ts'
import { userColumns } from './users.ts'

const columns = `s.id, s.segment_id AS "segmentId", s.user_count AS "userCount", s.rule_hash AS "ruleHash",
  s.taken_at AS "takenAt", s.expires_at AS "expiresAt"`

const snapshotsById: Statement = {
  name: 'segment_snapshots_by_id',
  text: `SELECT ${columns} FROM segment_snapshots s WHERE s.id = ANY($1::int[])`,
}

export const findSnapshots = (database: Database, ids: readonly number[]): Promise<SegmentSnapshot[]> =>
  database.read<SegmentSnapshot>(snapshotsById, [ids])

/** Of members that belong to no run, but follow a rule. */
const ofRule = 0

/** The share lock keeps a publish, and with it the retention of old runs, waiting until the members are copied. */
const lockPublishedRun = async (client: PoolClient, segmentId: number): Promise<number | null> => {
  const { rowCount } = await client.query(
    `SELECT FROM segment_builds b JOIN segments s ON s.id = b.segment_id WHERE s.id = $1 AND s.kind = 'RULE' FOR SHARE OF b`,
    [segmentId],
  )
  if (rowCount) return ofRule
  const { rows } = await client.query<{ id: number }>(
    `SELECT run_id AS id FROM published_runs WHERE kind = 'SEGMENTS' FOR SHARE`,
  )
  return rows[0]?.id ?? null
}

const copyMembers = async (client: PoolClient, snapshotId: number, runId: number, segmentId: number) => {
  const partition = await createPartition(client, 'segment_snapshot_members', snapshotId)
  // Lists may be longer and consents fewer than a moment ago: members follow within a minute, and who is on one or has withdrawn one now is left out now.
  const conditions = [
    ...((await hasSuppressionLists(client)) ? [notSuppressed()] : []),
    ...((await asksForConsents(client, segmentId)) ? [stillConsenting(segmentId)] : []),
  ]
  const kept = conditions.length > 0 ? `JOIN users u ON u.id = m.user_id WHERE ${conditions.join(' AND ')}` : ''
  const { rowCount } = await client.query(
    `INSERT INTO ${partition} (user_id, snapshot_id)
      SELECT m.user_id, $1::int FROM (SELECT user_id FROM segment_members WHERE run_id = $2 AND segment_id = $3
        UNION ALL SELECT user_id FROM memberships WHERE segment_id = $3) AS m ${kept} ORDER BY m.user_id`,
    [snapshotId, runId, segmentId],
  )
  await attachPartition(client, 'segment_snapshot_members', 'snapshot_id', snapshotId)
  return rowCount ?? 0
}

/** Keeps who is a member of a segment at this moment, for so many days; null days: until somebody deletes it. null while no run of segments is published, or the rule's members have never been made. */
export const takeSnapshot = (
  database: Database,
  segmentId: number,
  keepDays: number | null = null,
): Promise<SegmentSnapshot | null> =>
  database.transaction(async (client) => {
    const runId = await lockPublishedRun(client, segmentId)
    if (runId === null) return null
    const created = await client.query<{ id: number }>(
      `INSERT INTO segment_snapshots (segment_id, run_id, user_count, rule_hash, taken_at, expires_at)
        SELECT id, $2, 0, rule_hash, now(), now() + make_interval(days => $3::int) FROM segments WHERE id = $1 RETURNING id`,
      [segmentId, runId, keepDays],
    )
    const userCount = await copyMembers(client, created.rows[0].id, runId, segmentId)
    const { rows } = await client.query<SegmentSnapshot>(
      `UPDATE segment_snapshots s SET user_count = $2 WHERE id = $1 RETURNING ${columns}`,
      [created.rows[0].id, userCount],
    )
    return rows[0]
  })

/** The page of keys comes first and is small; only its users are looked up, whatever the planner thinks of the limit. */
const pageOfMembers = (name: string, condition: string, direction: 'ASC' | 'DESC'): Statement => ({
  name: `${name}_${direction.toLowerCase()}`,
  text: `WITH page AS MATERIALIZED (
      SELECT m.user_id FROM segment_snapshot_members m
      WHERE m.snapshot_id = $1::int AND m.user_id > $2::bigint AND m.user_id < $3::bigint ${condition}
      ORDER BY m.user_id ${direction} LIMIT $4::int
    ) SELECT ${userColumns} FROM page JOIN users u ON u.id = page.user_id ORDER BY u.id ${direction}`,
})

const notIn =
  'AND NOT EXISTS (SELECT FROM segment_snapshot_members o WHERE o.user_id = m.user_id AND o.snapshot_id = $5::int)'

const statements = {
  members: { forward: pageOfMembers('members', '', 'ASC'), backward: pageOfMembers('members', '', 'DESC') },
  notIn: {
    forward: pageOfMembers('members_not_in', notIn, 'ASC'),
    backward: pageOfMembers('members_not_in', notIn, 'DESC'),
  },
}

const lastUserId = '9223372036854775807'

/** The members of a snapshot by user id; with `except`, only those that the other snapshot does not have. */
export const listSnapshotMembers = async (
  database: Database,
  snapshotId: number,
  except: number | null,
  page: PageRequest<number>,
): Promise<Page<User>> => {
  const { forward, backward } = except === null ? statements.members : statements.notIn
  const rows = await database.read<User>(page.backward ? backward : forward, [
    snapshotId,
    page.after ?? 0,
    page.before ?? lastUserId,
    rowsToRead(page),
    ...(except === null ? [] : [except]),
  ])
  return toPage(rows, page)
}

/** How many members a snapshot has that the other has not. */
export const countMembersNotIn = async (database: Database, snapshotId: number, except: number): Promise<number> => {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM segment_snapshot_members m WHERE m.snapshot_id = $1 AND NOT EXISTS (
      SELECT FROM segment_snapshot_members o WHERE o.snapshot_id = $2 AND o.user_id = m.user_id)`,
    [snapshotId, except],
  )
  return rows[0].count
}

/** Snapshots of a segment, oldest first. */
export const listSnapshots = async (
  { pool }: Database,
  segmentId: number,
  page: PageRequest<number>,
): Promise<Page<SegmentSnapshot>> => {
  const { values, add } = createValues()
  const conditions = [
    `s.segment_id = ${add(segmentId, 'int')}`,
    page.after === null ? 'TRUE' : `s.id > ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `s.id < ${add(page.before, 'int')}`,
  ]
  const { rows } = await pool.query<SegmentSnapshot>(
    `SELECT ${columns} FROM segment_snapshots s WHERE ${conditions.join(' AND ')}
    ORDER BY s.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}

/** Dropping waits for readers of the table, and new readers wait behind it: rather not now than long. */
const patience = '2s'

/** Removes a snapshot with its members. GONE: there is none; BUSY: somebody is reading it. */
export const deleteSnapshot = (database: Database, id: number): Promise<'DELETED' | 'GONE' | 'BUSY'> =>
  database
    .transaction(async (client) => {
      await client.query(`SET LOCAL lock_timeout = '${patience}'`)
      const { rowCount } = await client.query('DELETE FROM segment_snapshots WHERE id = $1', [id])
      if (!rowCount) return 'GONE' as const
      await dropPartition(client, 'segment_snapshot_members', id)
      return 'DELETED' as const
    })
    .catch((error: { readonly code?: string }) => {
      if (error.code === '55P03') return 'BUSY' as const
      throw error
    })

/** Removes the snapshots whose time is over; one that is being read is left for the next time. How many are gone. */
export const pruneSnapshots = async (database: Database, now: Date): Promise<number> => {
  const { rows } = await database.pool.query<{ id: number }>(
    'SELECT id FROM segment_snapshots WHERE expires_at <= $1 ORDER BY id',
    [now],
  )
  let gone = 0
  for (const { id } of rows) if ((await deleteSnapshot(database, id)) === 'DELETED') gone++
  return gone
}
