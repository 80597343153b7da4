import pg, { type ClientBase } from 'pg'

import { type BehaviourDay, behaviourDayFields } from '../domain/behaviour.ts'
import { walkNumbers } from './read-numbers.ts'

export interface BehaviourQuery {
  /** The cut: nothing after it is looked at. */
  readonly asOf: Date
  /** IANA name: days, hours and months are the shop's. */
  readonly timeZone: string
}

const literal = (value: Date | string): string =>
  pg.escapeLiteral(typeof value === 'string' ? value : value.toISOString())

export const instantOf = (value: Date): string => `${literal(value)}::timestamptz`
export const zoneOf = (timeZone: string): string => literal(timeZone)

/** As `store/activity.ts` has it: what has no quantity is one piece, what has no price is worth nothing. */
export const pieces = (row: string): string => `abs(coalesce(${row}.quantity, 1))`
export const amount = (row: string): string => `${pieces(row)} * coalesce(${row}.unit_price, 0)`

/** Said in a review that is no praise (three stars or fewer, or none): `features/behaviour-events.ts` has the same words. */
const priceWords = '(price|pricey|expensive|dearer|costs? (more|too)|cheaper elsewhere|价格|涨价|贵了|太贵|有点贵)'

const count = (condition: string): string => `count(*) FILTER (WHERE ${condition})`
const total = (value: string, condition: string): string => `coalesce(sum(${value}) FILTER (WHERE ${condition}), 0)`
const hours = (from: number, to: number): string =>
  count(from < to ? `t.hour >= ${from} AND t.hour < ${to}` : `t.hour >= ${from} OR t.hour < ${to}`)

/**
 * One row a person and day, in one pass over the events before the cut. What a product usually cost is the mean of what was asked for it in the
 * twelve months before the month of the purchase, by everybody's views, carts and purchases.
 */
const addUpDays = ({ asOf, timeZone }: BehaviourQuery): string => {
  const until = `e.occurred_at <= ${instantOf(asOf)}`
  const local = `(e.occurred_at AT TIME ZONE ${zoneOf(timeZone)})`
  const month = `date_trunc('month', ${local})`
  return `CREATE TEMP TABLE behaviour_days ON COMMIT DROP AS
  WITH asked AS (
    SELECT e.product_id, ${month} AS month, sum(e.unit_price) AS price, count(*) AS times FROM events e
    WHERE ${until} AND e.product_id IS NOT NULL AND e.unit_price > 0 AND e.type IN ('VIEW', 'ADD_TO_CART', 'PURCHASE') GROUP BY 1, 2
  ), usual AS MATERIALIZED (
    SELECT product_id, month, sum(price) OVER before / sum(times) OVER before AS price FROM asked
    WINDOW before AS (PARTITION BY product_id ORDER BY month RANGE BETWEEN interval '12 months' PRECEDING AND interval '1 month' PRECEDING)
  ), told AS (
    SELECT e.*, ${local}::date AS day, extract(hour FROM ${local})::int AS hour,
      CASE WHEN e.type = 'PURCHASE' AND e.unit_price > 0 THEN e.unit_price / nullif(u.price, 0) - 1 END AS price_change
    FROM events e LEFT JOIN usual u ON e.type = 'PURCHASE' AND u.product_id = e.product_id AND u.month = ${month}
    WHERE ${until}
  )
  SELECT t.user_id, (${instantOf(asOf)} AT TIME ZONE ${zoneOf(timeZone)})::date - t.day AS ago, count(*) AS events,
    ${count(`t.type = 'VIEW'`)} AS views, ${count(`t.type = 'SEARCH'`)} AS searches, ${count(`t.type = 'ADD_TO_CART'`)} AS cart_adds,
    ${count(`t.type = 'REMOVE_FROM_CART'`)} AS cart_removes, ${count(`t.type = 'PURCHASE'`)} AS lines,
    ${total(pieces('t'), `t.type = 'PURCHASE'`)} AS quantity, ${total(amount('t'), `t.type = 'PURCHASE'`)} AS spend,
    ${count(`t.type = 'RETURN'`)} AS returns, ${total(amount('t'), `t.type = 'RETURN'`)} AS returned_value,
    ${count(`t.type = 'REVIEW' AND t.rating IS NOT NULL`)} AS ratings, ${total('t.rating', `t.type = 'REVIEW'`)} AS rating_sum,
    min(t.rating) FILTER (WHERE t.type = 'REVIEW') AS lowest_rating,
    ${count(`t.type = 'REVIEW' AND coalesce(t.rating, 3) <= 3 AND t.text ~* '${priceWords}'`)} AS price_complaints,
    ${count(`t.type = 'COUPON_VIEW'`)} AS coupon_views, ${count(`t.type = 'COUPON_REDEEM'`)} AS coupon_redemptions,
    ${hours(5, 12)} AS morning, ${hours(17, 22)} AS evening, ${hours(22, 5)} AS night, avg(t.price_change) AS price_change
  FROM told t GROUP BY 1, 2`
}

/** Room to add up in, until the transaction ends. */
export const makeRoom = async (client: ClientBase): Promise<void> => {
  await client.query(`SET LOCAL work_mem = '128MB'`)
  await client.query('SET LOCAL jit = off')
}

/** The median of the days between two purchase days, everybody's together; null where nobody has bought on two days. */
const shopGapQuery = `
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap
  FROM (SELECT lag(ago) OVER (PARTITION BY user_id ORDER BY ago DESC) - ago AS gap FROM behaviour_days WHERE lines > 0) AS gaps`

/**
 * Adds up everybody's days before the cut; they lie in the database until the transaction ends. `walk` hands them on by person in ascending id,
 * oldest day first.
 */
export const addUpBehaviour = async (client: ClientBase, query: BehaviourQuery, signal?: AbortSignal) => {
  await makeRoom(client)
  // Nearly as many days as events, and twenty sums to each: a hash of those goes to disk many times over, and sorting takes half the time.
  await client.query('SET LOCAL enable_hashagg = off')
  await client.query(addUpDays(query))
  await client.query('SET LOCAL enable_hashagg = on')
  await client.query('ANALYZE behaviour_days')
  const { rows } = await client.query<{ gap: number | null }>(shopGapQuery)
  const columns = `ago, events, views, searches, cart_adds, cart_removes, lines, quantity, spend, returns, returned_value, ratings, rating_sum,
    lowest_rating, price_complaints, coupon_views, coupon_redemptions, morning, evening, night, price_change`
  const asNumbers = columns.split(',').map((name) => `${name.trim()}::float8`)
  const walk = (onDay: (userId: number, day: BehaviourDay) => void): Promise<void> =>
    walkNumbers(
      client,
      `SELECT user_id::float8, ${asNumbers.join(', ')} FROM behaviour_days ORDER BY behaviour_days.user_id, behaviour_days.ago DESC`,
      behaviourDayFields.length + 1,
      (values) => onDay(values[0], dayOf(values)),
      signal,
    )
  return { shopGapDays: rows[0].gap, walk }
}

/** Written out: an object made field by field in a loop is a slow one. */
const dayOf = (v: Float64Array): BehaviourDay => ({
  ago: v[1],
  events: v[2],
  views: v[3],
  searches: v[4],
  cartAdds: v[5],
  cartRemoves: v[6],
  lines: v[7],
  quantity: v[8],
  spend: v[9],
  returns: v[10],
  returnedValue: v[11],
  ratings: v[12],
  ratingSum: v[13],
  lowestRating: v[14],
  priceComplaints: v[15],
  couponViews: v[16],
  couponRedemptions: v[17],
  morningEvents: v[18],
  eveningEvents: v[19],
  nightEvents: v[20],
  priceChange: v[21],
})
