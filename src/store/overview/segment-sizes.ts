import type { SizePoint } from '../../domain/overview.ts'
import type { Segment } from '../../domain/segment.ts'
import type { Database, Statement } from '../database.ts'

/** What changed between one instant and the next, after the last of them too. */
const changesBetween: Statement = {
  name: 'segment_changes_between',
  text: `SELECT s.id, least(s.created_at, (SELECT min(f.changed_at) FROM membership_changes f WHERE f.segment_id = s.id)) AS "createdAt", b.user_count AS "userCount",
      ARRAY(SELECT coalesce(c.net, 0)::int FROM generate_series(0, cardinality($2::timestamptz[])) AS place
        LEFT JOIN (
          SELECT width_bucket(m.changed_at - interval '1 microsecond', $2::timestamptz[]) AS place, sum(CASE WHEN m.entered THEN 1 ELSE -1 END) AS net
          FROM membership_changes m WHERE m.segment_id = s.id GROUP BY 1
        ) c USING (place) ORDER BY place) AS net
    FROM segments s JOIN segment_builds b ON b.segment_id = s.id WHERE s.id = ANY($1::int[])`,
}

interface ChangesRow {
  readonly id: number
  readonly createdAt: Date
  readonly userCount: number
  /** [i]: net entries after instant i - 1 up to and including instant i. */
  readonly net: readonly number[]
}

/** Back from how many there are now, taking off what has happened since. */
const sizesOfRule = ({ createdAt, userCount, net }: ChangesRow, instants: readonly Date[]): readonly SizePoint[] => {
  const points: SizePoint[] = []
  let count = userCount
  for (let at = instants.length - 1; at >= 0; at--) {
    count -= net[at + 1]
    points.push({ at: instants[at], userCount: instants[at] < createdAt ? null : count })
  }
  return points.reverse()
}

/** What the run of segments that readers saw at each instant had counted. */
const countsOfRuns: Statement = {
  name: 'segment_counts_of_runs',
  text: `SELECT s.id, ARRAY(
      SELECT (SELECT (metric->>'value')::float8 FROM jsonb_array_elements(r.metrics) AS metric WHERE metric->>'name' = s.key)
      FROM unnest($2::timestamptz[]) WITH ORDINALITY AS asked(at, place)
      LEFT JOIN LATERAL (
        SELECT p.run_id FROM publications p WHERE p.kind = 'SEGMENTS' AND p.published_at <= asked.at ORDER BY p.published_at DESC, p.id DESC LIMIT 1
      ) seen ON TRUE
      LEFT JOIN model_runs r ON r.id = seen.run_id ORDER BY asked.place
    ) AS counts FROM segments s WHERE s.id = ANY($1::int[])`,
}

const idsOf = (segments: readonly Segment[], isRule: boolean): readonly number[] =>
  segments.filter(({ kind }) => (kind === 'RULE') === isRule).map(({ id }) => id)

/** How many members each segment had at each instant (ascending): of rules from who has entered and left since, of the others as their runs counted. By segment id. */
export const readSegmentSizes = async (
  database: Pick<Database, 'read'>,
  segments: readonly Segment[],
  instants: readonly Date[],
): Promise<ReadonlyMap<number, readonly SizePoint[]>> => {
  const changes = await database.read<ChangesRow>(changesBetween, [idsOf(segments, true), instants])
  const counted = await database.read<{ id: number; counts: readonly (number | null)[] }>(countsOfRuns, [
    idsOf(segments, false),
    instants,
  ])
  return new Map([
    ...changes.map((row) => [row.id, sizesOfRule(row, instants)] as const),
    ...counted.map(({ id, counts }) => [id, instants.map((at, place) => ({ at, userCount: counts[place] }))] as const),
  ])
}
