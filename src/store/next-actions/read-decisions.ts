import type { ClientBase } from 'pg'

import type { ShopHabits } from '../../domain/next-action.ts'
import { readColumns } from '../read-numbers.ts'
import { couponOrdersBefore, exposuresBefore, type UserFilter } from './coupon-events.ts'

/** More people than this teach nothing more, and each needs room. */
const mostExposures = 300_000

const everybody: UserFilter = () => 'TRUE'

/** Everybody, or a part of the users by a hash of their ids, so that there are not many more exposures than `most`. */
const chooseUsers = async (client: ClientBase, most: number): Promise<UserFilter> => {
  const { rows } = await client.query<{ exposures: number }>(
    `SELECT (SELECT count(*) FROM coupon_assignments) + (SELECT count(*) FROM events WHERE type = 'COUPON_VIEW') AS exposures`,
  )
  const part = most / rows[0].exposures
  return part >= 1 ? everybody : (column) => `(hashint8(${column}) & 2147483647) < ${Math.floor(part * 2_147_483_648)}`
}

/**
 * What could have been done in each campaign, as bits, and how often each was. Where nobody was held out, or nobody was sent anything, nothing was left to chance: 0.
 * The probability of an action is the one that was logged where it is one, else the part of the campaign's people whom it came to.
 */
const decisions = `
  SELECT x.user_id, x.at, x.action, x.cost, x.until,
    CASE WHEN c.open THEN c.available ELSE 0 END AS available,
    CASE WHEN x.propensity > 0 AND x.propensity < 1 AND (x.action = 0 OR x.alike = 1) THEN x.propensity ELSE s.people / c.people END AS propensity
  FROM exposures x
  JOIN (SELECT campaign, action, count(*)::float8 AS people FROM exposures GROUP BY 1, 2) s USING (campaign, action)
  JOIN (
    SELECT campaign, bit_or(1 << action) AS available, bool_or(action = 0) AND bool_or(action > 0) AS open, count(*)::float8 AS people
    FROM exposures GROUP BY 1
  ) c USING (campaign)`

export interface DecisionQuery {
  readonly asOf: Date
  /** IANA name: days are the shop's. */
  readonly timeZone: string
  readonly signal?: AbortSignal
  readonly mostExposures?: number
}

/**
 * Exposures to coupons and the orders of whoever had one, column by column by user and time, as `features/coupon-decisions.ts` takes them. Only in a transaction: what is read twice is kept
 * in a table of its own until it ends.
 */
export const readDecisionColumns = async (
  client: ClientBase,
  { asOf, timeZone, signal, mostExposures: most = mostExposures }: DecisionQuery,
) => {
  const users = await chooseUsers(client, most)
  await client.query(`CREATE TEMP TABLE exposures ON COMMIT DROP AS ${exposuresBefore(asOf, users)}`)
  await client.query('ANALYZE exposures')
  const number = Float64Array
  const epoch = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`
  const [userIds, at, action, propensity, available, cost, until] = await readColumns(
    client,
    `SELECT user_id::float8, ${epoch('at')}, action::float8, propensity::float8, available::float8, cost::float8, ${epoch('until')}
    FROM (${decisions}) d ORDER BY user_id, at, action`,
    [number, number, Uint8Array, number, Int32Array, number, number],
    signal,
  )
  const exposed: UserFilter = (column) => `${column} IN (SELECT user_id FROM exposures)`
  const [orderUserIds, orderedAt, day, amount, discount, used] = await readColumns(
    client,
    `SELECT user_id::float8, ${epoch('ordered_at')}, day::float8, amount::float8, discount::float8, used::int::float8
    FROM (${couponOrdersBefore(asOf, timeZone, exposed)}) o ORDER BY user_id, ordered_at, order_key`,
    [number, number, Int32Array, number, number, Uint8Array],
    signal,
  )
  await client.query('DROP TABLE exposures')
  return {
    exposures: { userIds, at, action, propensity, available, cost, until },
    orders: { userIds: orderUserIds, at: orderedAt, day, amount, discount, used },
  }
}

/** What the shop's customers usually do, before an instant; as `features/shop-statistics.ts` has it. */
export const readShopHabits = async (
  client: Pick<ClientBase, 'query'>,
  { asOf, timeZone }: Pick<DecisionQuery, 'asOf' | 'timeZone'>,
): Promise<ShopHabits> => {
  const { rows } = await client.query<ShopHabits>(
    `SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE days > 1), 60)::float8 AS "typicalGapDays",
      greatest(3, coalesce(percentile_disc(0.8) WITHIN GROUP (ORDER BY days), 3))::float8 AS "loyalPurchaseDays",
      coalesce(sum(spend) / nullif(sum(orders), 0), 0)::float8 AS "averageOrderValue"
    FROM (
      SELECT count(DISTINCT (ordered_at AT TIME ZONE $2)::date) AS days, sum(amount) AS spend, count(*) AS orders,
        extract(epoch FROM max(ordered_at) - min(ordered_at)) / 86400 / nullif(count(DISTINCT (ordered_at AT TIME ZONE $2)::date) - 1, 0) AS gap
      FROM orders WHERE lines > 0 AND ordered_at < $1 GROUP BY user_id
    ) customers`,
    [asOf, timeZone],
  )
  return rows[0]
}

/** Part of an order's price that is margin: what the shop's last campaign of its own says; null without one. */
export const readMarginRate = async (client: Pick<ClientBase, 'query'>): Promise<number | null> => {
  const { rows } = await client.query<{ rate: number }>(
    `SELECT margin_rate AS rate FROM campaigns WHERE source = 'OWN' ORDER BY created_at DESC, id DESC LIMIT 1`,
  )
  return rows.at(0)?.rate ?? null
}
