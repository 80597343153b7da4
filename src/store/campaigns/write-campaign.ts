import type { ClientBase } from 'pg'

import type { Campaign, NewCampaign } from '../../domain/campaign.ts'
import type { NewCoupon } from '../../domain/coupon.ts'
import { findCampaign } from './find-campaign.ts'

type Queryable = Pick<ClientBase, 'query'>

const insertCoupons = (client: Queryable, campaignId: number, coupons: readonly NewCoupon[]) =>
  client.query(
    `INSERT INTO campaign_coupons (campaign_id, key, kind, value, cost, valid_days, minimum_spend)
    SELECT $1, key, kind, value, cost, "validDays", "minimumSpend"
    FROM ROWS FROM (jsonb_to_recordset($2) AS (key text, kind text, value float8, cost float8, "validDays" int, "minimumSpend" float8))
      WITH ORDINALITY AS given(key, kind, value, cost, "validDays", "minimumSpend", place) ORDER BY place`,
    [campaignId, JSON.stringify(coupons)],
  )

/** Writes a campaign with its coupons; null where the key is taken. Give the client of a transaction: it is two statements. */
export const createCampaign = async (client: Queryable, campaign: NewCampaign): Promise<Campaign | null> => {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO campaigns (key, name, description, source, status, segment_key, strategy, seed, holdout_share, budget, per_user_cap,
      frequency_cap, frequency_days, quiet_from, quiet_to, consents, margin_rate, starts_at, ends_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
    ON CONFLICT (key) DO NOTHING RETURNING id`,
    [
      campaign.key,
      campaign.name,
      campaign.description,
      campaign.source,
      campaign.status,
      campaign.segmentKey,
      campaign.strategy,
      campaign.seed,
      campaign.holdoutShare,
      campaign.budget,
      campaign.perUserCap,
      campaign.frequencyCap?.campaigns ?? null,
      campaign.frequencyCap?.days ?? null,
      campaign.quietHours?.from ?? null,
      campaign.quietHours?.to ?? null,
      campaign.consents,
      campaign.marginRate,
      campaign.startsAt,
      campaign.endsAt,
      campaign.createdAt,
    ],
  )
  if (rows.length === 0) return null
  await insertCoupons(client, rows[0].id, campaign.coupons)
  return findCampaign(client, campaign.key)
}
