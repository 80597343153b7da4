import pg, { type ClientBase } from 'pg'

import { readNumbers } from './read-numbers.ts'

/** One entry per customer (a purchase up to `asOf`), in ascending user id. Days are the shop's; amounts are in its currency. */
export interface PurchaseHistory {
  readonly userIds: Float64Array<ArrayBuffer>
  /** x: purchase days after the first. */
  readonly frequency: Float64Array<ArrayBuffer>
  /** t_x: days from the first purchase day to the last. */
  readonly recency: Float64Array<ArrayBuffer>
  /** T: days from the first purchase day to the as-of day. */
  readonly tenure: Float64Array<ArrayBuffer>
  readonly spend: Float64Array<ArrayBuffer>
  /** Spend on the purchase days after the first. */
  readonly repeatSpend: Float64Array<ArrayBuffer>
  /** Purchase days within `(asOf, until]`; zeros without `until`. */
  readonly later: Float64Array<ArrayBuffer>
  /** Spend within `(asOf, until]`. */
  readonly laterSpend: Float64Array<ArrayBuffer>
}

export interface HistoryQuery {
  readonly asOf: Date
  /** IANA name. */
  readonly timeZone: string
  /** The end of a window after `asOf` in which purchases are counted: what a model is judged by. */
  readonly until?: Date
}

const literal = (value: Date | string): string =>
  pg.escapeLiteral(typeof value === 'string' ? value : value.toISOString())

const instant = (value: Date): string => `${literal(value)}::timestamptz`

/** Purchase days come from orders: the day of an order is the day it began. */
const historyQuery = ({ asOf, timeZone, until = asOf }: HistoryQuery): string => `
  WITH days AS (
    SELECT user_id, (ordered_at AT TIME ZONE ${literal(timeZone)})::date AS day, ordered_at > ${instant(asOf)} AS is_later,
      sum(amount) AS amount
    FROM orders WHERE lines > 0 AND ordered_at <= ${instant(until)} GROUP BY 1, 2, 3
  ), known AS (
    SELECT *, min(day) FILTER (WHERE NOT is_later) OVER (PARTITION BY user_id) AS first_day FROM days
  )
  SELECT user_id::float8, (count(*) FILTER (WHERE NOT is_later) - 1)::float8,
    (max(day) FILTER (WHERE NOT is_later) - min(first_day))::float8,
    ((${instant(asOf)} AT TIME ZONE ${literal(timeZone)})::date - min(first_day))::float8,
    sum(amount) FILTER (WHERE NOT is_later),
    coalesce(sum(amount) FILTER (WHERE NOT is_later AND day <> first_day), 0),
    (count(*) FILTER (WHERE is_later))::float8, coalesce(sum(amount) FILTER (WHERE is_later), 0)
  FROM known WHERE first_day IS NOT NULL GROUP BY user_id ORDER BY user_id`

/** Purchase histories of all customers, as BG/NBD and Gamma-Gamma take them. */
export const readPurchaseHistory = async (
  client: ClientBase,
  query: HistoryQuery,
  signal?: AbortSignal,
): Promise<PurchaseHistory> => {
  const columns = await readNumbers(client, historyQuery(query), 8, signal)
  const [userIds, frequency, recency, tenure, spend, repeatSpend, later, laterSpend] = columns
  return { userIds, frequency, recency, tenure, spend, repeatSpend, later, laterSpend }
}

/** What was given back up to `asOf`, by user in ascending id; users without returns are not in it. */
export const readReturnedValues = async (client: ClientBase, asOf: Date, signal?: AbortSignal) => {
  const query = `SELECT e.user_id::float8, sum(abs(coalesce(e.quantity, 1)) * coalesce(e.unit_price, 0))
    FROM events e WHERE e.type = 'RETURN' AND e.occurred_at <= ${instant(asOf)} GROUP BY e.user_id ORDER BY e.user_id`
  const [userIds, values] = await readNumbers(client, query, 2, signal)
  return { userIds, values }
}
