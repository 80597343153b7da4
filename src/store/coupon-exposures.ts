import type { ClientBase } from 'pg'

import { couponKinds } from '../domain/coupon.ts'
import type { CouponExposure } from '../domain/uplift.ts'
import { instantOf, makeRoom } from './behaviour-days.ts'
import { readColumns } from './read-numbers.ts'

/** Of coupons that do not say how long they are valid. */
const usualDays = 14

const kindCode = (kind: string): string =>
  `(coalesce(array_position(ARRAY[${couponKinds.map((name) => `'${name}'`).join(', ')}], ${kind}), 0) - 1)::float8`

/** How many days an event says that its coupon is valid; NULL where it says nothing that makes sense. */
const saidDays = `CASE WHEN e.properties ->> 'validDays' ~ '^[0-9]{1,3}$' AND (e.properties ->> 'validDays')::int > 0 THEN (e.properties ->> 'validDays')::int END`

/** The part of a usual order that an event says its coupon takes off: a discount below 1 is one, any other an amount. */
const saidShare = `CASE WHEN jsonb_typeof(e.properties -> 'discount') = 'number' THEN (SELECT CASE WHEN said < 1 THEN said ELSE said / usual.amount END
  FROM (SELECT (e.properties ->> 'discount')::numeric::float8 AS said) AS discount WHERE said > 0 AND said < 1e9) END`

/** The same of a coupon `k` of the shop's own. */
const ownShare = `CASE k.kind WHEN 'PERCENT' THEN k.value / 100 ELSE k.value / usual.amount END`

/**
 * Coupons seen and held back, as events tell them and as this shop's own campaigns handed them out, each user and campaign once: the assignment where there are both. The days that count are the campaign's, for both arms alike; an
 * order counts from the exposure on. Campaigns are numbered.
 */
const exposuresQuery = (asOf: Date): string => `
  WITH usual AS MATERIALIZED (
    SELECT nullif(avg(amount), 0) AS amount FROM orders WHERE lines > 0 AND ordered_at <= ${instantOf(asOf)}
  ), told AS (
    SELECT e.user_id, e.properties ->> 'campaign' AS campaign, e.occurred_at AS at, ${saidDays} AS days, e.type = 'COUPON_VIEW' AS treated,
      upper(e.properties ->> 'kind') AS kind, e.properties ? 'discount' AS discounted, 1 AS source,
      ${saidShare} AS share
    FROM events e CROSS JOIN usual
    WHERE e.occurred_at <= ${instantOf(asOf)} AND e.properties ->> 'campaign' IS NOT NULL
      AND (e.type = 'COUPON_VIEW' OR (e.type = 'CUSTOM' AND e.properties ->> 'name' = 'coupon_held_out'))
    UNION ALL
    SELECT a.user_id, c.key, a.assigned_at, k.valid_days, a.arm = 'TREATED', k.kind, FALSE, 0, ${ownShare}
    FROM coupon_assignments a JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN campaign_coupons k ON k.id = a.coupon_id CROSS JOIN usual
    WHERE a.assigned_at <= ${instantOf(asOf)}
  ), once AS (
    SELECT DISTINCT ON (user_id, campaign) * FROM told ORDER BY user_id, campaign, source, at
  ), dated AS (
    SELECT *, dense_rank() OVER (ORDER BY campaign COLLATE "C") AS number,
      at + coalesce(max(days) OVER (PARTITION BY campaign), ${usualDays}) * interval '1 day' AS until FROM once
  )
  SELECT d.user_id::float8, d.number::float8, (extract(epoch FROM d.at) * 1000)::float8, (extract(epoch FROM d.until) * 1000)::float8, d.treated::int::float8,
    ${kindCode(`coalesce(d.kind, CASE WHEN d.discounted THEN 'PERCENT' END)`)}, least(d.share, 1)::float8,
    EXISTS (SELECT FROM orders o WHERE o.user_id = d.user_id AND o.lines > 0 AND o.ordered_at >= d.at AND o.ordered_at < d.until AND o.ordered_at <= ${instantOf(asOf)})::int::float8
  FROM dated d JOIN users u ON u.id = d.user_id ORDER BY d.user_id, d.at`

/** Everything known of coupons by an instant, by user. */
export const readCouponExposures = async (
  client: ClientBase,
  asOf: Date,
  signal?: AbortSignal,
): Promise<readonly CouponExposure[]> => {
  await makeRoom(client)
  const numbers = [
    Float64Array,
    Int32Array,
    Float64Array,
    Float64Array,
    Uint8Array,
    Int8Array,
    Float64Array,
    Uint8Array,
  ]
  const [users, campaigns, at, until, treated, kinds, shares, bought] = await readColumns(
    client,
    exposuresQuery(asOf),
    numbers,
    signal,
  )
  return Array.from(users, (userId, row) => ({
    userId,
    campaign: String(campaigns[row]),
    at: at[row],
    until: until[row],
    treated: treated[row] === 1,
    kind: couponKinds[kinds[row]] ?? null,
    discountShare: treated[row] === 1 && !Number.isNaN(shares[row]) ? shares[row] : null,
    bought: bought[row] === 1,
  }))
}
