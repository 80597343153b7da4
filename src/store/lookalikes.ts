import type { ClientBase, PoolClient } from 'pg'

import type { BehaviourColumn } from '../domain/behaviour.ts'
import type { LikenessTrial, LookalikeList } from '../domain/lookalike.ts'
import type { Page, PageRequest } from '../domain/page.ts'
import type { User } from '../domain/user.ts'
import { copyRows } from './copy.ts'
import type { Database, Statement } from './database.ts'
import { rowsToRead, toPage } from './keyset.ts'
import { notSuppressed } from './lists/not-suppressed.ts'
import { attachPartition, createPartition, dropPartition } from './partitions.ts'
import { readColumns } from './read-numbers.ts'
import { userColumns } from './users.ts'

const columns = `l.id, l.segment_id AS "segmentId", l.seed_count AS "seedCount", l.user_count AS "userCount", l.model,
  (l.evaluation ->> 'heldOut')::int AS "heldOut", l.evaluation -> 'trials' AS trials, l.taken_at AS "takenAt"`

const kept = `to_regclass('parts.lookalikes_' || l.id) IS NOT NULL`

const fresh: Statement = {
  name: 'fresh_lookalikes',
  text: `SELECT ${columns} FROM lookalike_lists l JOIN segments s ON s.id = l.segment_id AND s.rule_hash = l.rule_hash
    JOIN published_runs p ON p.kind = 'CLUSTERS' AND p.run_id = l.run_id
    WHERE l.segment_id = $1::int AND l.taken_at > now() - interval '1 day' AND ${kept} ORDER BY l.id DESC LIMIT 1`,
}

const byId: Statement = {
  name: 'lookalikes_by_id',
  text: `SELECT ${columns} FROM lookalike_lists l WHERE l.id = $1::int AND ${kept}`,
}

type Reader = Pick<Database, 'read'>

/** The list of a segment that still holds: of the published clusters and of the segment's rule as it is, and no older than a day; null where there is none. */
export const findFreshLookalikes = async (database: Reader, segmentId: number): Promise<LookalikeList | null> =>
  (await database.read<LookalikeList>(fresh, [segmentId])).at(0) ?? null

/** null where it is not there, or no longer. */
export const findLookalikeList = async (database: Reader, id: number): Promise<LookalikeList | null> =>
  (await database.read<LookalikeList>(byId, [id])).at(0) ?? null

export interface RankedUser extends User {
  readonly place: number
  readonly score: number
}

const page = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `lookalikes_${direction.toLowerCase()}`,
  text: `SELECT ${userColumns}, k.place, k.score FROM lookalikes k JOIN users u ON u.id = k.user_id
    WHERE k.list_id = $1::int AND k.place > $2::int AND k.place < $3::int AND ${notSuppressed('u')}
    ORDER BY k.place ${direction} LIMIT $4::int`,
})

const pages = { forward: page('ASC'), backward: page('DESC') }
const lastPlace = 2 ** 31 - 1

/** Most alike first. Whoever is suppressed by now is left out. */
export const listLookalikes = async (
  database: Reader,
  listId: number,
  request: PageRequest<number>,
): Promise<Page<RankedUser>> => {
  const statement = request.backward ? pages.backward : pages.forward
  const values = [listId, request.after ?? -1, request.before ?? lastPlace, rowsToRead(request)]
  return toPage(await database.read<RankedUser>(statement, values), request)
}

/** Any constant of our own, with the segment beside it: its list is made by one at a time. */
const makingLock = 721_340_062

/** Waits until nobody else makes the list of the segment, until the transaction ends; then the id of the list that another made meanwhile, where it holds, else null. */
export const lockLookalikes = async (client: ClientBase, segmentId: number): Promise<number | null> => {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [makingLock, segmentId])
  const { rows } = await client.query<LookalikeList>(fresh.text, [segmentId])
  return rows.at(0)?.id ?? null
}

/** What the published clusters compare people by: a byte a column. */
export interface ComparedBy {
  readonly runId: number
  readonly vector: readonly BehaviourColumn[]
}

/** null before the first clusters. Until the transaction ends their rows are not dropped. */
export const readComparedBy = async (client: ClientBase): Promise<ComparedBy | null> => {
  const { rows } = await client.query<ComparedBy>(
    `SELECT r.id AS "runId", r.artefact -> 'vector' AS vector FROM published_runs p JOIN model_runs r ON r.id = p.run_id
    WHERE p.kind = 'CLUSTERS' FOR SHARE OF p`,
  )
  return rows.at(0) ?? null
}

export interface Seeds {
  readonly ruleHash: string
  /** Ascending. */
  readonly userIds: Float64Array
}

/** The members of a segment now; null where they were never made, or there is no such segment. */
export const readSeeds = async (client: ClientBase, segmentId: number): Promise<Seeds | null> => {
  const { rows } = await client.query<{ ruleHash: string; runId: number }>(
    `SELECT s.rule_hash AS "ruleHash", CASE WHEN s.kind = 'RULE' THEN 0 ELSE p.run_id END AS "runId" FROM segments s
    LEFT JOIN published_runs p ON p.kind = 'SEGMENTS' LEFT JOIN segment_builds b ON b.segment_id = s.id
    WHERE s.id = $1 AND (b.segment_id IS NOT NULL OR (s.kind <> 'RULE' AND p.run_id IS NOT NULL))`,
    [segmentId],
  )
  const state = rows.at(0)
  if (state === undefined) return null
  const [runId, id] = [Math.trunc(state.runId), Math.trunc(segmentId)]
  const query = `SELECT user_id::float8 FROM (
      SELECT user_id FROM segment_members WHERE run_id = ${runId} AND segment_id = ${id}
      UNION SELECT user_id FROM memberships WHERE segment_id = ${id}
    ) AS members ORDER BY members.user_id`
  const [userIds] = await readColumns(client, query, [Float64Array])
  return { ruleHash: state.ruleHash, userIds }
}

/** Rows read at a time. */
const blockRows = 50_000

const blocks = `WITH block AS (
    SELECT user_id, vector FROM user_clusters WHERE run_id = $1 AND user_id > $2 ORDER BY user_id LIMIT ${blockRows}
  ) SELECT count(*) AS rows, max(user_id) AS last, string_agg(int8send(user_id), '' ORDER BY user_id) AS ids,
    string_agg(vector, '' ORDER BY user_id) AS vectors FROM block`

interface Block {
  readonly rows: number
  readonly last: number
  readonly ids: Buffer
  readonly vectors: Buffer
}

/** What a run compares people by: ascending ids, and `width` bytes each. Read in blocks, of which one is held twice. */
export const readVectors = async (client: ClientBase, runId: number, width: number) => {
  const counted = await client.query<{ people: number }>(
    'SELECT count(*) AS people FROM user_clusters WHERE run_id = $1',
    [runId],
  )
  const { people } = counted.rows[0]
  const userIds = new Float64Array(people)
  const vectors = new Int8Array(people * width)
  for (let [at, last] = [0, 0]; at < people; ) {
    const { rows } = await client.query<Block>(blocks, [runId, last])
    const block = rows[0]
    if (block.rows === 0) break
    for (let row = 0; row < block.rows; row++) userIds[at + row] = Number(block.ids.readBigInt64BE(8 * row))
    vectors.set(new Int8Array(block.vectors.buffer, block.vectors.byteOffset, block.vectors.length), at * width)
    at += block.rows
    last = block.last
  }
  return { userIds, vectors }
}

export interface NewLookalikes {
  readonly segmentId: number
  readonly runId: number
  readonly ruleHash: string
  readonly seedCount: number
  readonly model: string
  readonly heldOut: number
  readonly trials: readonly LikenessTrial[]
  /** Most alike first. */
  readonly userIds: Float64Array
  readonly scores: Float64Array
}

function* rowsOf(listId: number, { userIds, scores }: NewLookalikes) {
  for (let place = 0; place < userIds.length; place++) yield [userIds[place], listId, place, scores[place]]
}

/** Keeps a list and returns its id; readers see it when the transaction ends. */
export const writeLookalikes = async (client: ClientBase, list: NewLookalikes): Promise<number> => {
  const { segmentId, runId, ruleHash, seedCount, model, heldOut, trials, userIds } = list
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO lookalike_lists (segment_id, run_id, rule_hash, seed_count, user_count, model, evaluation, taken_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, now()) RETURNING id`,
    [segmentId, runId, ruleHash, seedCount, userIds.length, model, JSON.stringify({ heldOut, trials })],
  )
  const { id } = rows[0]
  const partition = await createPartition(client, 'lookalikes', id)
  await copyRows(client, partition, ['user_id', 'list_id', 'place', 'score'], rowsOf(id, list))
  await attachPartition(client, 'lookalikes', 'list_id', id)
  return id
}

/** So many of a segment are kept: walks that began on an older one go on. */
const listsKept = 3

const oldLists = `SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY segment_id ORDER BY id DESC) AS place FROM lookalike_lists) AS l
  WHERE place > ${listsKept}`

/** Partitions whose list is gone, as with its segment. */
const orphans = `SELECT substring(c.relname FROM '[0-9]+$')::int AS id FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'lookalikes'::regclass AND substring(c.relname FROM '[0-9]+$')::int NOT IN (SELECT id FROM lookalike_lists)`

/** Drops all but the newest few lists of each segment. A table that is busy is left for the next time. */
export const pruneLookalikes = async (client: PoolClient): Promise<void> => {
  try {
    await client.query('BEGIN')
    await client.query(`SET LOCAL lock_timeout = '2s'`)
    await client.query(`DELETE FROM lookalike_lists WHERE id IN (${oldLists})`)
    const { rows } = await client.query<{ id: number }>(orphans)
    for (const { id } of rows) await dropPartition(client, 'lookalikes', id)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    if ((error as { readonly code?: string }).code !== '55P03') throw error
  }
}
