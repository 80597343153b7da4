import type { IncomingAssignment, IncomingRedemption } from '../../domain/incoming-campaign.ts'
import { CodedError } from '../../errors.ts'
import type { Ingested } from '../ingest-events.ts'
import type { Queryable } from '../queryable.ts'
import { internCampaigns } from './ingest-campaigns.ts'
import { internCoupons } from './ingest-coupons.ts'

const dateOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

/** Without a time of their own people are in a campaign from its start. */
const requireTimes = async (client: Queryable, assignments: readonly IncomingAssignment[]): Promise<void> => {
  const keys = assignments.flatMap(({ campaignId, assignedAt }) => (assignedAt === null ? [campaignId] : []))
  const { rows } = await client.query<{ key: string }>(
    'SELECT key FROM campaigns WHERE key = ANY($1::text[]) AND starts_at IS NULL ORDER BY key LIMIT 1',
    [[...new Set(keys)]],
  )
  if (rows.length === 0) return
  const message = `Nobody has said when the campaign "${rows[0].key}" started: import campaigns first, or give assigned_at.`
  throw new CodedError('INVALID_ARGUMENT', message)
}

const internUsers = `INSERT INTO users (external_id, created_at)
  SELECT g.id, min(g.at) FROM unnest($1::text[], $2::timestamptz[]) AS g(id, at)
  WHERE NOT EXISTS (SELECT FROM users u WHERE u.external_id = g.id) GROUP BY g.id ORDER BY g.id ON CONFLICT (external_id) DO NOTHING`

const insertAssignments = `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, expires_at, propensity)
  SELECT DISTINCT ON (u.id, c.id) u.id, c.id, g.arm, CASE g.arm WHEN 'TREATED' THEN p.id END, coalesce(g.assigned_at, c.starts_at), coalesce(g.assigned_at, c.starts_at),
    coalesce(g.expires_at, c.ends_at), coalesce(g.propensity, 1)
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (campaign text, "user" text, arm text, coupon text, assigned_at timestamptz, expires_at timestamptz, propensity float8))
    WITH ORDINALITY AS g(campaign, "user", arm, coupon, assigned_at, expires_at, propensity, place)
  JOIN users u ON u.external_id = g."user" JOIN campaigns c ON c.key = g.campaign
  LEFT JOIN campaign_coupons p ON p.campaign_id = c.id AND p.key = g.coupon
  ORDER BY u.id, c.id, g.place ON CONFLICT (user_id, campaign_id) DO NOTHING`

/**
 * Adds who was in campaigns that were somebody else's: each once, as first told.
 * @throws CodedError INVALID_ARGUMENT where a campaign is the shop's own, or nobody has said when it started
 */
export const ingestAssignments = async (
  client: Queryable,
  assignments: readonly IncomingAssignment[],
  now: Date,
): Promise<Ingested> => {
  if (assignments.length === 0) return { accepted: 0, duplicates: 0 }
  const campaigns = assignments.map(({ campaignId }) => campaignId)
  await internCampaigns(client, campaigns, now)
  await requireTimes(client, assignments)
  await internCoupons(
    client,
    assignments.flatMap(({ campaignId, couponId }) => (couponId === null ? [] : [{ campaignId, couponId }])),
  )
  const times = assignments.map(({ assignedAt }) => dateOf(assignedAt) ?? now)
  await client.query(internUsers, [assignments.map(({ userId }) => userId), times])
  const records = assignments.map((one) => ({
    campaign: one.campaignId,
    user: one.userId,
    arm: one.arm,
    coupon: one.couponId,
    assigned_at: dateOf(one.assignedAt),
    expires_at: dateOf(one.expiresAt),
    propensity: one.propensity,
  }))
  const accepted = (await client.query(insertAssignments, [JSON.stringify(records)])).rowCount ?? 0
  return { accepted, duplicates: assignments.length - accepted }
}

const insertRedemptions = `INSERT INTO coupon_redemptions (user_id, campaign_id, coupon_id, order_key, redeemed_at, discount)
  SELECT u.id, c.id, p.id, coalesce(g.order_id, g.coupon || '@' || g.redeemed_at), g.redeemed_at::timestamptz, g.discount
  FROM jsonb_to_recordset($1::jsonb) AS g(campaign text, "user" text, coupon text, order_id text, redeemed_at text, discount float8)
  JOIN users u ON u.external_id = g."user" JOIN campaigns c ON c.key = g.campaign
  JOIN campaign_coupons p ON p.campaign_id = c.id AND p.key = g.coupon
  ORDER BY 1, 2, 4 ON CONFLICT DO NOTHING`

/**
 * Adds redemptions of coupons of campaigns that were somebody else's: one per user, campaign and order.
 * @throws CodedError INVALID_ARGUMENT where a campaign is the shop's own
 */
export const ingestRedemptions = async (
  client: Queryable,
  redemptions: readonly IncomingRedemption[],
  now: Date,
): Promise<Ingested> => {
  if (redemptions.length === 0) return { accepted: 0, duplicates: 0 }
  await internCampaigns(
    client,
    redemptions.map(({ campaignId }) => campaignId),
    now,
  )
  await internCoupons(client, redemptions)
  const times = redemptions.map(({ redeemedAt }) => dateOf(redeemedAt))
  await client.query(internUsers, [redemptions.map(({ userId }) => userId), times])
  const records = redemptions.map((one, at) => ({
    campaign: one.campaignId,
    user: one.userId,
    coupon: one.couponId,
    order_id: one.orderId,
    redeemed_at: times[at],
    discount: one.discount,
  }))
  const accepted = (await client.query(insertRedemptions, [JSON.stringify(records)])).rowCount ?? 0
  return { accepted, duplicates: redemptions.length - accepted }
}
