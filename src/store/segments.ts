import type { Page, PageRequest } from '../domain/page.ts'
import type { Segment } from '../domain/segment.ts'
import type { Database, Statement } from './database.ts'
import { createValues, rowsToRead, toPage } from './keyset.ts'

const columns = 's.id, s.key, s.name, s.description, s.kind, s.rule_hash AS "ruleHash"'

const segmentsById: Statement = {
  name: 'segments_by_id',
  text: `SELECT ${columns} FROM segments s WHERE s.id = ANY($1::int[])`,
}

const segmentsByKey: Statement = {
  name: 'segments_by_key',
  text: `SELECT ${columns} FROM segments s WHERE s.key = ANY($1::text[])`,
}

const memberCounts: Statement = {
  name: 'segment_member_counts',
  text: `SELECT asked.id AS "segmentId",
      (SELECT count(*) FROM segment_members m WHERE m.run_id = $2::int AND m.segment_id = asked.id) AS "userCount"
    FROM unnest($1::int[]) AS asked(id)`,
}

export const findSegmentsById = (database: Database, ids: readonly number[]): Promise<Segment[]> =>
  database.read<Segment>(segmentsById, [ids])

export const findSegmentsByKey = (database: Database, keys: readonly string[]): Promise<Segment[]> =>
  database.read<Segment>(segmentsByKey, [keys])

export interface SegmentCount {
  readonly segmentId: number
  readonly userCount: number
}

/** How many users these segments have under a run. */
export const countMembers = (
  database: Database,
  segmentIds: readonly number[],
  runId: number,
): Promise<SegmentCount[]> => database.read<SegmentCount>(memberCounts, [segmentIds, runId])

/** All segments by id, oldest first; the position is a segment's id. */
export const listSegments = async (database: Database, page: PageRequest<number>): Promise<Page<Segment>> => {
  const { values, add } = createValues()
  const conditions = [
    page.after === null ? 'TRUE' : `s.id > ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `s.id < ${add(page.before, 'int')}`,
  ]
  const { rows } = await database.pool.query<Segment>(
    `SELECT ${columns} FROM segments s WHERE ${conditions.join(' AND ')}
      ORDER BY s.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}
