import type { Campaign, CampaignSettings, CampaignStatus, NewCampaign } from '../../domain/campaign.ts'
import type { NewCoupon } from '../../domain/coupon.ts'
import type { Queryable } from '../queryable.ts'
import { campaignColumns } from './campaign-columns.ts'
import { findCampaign } from './find-campaign.ts'

const insertCoupons = (client: Queryable, campaignId: number, coupons: readonly NewCoupon[]) =>
  client.query(
    `INSERT INTO campaign_coupons (campaign_id, key, kind, value, cost, valid_days, minimum_spend)
    SELECT $1, key, kind, value, cost, "validDays", "minimumSpend"
    FROM ROWS FROM (jsonb_to_recordset($2) AS (key text, kind text, value float8, cost float8, "validDays" int, "minimumSpend" float8))
      WITH ORDINALITY AS given(key, kind, value, cost, "validDays", "minimumSpend", place) ORDER BY place`,
    [campaignId, JSON.stringify(coupons)],
  )

/** What can be said of a campaign, in the order of `settingColumns`. */
const settingValues = (settings: CampaignSettings): readonly unknown[] => [
  settings.name,
  settings.description,
  settings.segmentKey,
  settings.strategy,
  settings.holdoutShare,
  settings.budget,
  settings.perUserCap,
  settings.frequencyCap?.campaigns ?? null,
  settings.frequencyCap?.days ?? null,
  settings.quietHours?.from ?? null,
  settings.quietHours?.to ?? null,
  settings.consents,
  settings.marginRate,
  settings.startsAt,
  settings.endsAt,
]

const settingColumns = `name, description, segment_key, strategy, holdout_share, budget, per_user_cap, frequency_cap, frequency_days,
  quiet_from, quiet_to, consents, margin_rate, starts_at, ends_at`

/** Writes a campaign with its coupons; null where the key is taken. Give the client of a transaction: it is two statements. */
export const createCampaign = async (client: Queryable, campaign: NewCampaign): Promise<Campaign | null> => {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO campaigns (${settingColumns}, key, source, status, seed, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
    ON CONFLICT (key) DO NOTHING RETURNING id`,
    [...settingValues(campaign), campaign.key, campaign.source, campaign.status, campaign.seed, campaign.createdAt],
  )
  if (rows.length === 0) return null
  await insertCoupons(client, rows[0].id, campaign.coupons)
  return findCampaign(client, campaign.key)
}

/** The campaign with this key, which nobody else changes, allocates or deletes until the transaction ends. */
export const lockCampaign = async (client: Queryable, key: string): Promise<Campaign | null> => {
  const { rows } = await client.query('SELECT FROM campaigns WHERE key = $1 FOR UPDATE', [key])
  return rows.length === 0 ? null : findCampaign(client, key)
}

/** Writes what a campaign is to be, in place of what it was. Hold its lock. */
export const saveCampaign = async (client: Queryable, campaign: Campaign, now: Date): Promise<Campaign> => {
  const { rows } = await client.query<Campaign>(
    `UPDATE campaigns c SET (${settingColumns}, status, allocated_at, updated_at, last_error)
      = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, NULL)
    WHERE id = $19 RETURNING ${campaignColumns}`,
    [...settingValues(campaign), campaign.status, campaign.allocatedAt, now, campaign.id],
  )
  return rows[0]
}

/** Says why a campaign could not do by itself what was due. */
export const noteCampaignFailure = async (client: Queryable, key: string, message: string): Promise<void> => {
  await client.query('UPDATE campaigns SET last_error = $2 WHERE key = $1', [key, message])
}

/** Other coupons in place of those that a campaign had. Nothing may have been sent yet. */
export const replaceCoupons = async (
  client: Queryable,
  campaignId: number,
  coupons: readonly NewCoupon[],
): Promise<void> => {
  await client.query('DELETE FROM campaign_coupons WHERE campaign_id = $1', [campaignId])
  await insertCoupons(client, campaignId, coupons)
}

/** With its coupons. Nothing may have been sent yet. */
export const removeCampaign = async (client: Queryable, id: number): Promise<void> => {
  await client.query('DELETE FROM campaigns WHERE id = $1', [id])
}

/** Keys of own campaigns that have to be started, ended, or given their coupons now. */
export const findDueCampaigns = async (
  client: Queryable,
  now: Date,
): Promise<readonly { readonly key: string; readonly due: 'START' | 'ALLOCATE' | 'FINISH' }[]> => {
  const { rows } = await client.query<{ key: string; due: 'START' | 'ALLOCATE' | 'FINISH'; status: CampaignStatus }>(
    `SELECT key, CASE WHEN ends_at <= $1 THEN 'FINISH' WHEN status = 'SCHEDULED' THEN 'START' ELSE 'ALLOCATE' END AS due
    FROM campaigns WHERE source = 'OWN' AND (status = 'SCHEDULED' AND starts_at <= $1
      OR status = 'RUNNING' AND (ends_at <= $1 OR starts_at <= $1 AND allocated_at IS NULL)) ORDER BY id`,
    [now],
  )
  return rows
}
