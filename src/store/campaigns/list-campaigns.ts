import type { Campaign, CampaignStatus } from '../../domain/campaign.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database, Statement } from '../database.ts'
import { createValues, rowsToRead, toPage } from '../keyset.ts'
import { campaignColumns } from './campaign-columns.ts'

const campaignsById: Statement = {
  name: 'campaigns_by_id',
  text: `SELECT ${campaignColumns} FROM campaigns c WHERE c.id = ANY($1::int[])`,
}

const campaignsByKey: Statement = {
  name: 'campaigns_by_key',
  text: `SELECT ${campaignColumns} FROM campaigns c WHERE c.key = ANY($1::text[])`,
}

export const findCampaignsById = (database: Database, ids: readonly number[]): Promise<Campaign[]> =>
  database.read<Campaign>(campaignsById, [ids])

export const findCampaignsByKey = (database: Database, keys: readonly string[]): Promise<Campaign[]> =>
  database.read<Campaign>(campaignsByKey, [keys])

/** All campaigns by id, oldest first, or those of one status; the position is a campaign's id. */
export const listCampaigns = async (
  database: Database,
  status: CampaignStatus | null,
  page: PageRequest<number>,
): Promise<Page<Campaign>> => {
  const { values, add } = createValues()
  const conditions = [
    page.after === null ? 'TRUE' : `c.id > ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `c.id < ${add(page.before, 'int')}`,
    status === null ? 'TRUE' : `c.status = ${add(status, 'text')}`,
  ]
  const { rows } = await database.pool.query<Campaign>(
    `SELECT ${campaignColumns} FROM campaigns c WHERE ${conditions.join(' AND ')}
      ORDER BY c.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}

/** How far a campaign has come. */
export interface CampaignCounts {
  readonly campaignId: number
  readonly treated: number
  readonly control: number
  /** What the coupons sent have cost. */
  readonly spent: number
  /** Users who redeemed their coupon. */
  readonly redeemers: number
}

const counts: Statement = {
  name: 'campaign_counts',
  text: `SELECT asked.id AS "campaignId", coalesce(sum(n) FILTER (WHERE arm = 'TREATED'), 0)::float8 AS treated,
      coalesce(sum(n) FILTER (WHERE arm = 'CONTROL'), 0)::float8 AS control, coalesce(sum(n * p.cost), 0) AS spent,
      (SELECT count(DISTINCT r.user_id) FROM coupon_redemptions r JOIN coupon_assignments a USING (user_id, campaign_id) WHERE r.campaign_id = asked.id) AS redeemers
    FROM unnest($1::int[]) AS asked(id)
    LEFT JOIN LATERAL (SELECT arm, coupon_id, count(*) AS n FROM coupon_assignments a WHERE a.campaign_id = asked.id GROUP BY arm, coupon_id) c ON TRUE
    LEFT JOIN campaign_coupons p ON p.id = c.coupon_id GROUP BY asked.id`,
}

export const countCampaigns = (database: Database, ids: readonly number[]): Promise<CampaignCounts[]> =>
  database.read<CampaignCounts>(counts, [ids])
