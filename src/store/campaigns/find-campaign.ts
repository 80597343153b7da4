import type { ClientBase } from 'pg'

import type { Campaign } from '../../domain/campaign.ts'
import type { ConsentPurpose } from '../../domain/user.ts'
import { campaignColumns } from './campaign-columns.ts'

/** The campaign with this key and its coupons, read from whatever is given: a pool, or a transaction that wrote it. */
export const findCampaign = async (client: Pick<ClientBase, 'query'>, key: string): Promise<Campaign | null> => {
  // No stored text can hold these, so nothing has them as its key.
  if (!key.isWellFormed() || key.includes('\0')) return null
  const { rows } = await client.query<Campaign>(`SELECT ${campaignColumns} FROM campaigns c WHERE c.key = $1`, [key])
  return rows[0] ?? null
}

/** Keys of the campaigns that are not finished and are for this segment, in order. */
export const campaignsUsingSegment = async (
  client: Pick<ClientBase, 'query'>,
  segmentKey: string,
): Promise<readonly string[]> => {
  const { rows } = await client.query<{ key: string }>(
    `SELECT key FROM campaigns WHERE segment_key = $1 AND status <> 'FINISHED' ORDER BY key`,
    [segmentKey],
  )
  return rows.map(({ key }) => key)
}

/** Keys of all campaigns, in order. */
export const findCampaignKeys = async (client: Pick<ClientBase, 'query'>): Promise<readonly string[]> => {
  const { rows } = await client.query<{ key: string }>('SELECT key FROM campaigns ORDER BY key')
  return rows.map(({ key }) => key)
}

/** Whom a campaign is for: a segment with the consents that it asks for itself, and whether its members have ever been made. */
export interface Audience {
  readonly segmentId: number
  readonly consents: readonly ConsentPurpose[]
  readonly isComputed: boolean
}

/** null where no segment has this key. */
export const findAudience = async (client: Pick<ClientBase, 'query'>, segmentKey: string): Promise<Audience | null> => {
  const { rows } = await client.query<Audience>(
    `SELECT s.id AS "segmentId", s.consents, CASE s.kind WHEN 'RULE' THEN EXISTS (SELECT FROM segment_builds b WHERE b.segment_id = s.id)
      ELSE EXISTS (SELECT FROM published_runs WHERE kind = 'SEGMENTS') END AS "isComputed"
    FROM segments s WHERE s.key = $1`,
    [segmentKey],
  )
  return rows[0] ?? null
}

/** Whether a segment has more members than this, counting no further. */
export const hasMoreMembers = async (
  client: Pick<ClientBase, 'query'>,
  segmentKey: string,
  than: number,
): Promise<boolean> => {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*) AS n FROM (
      (SELECT FROM memberships m JOIN segments s ON s.id = m.segment_id WHERE s.key = $1 LIMIT $2::int)
      UNION ALL (SELECT FROM segment_members m JOIN segments s ON s.id = m.segment_id
        WHERE s.key = $1 AND m.run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS') LIMIT $2::int)) counted`,
    [segmentKey, than + 1],
  )
  return rows[0].n > than
}

/** How many members a segment has. */
export const countSegment = async (client: Pick<ClientBase, 'query'>, segmentKey: string): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM memberships m WHERE m.segment_id = s.id)
      + (SELECT count(*) FROM segment_members m WHERE m.segment_id = s.id AND m.run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS')) AS n
    FROM segments s WHERE s.key = $1`,
    [segmentKey],
  )
  return rows[0]?.n ?? 0
}
