import type { ArmOutcome, CampaignOutcome, GroupOutcome, OutcomeSums } from '../../domain/campaign-result.ts'
import type { Database, Statement } from '../database.ts'
import { discountOf, marginLost } from './discount.ts'

/** Days before the assignment that tell what somebody spends anyway. */
const daysBefore = 90
/** Into how many parts people are put by expected uplift. */
const parts = 20

const sums = (y: string, x: string): string =>
  `json_build_object('y', coalesce(sum(${y}), 0), 'yy', coalesce(sum(${y} ^ 2), 0), 'x', coalesce(sum(${x}), 0), 'xx', coalesce(sum(${x} ^ 2), 0), 'xy', coalesce(sum(${x} * ${y}), 0))`

const groups = (name: string, from: string): string => `
  (SELECT coalesce(json_agg(g ORDER BY g.place), '[]') FROM (
    SELECT ${name} AS name, min(place) AS place, count(*) FILTER (WHERE is_treated) AS treated, count(*) FILTER (WHERE NOT is_treated) AS control,
      count(*) FILTER (WHERE is_treated AND orders > 0) AS "treatedBuyers", count(*) FILTER (WHERE NOT is_treated AND orders > 0) AS "controlBuyers"
    FROM ${from} GROUP BY ${name}
  ) g)`

/**
 * Everybody who was assigned, whatever they did with it (intention to treat), from the assignment to when the coupon expired; control from when and until when it would have. An order belongs to the window that it was placed in. Prices are as paid:
 * margin = rate * revenue - what discounts cost in margin - cost of sending.
 */
const outcome: Statement = {
  name: 'campaign_outcome',
  text: `WITH campaign AS (SELECT id, margin_rate, ends_at FROM campaigns WHERE id = $1::int),
  people AS MATERIALIZED (
    SELECT a.user_id, a.arm = 'TREATED' AS is_treated, a.coupon_id, a.assigned_at, a.uplift_class, a.expected_uplift, a.propensity,
      coalesce(a.expires_at, c.ends_at, 'infinity'::timestamptz) AS until, coalesce(p.cost, 0) AS cost
    FROM coupon_assignments a CROSS JOIN campaign c LEFT JOIN campaign_coupons p ON p.id = a.coupon_id WHERE a.campaign_id = $1::int
  ), bought AS (
    SELECT p.user_id, count(*) FILTER (WHERE o.lines > 0 AND o.ordered_at >= p.assigned_at) AS orders,
      sum(o.amount - o.returned_amount) FILTER (WHERE o.ordered_at >= p.assigned_at) AS revenue,
      sum(o.amount - o.returned_amount) FILTER (WHERE o.ordered_at < p.assigned_at) AS before
    FROM people p JOIN orders o ON o.user_id = p.user_id AND o.ordered_at >= p.assigned_at - interval '${daysBefore} days' AND o.ordered_at < least(p.until, $2::timestamptz)
    GROUP BY p.user_id
  ), redemptions AS MATERIALIZED (
    SELECT r.user_id, r.coupon_id, ${discountOf} AS discount, ${marginLost} AS lost
    FROM coupon_redemptions r JOIN campaign_coupons k ON k.id = r.coupon_id CROSS JOIN campaign c JOIN people p USING (user_id)
      LEFT JOIN orders o ON o.user_id = r.user_id AND o.order_key = r.order_key
    WHERE r.campaign_id = $1::int
  ), redeemed AS (
    SELECT user_id, count(*) AS redemptions, sum(discount) AS discount, sum(lost) AS lost FROM redemptions GROUP BY user_id
  ), each_one AS MATERIALIZED (
    SELECT p.is_treated, p.coupon_id, p.until > $2::timestamptz AS is_open, p.uplift_class, p.expected_uplift, p.propensity, p.cost, coalesce(b.orders, 0) AS orders,
      coalesce(b.revenue, 0) AS revenue, coalesce(b.before, 0) AS before, coalesce(d.redemptions, 0) AS redemptions, coalesce(d.discount, 0) AS discount,
      c.margin_rate * coalesce(b.revenue, 0) - coalesce(d.lost, 0) - p.cost AS margin,
      c.margin_rate * coalesce(b.before, 0) AS margin_before, 0 AS place
    FROM people p CROSS JOIN campaign c LEFT JOIN bought b USING (user_id) LEFT JOIN redeemed d USING (user_id)
  ), arms AS (
    SELECT is_treated, json_build_object('people', count(*), 'open', count(*) FILTER (WHERE is_open), 'buyers', count(*) FILTER (WHERE orders > 0),
      'revenue', ${sums('revenue', 'before')}, 'margin', ${sums('margin', 'margin_before')}) AS arm
    FROM each_one GROUP BY is_treated
  ), sent AS (
    SELECT coupon_id, count(*) AS sent, count(*) FILTER (WHERE orders > 0) AS buyers, sum(cost) AS cost FROM each_one WHERE coupon_id IS NOT NULL GROUP BY coupon_id
  ), used AS (
    SELECT coupon_id, count(*) AS redemptions, count(DISTINCT user_id) AS redeemers, sum(discount) AS discount FROM redemptions GROUP BY coupon_id
  ), ranked AS (
    SELECT e.is_treated, e.orders, ntile(${parts}) OVER (ORDER BY expected_uplift DESC) AS place FROM each_one e WHERE expected_uplift IS NOT NULL
  )
  SELECT (SELECT arm FROM arms WHERE is_treated) AS treated, (SELECT arm FROM arms WHERE NOT is_treated) AS control,
    (SELECT coalesce(sum(redemptions), 0)::int FROM each_one) AS redemptions, (SELECT count(*)::int FROM each_one WHERE redemptions > 0) AS redeemers,
    (SELECT coalesce(sum(discount), 0) FROM each_one) AS discount, (SELECT coalesce(sum(cost), 0) FROM each_one) AS cost,
    (SELECT coalesce(avg(CASE WHEN is_treated THEN NULL ELSE propensity END), 0) FROM each_one) AS "holdoutShare",
    (SELECT coalesce(json_agg(json_build_object('couponId', k.id, 'sent', coalesce(s.sent, 0), 'buyers', coalesce(s.buyers, 0), 'cost', coalesce(s.cost, 0), 'redemptions', coalesce(q.redemptions, 0),
      'redeemers', coalesce(q.redeemers, 0), 'discount', coalesce(q.discount, 0)) ORDER BY k.id), '[]')
      FROM campaign_coupons k LEFT JOIN sent s ON s.coupon_id = k.id LEFT JOIN used q ON q.coupon_id = k.id WHERE k.campaign_id = $1::int) AS coupons,
    ${groups('uplift_class', 'each_one')} AS classes, ${groups('place::text', 'ranked')} AS "byUplift"`,
}

const none: OutcomeSums = { y: 0, yy: 0, x: 0, xx: 0, xy: 0 }
const empty: ArmOutcome = { people: 0, open: 0, buyers: 0, revenue: none, margin: none }

interface OutcomeRow extends Omit<CampaignOutcome, 'arms'> {
  readonly treated: ArmOutcome | null
  readonly control: ArmOutcome | null
  readonly classes: readonly GroupOutcome[]
}

/** What came of a campaign by an instant: one pass over its people and their orders. */
export const readCampaignOutcome = async (
  database: Pick<Database, 'read'>,
  campaignId: number,
  now: Date,
): Promise<CampaignOutcome> => {
  const [{ treated, control, ...more }] = await database.read<OutcomeRow>(outcome, [campaignId, now])
  return { ...more, arms: { TREATED: treated ?? empty, CONTROL: control ?? empty } }
}
