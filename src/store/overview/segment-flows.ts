import type { SegmentFlow } from '../../domain/overview.ts'
import type { Database, Statement } from '../database.ts'

/** Members at an instant: of rules those of now with what has happened since taken back, of the others those of a run. `$1`: ids of segments. */
const membersAt = (at: string, run: string): string => `
  SELECT segment_id, user_id FROM segment_members WHERE run_id = ${run}::int AND segment_id = ANY($1::int[])
  UNION ALL SELECT m.segment_id, m.user_id FROM memberships m WHERE m.segment_id = ANY($1::int[])
    AND NOT EXISTS (SELECT FROM membership_changes c WHERE c.segment_id = m.segment_id AND c.user_id = m.user_id AND c.changed_at > ${at}::timestamptz)
  UNION ALL SELECT segment_id, user_id FROM (
    SELECT DISTINCT ON (c.segment_id, c.user_id) c.segment_id, c.user_id, c.entered FROM membership_changes c
    WHERE c.segment_id = ANY($1::int[]) AND c.changed_at > ${at}::timestamptz ORDER BY c.segment_id, c.user_id, c.id
  ) AS since WHERE NOT entered`

const flows: Statement = {
  name: 'segment_flows',
  text: `WITH earlier AS (${membersAt('$2', '$4')}), later AS (${membersAt('$3', '$5')})
    SELECT e.segment_id AS "fromId", l.segment_id AS "toId", count(*)::int AS "userCount"
    FROM earlier e FULL JOIN later l ON l.user_id = e.user_id
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
}

export interface FlowQuestion {
  readonly segmentIds: readonly number[]
  readonly from: Date
  readonly to: Date
  /** Runs of segments that readers saw at each end; null where no segment comes from runs. */
  readonly fromRun: number | null
  readonly toRun: number | null
}

/** Who went from where to where, most first: pairs of segments with the number of users who were in the one at `from` and in the other at `to`. */
export const readSegmentFlows = (database: Pick<Database, 'read'>, asked: FlowQuestion): Promise<SegmentFlow[]> =>
  database.read<SegmentFlow>(flows, [asked.segmentIds, asked.from, asked.to, asked.fromRun, asked.toRun])
