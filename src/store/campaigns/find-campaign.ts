import type { ClientBase } from 'pg'

import type { Campaign } from '../../domain/campaign.ts'
import { campaignColumns } from './campaign-columns.ts'

/** The campaign with this key and its coupons, read from whatever is given: a pool, or a transaction that wrote it. */
export const findCampaign = async (client: Pick<ClientBase, 'query'>, key: string): Promise<Campaign | null> => {
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
