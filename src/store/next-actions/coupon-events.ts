import pg from 'pg'

import { couponActions } from '../../domain/next-action.ts'

const instantOf = (value: Date): string => `${pg.escapeLiteral(value.toISOString())}::timestamptz`
const names = `ARRAY[${couponActions.map((name) => `'${name}'`).join(', ')}]`
/** The place of a kind of coupon among the actions; of one that nobody knows that of the first kind. */
const actionOf = (kind: string): string => `coalesce(array_position(${names}, ${kind}), 2) - 1`
/** A number of an event's properties, which may be any: it is kept between 0 and `most`. NULL where it is none. */
const numberOf = (property: string, most: number): string =>
  `CASE WHEN jsonb_typeof(e.properties -> '${property}') = 'number' THEN least(greatest((e.properties ->> '${property}')::numeric, 0), ${most})::float8 END`

const mostDays = 3650
const mostDiscount = 1_000_000_000

/** Condition on users, of the column that names them. */
export type UserFilter = (column: string) => string

/**
 * Who was sent or shown a coupon of a campaign, or held out from it, once per campaign, before an instant: by the campaign's own assignments, and by the events of shops that run
 * theirs elsewhere: `COUPON_VIEW`, and `CUSTOM` named `coupon_held_out`, both with the property `campaign`.
 */
export const exposuresBefore = (before: Date, users: UserFilter): string => `
  SELECT DISTINCT ON (user_id, campaign) user_id, campaign, at, action, propensity, cost, until, alike FROM (
    SELECT a.user_id, c.key AS campaign, a.assigned_at AS at, CASE a.arm WHEN 'CONTROL' THEN 0 ELSE ${actionOf('p.kind')} END AS action,
      a.propensity, coalesce(p.cost, 0) AS cost, CASE a.arm WHEN 'TREATED' THEN a.expires_at END AS until, 1 AS place,
      (SELECT count(*) FROM campaign_coupons q WHERE q.campaign_id = a.campaign_id AND q.kind = p.kind) AS alike
    FROM coupon_assignments a JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN campaign_coupons p ON p.id = a.coupon_id
    WHERE a.assigned_at < ${instantOf(before)} AND ${users('a.user_id')}
    UNION ALL
    SELECT e.user_id, e.properties ->> 'campaign', e.occurred_at, CASE e.type WHEN 'CUSTOM' THEN 0 ELSE ${actionOf(`e.properties ->> 'kind'`)} END,
      NULL, 0, CASE e.type WHEN 'COUPON_VIEW' THEN e.occurred_at + ${numberOf('validDays', mostDays)} * interval '1 day' END, 2, NULL
    FROM events e
    WHERE e.occurred_at < ${instantOf(before)} AND ${users('e.user_id')} AND e.properties ->> 'campaign' IS NOT NULL
      AND (e.type = 'COUPON_VIEW' OR (e.type = 'CUSTOM' AND e.properties ->> 'name' = 'coupon_held_out'))
  ) met ORDER BY user_id, campaign, place, at`

/** Off an order of so much: what the redemption says, else what the coupon is good for. */
const takenOff = `coalesce(r.discount, CASE p.kind WHEN 'PERCENT' THEN o.amount * p.value / nullif(100 - p.value, 0) ELSE p.value END, 0)`
/** A discount below 1 is a part of the order's price, any other an amount. */
const saidToBeOff = `coalesce(CASE WHEN said >= 0 AND said < 1 THEN o.amount * said / (1 - said) ELSE said END, 0)`

/** Orders with what a coupon took off them, before an instant: of redemptions, and of events `COUPON_REDEEM` of an order. */
export const couponOrdersBefore = (before: Date, timeZone: string, users: UserFilter): string => `
  SELECT o.user_id, o.order_key, o.ordered_at, o.amount, (o.ordered_at AT TIME ZONE ${pg.escapeLiteral(timeZone)})::date - DATE '1970-01-01' AS day,
    coalesce(r.off, e.off, 0) AS discount, r.off IS NOT NULL OR e.off IS NOT NULL AS used
  FROM orders o
  LEFT JOIN LATERAL (
    SELECT sum(${takenOff}) AS off FROM coupon_redemptions r JOIN campaign_coupons p ON p.id = r.coupon_id
    WHERE r.user_id = o.user_id AND r.order_key = o.order_key
  ) r ON TRUE
  LEFT JOIN (
    SELECT e.user_id, e.order_id, max(${numberOf('discount', mostDiscount)}) AS said, TRUE AS redeemed FROM events e
    WHERE e.type = 'COUPON_REDEEM' AND e.order_id IS NOT NULL AND e.occurred_at < ${instantOf(before)} + interval '1 day' AND ${users('e.user_id')}
    GROUP BY 1, 2
  ) said ON said.user_id = o.user_id AND said.order_id = o.order_key
  CROSS JOIN LATERAL (SELECT CASE WHEN said.redeemed THEN ${saidToBeOff} END AS off) e
  WHERE o.lines > 0 AND o.ordered_at < ${instantOf(before)} AND ${users('o.user_id')}`
