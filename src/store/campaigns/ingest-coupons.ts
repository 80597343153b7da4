import type { IncomingCoupon } from '../../domain/incoming-campaign.ts'
import type { Ingested } from '../ingest-events.ts'
import { mergeById } from '../merge-by-id.ts'
import type { Queryable } from '../queryable.ts'
import { internCampaigns } from './ingest-campaigns.ts'

/** A coupon by the campaign's id and its own. */
export interface CouponName {
  readonly campaignId: string
  readonly couponId: string
}

/** Makes coupons of known campaigns known by their ids alone; says which were not. What nobody has said of them is 0, and good for as long as the campaign. */
export const internCoupons = async (
  client: Queryable,
  coupons: readonly CouponName[],
): Promise<readonly CouponName[]> => {
  const { rows } = await client.query<CouponName>(
    `WITH added AS (INSERT INTO campaign_coupons (campaign_id, key, kind, value, cost, valid_days)
    SELECT DISTINCT c.id, g.coupon, 'FIXED', 0, 0, coalesce(ceil(extract(epoch FROM c.ends_at - c.starts_at) / 86400), 0)::int
    FROM unnest($1::text[], $2::text[]) AS g(campaign, coupon) JOIN campaigns c ON c.key = g.campaign
    WHERE NOT EXISTS (SELECT FROM campaign_coupons p WHERE p.campaign_id = c.id AND p.key = g.coupon)
    ORDER BY c.id, 2 ON CONFLICT DO NOTHING RETURNING campaign_id, key)
    SELECT c.key AS "campaignId", added.key AS "couponId" FROM added JOIN campaigns c ON c.id = added.campaign_id`,
    [coupons.map(({ campaignId }) => campaignId), coupons.map(({ couponId }) => couponId)],
  )
  return rows
}

const merge = (earlier: IncomingCoupon, later: IncomingCoupon): IncomingCoupon => ({
  ...later,
  kind: later.kind ?? earlier.kind,
  value: later.value ?? earlier.value,
  cost: later.cost ?? earlier.cost,
  validDays: later.validDays ?? earlier.validDays,
  minimumSpend: later.minimumSpend ?? earlier.minimumSpend,
})

const update = `UPDATE campaign_coupons p SET kind = n.kind, value = n.value, cost = n.cost, valid_days = n.valid_days, minimum_spend = n.minimum_spend
  FROM (SELECT old.id, c.key AS campaign, coalesce(g.kind, old.kind) AS kind, coalesce(g.value, old.value) AS value, coalesce(g.cost, old.cost) AS cost,
      coalesce(g."validDays", old.valid_days) AS valid_days, coalesce(g."minimumSpend", old.minimum_spend) AS minimum_spend
    FROM jsonb_to_recordset($1::jsonb) AS g("campaignId" text, "couponId" text, kind text, value float8, cost float8, "validDays" int, "minimumSpend" float8)
    JOIN campaigns c ON c.key = g."campaignId" JOIN campaign_coupons old ON old.campaign_id = c.id AND old.key = g."couponId" ORDER BY old.id) n
  WHERE p.id = n.id AND (p.kind, p.value, p.cost, p.valid_days, p.minimum_spend)
    IS DISTINCT FROM (n.kind, n.value, n.cost, n.valid_days, n.minimum_spend)
  RETURNING n.campaign AS "campaignId", p.key AS "couponId"`

const addProducts = `INSERT INTO campaign_coupon_products (coupon_id, product_id)
  SELECT DISTINCT p.id, g.product FROM unnest($1::text[], $2::text[], $3::text[]) AS g(campaign, coupon, product)
  JOIN campaigns c ON c.key = g.campaign JOIN campaign_coupons p ON p.campaign_id = c.id AND p.key = g.coupon
  ORDER BY 1, 2 ON CONFLICT DO NOTHING`

const nameOf = ({ campaignId, couponId }: CouponName): string => JSON.stringify([campaignId, couponId])

/**
 * Adds coupons of campaigns that were somebody else's, with the products that they are good for: a row each. Accepted is what adds a product; of a coupon that no row here names a product of, what makes it known or changes it.
 * @throws CodedError INVALID_ARGUMENT where a campaign is the shop's own
 */
export const ingestCoupons = async (
  client: Queryable,
  coupons: readonly IncomingCoupon[],
  now: Date,
): Promise<Ingested> => {
  if (coupons.length === 0) return { accepted: 0, duplicates: 0 }
  await internCampaigns(
    client,
    coupons.map(({ campaignId }) => campaignId),
    now,
  )
  const merged = mergeById(coupons, nameOf, merge)
  const added = await internCoupons(client, merged)
  const changed = (await client.query<CouponName>(update, [JSON.stringify(merged)])).rows
  const withProduct = coupons.filter(({ productId }) => productId !== null)
  const products = await client.query(addProducts, [
    withProduct.map(({ campaignId }) => campaignId),
    withProduct.map(({ couponId }) => couponId),
    withProduct.map(({ productId }) => productId),
  ])
  const counted = new Set(withProduct.map(nameOf))
  const others = new Set([...added, ...changed].map(nameOf).filter((name) => !counted.has(name)))
  const accepted = (products.rowCount ?? 0) + others.size
  return { accepted, duplicates: coupons.length - accepted }
}
