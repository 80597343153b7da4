import type { ClientBase } from 'pg'

import type { CategorySpend, UserActivity } from '../domain/activity.ts'

export interface ActivityQuery {
  /** Events after it are not looked at. */
  readonly asOf: Date
  /** IANA name: hours and days are the shop's. */
  readonly timeZone: string
}

/** As `features/activity.ts` has it: what has no quantity is one piece, what has no price is worth nothing. */
const amount = 'abs(coalesce(e.quantity, 1)) * coalesce(e.unit_price, 0)'
const isPurchase = `e.type = 'PURCHASE'`
const isReturn = `e.type = 'RETURN'`

const list = (length: number, item: (index: number) => string): string =>
  Array.from({ length }, (_, index) => item(index)).join(', ')

/**
 * Everything is added up where the events lie, in three passes over them: by user and hour, by user and product, and the few rows that
 * returns and reviews are. By hour first: it is by far the largest step down, and days and weekdays follow from hours.
 */
const addUp = `CREATE TEMP TABLE activity ON COMMIT DROP AS
WITH hours AS MATERIALIZED (
  SELECT e.user_id, date_trunc('hour', e.occurred_at AT TIME ZONE $2) AS hour, count(*) AS events,
    min(e.occurred_at) AS first_at, max(e.occurred_at) AS last_at,
    min(e.occurred_at) FILTER (WHERE ${isPurchase}) AS first_order_at, max(e.occurred_at) FILTER (WHERE ${isPurchase}) AS last_order_at,
    count(*) FILTER (WHERE ${isPurchase}) AS lines, sum(abs(coalesce(e.quantity, 1))) FILTER (WHERE ${isPurchase}) AS quantity,
    coalesce(sum(${amount}) FILTER (WHERE ${isPurchase}), 0) AS spend, sum(${amount}) FILTER (WHERE ${isReturn}) AS returned,
    count(e.rating) FILTER (WHERE e.type = 'REVIEW') AS ratings, sum(e.rating) FILTER (WHERE e.type = 'REVIEW') AS rating_sum,
    count(*) FILTER (WHERE e.type = 'COUPON_REDEEM') AS coupons, count(*) FILTER (WHERE e.type = 'VIEW') AS views,
    count(*) FILTER (WHERE e.type = 'SEARCH') AS searches, count(*) FILTER (WHERE e.type = 'ADD_TO_CART') AS cart_adds
  FROM events e WHERE e.occurred_at <= $1 GROUP BY 1, 2
), dated AS (
  SELECT *, hour::date AS day, extract(hour FROM hour)::int AS hour_of_day, extract(isodow FROM hour)::int AS weekday,
    min(hour::date) FILTER (WHERE lines > 0) OVER (PARTITION BY user_id) AS first_day FROM hours
), totals AS (
  SELECT user_id, min(first_at) AS first_at, max(last_at) AS last_at, min(first_order_at) AS first_order_at,
    max(last_order_at) AS last_order_at, count(DISTINCT day) AS active_days, count(DISTINCT day) FILTER (WHERE lines > 0) AS purchase_days,
    sum(lines) AS lines, sum(quantity) AS quantity, sum(spend) AS spend, sum(spend) FILTER (WHERE day <> first_day) AS repeat_spend,
    sum(returned) AS returned, sum(ratings) AS ratings, sum(rating_sum) AS rating_sum, sum(coupons) AS coupons, sum(views) AS views,
    sum(searches) AS searches, sum(cart_adds) AS cart_adds,
    ARRAY[${list(24, (hour) => `coalesce(sum(events) FILTER (WHERE hour_of_day = ${hour}), 0)`)}]::int[] AS hour_counts,
    ARRAY[${list(7, (day) => `coalesce(sum(events) FILTER (WHERE weekday = ${day + 1}), 0)`)}]::int[] AS weekday_counts
  FROM dated GROUP BY user_id
), bought AS (
  SELECT e.user_id, e.product_id, sum(${amount}) AS spend
  FROM events e WHERE e.occurred_at <= $1 AND ${isPurchase} AND e.product_id IS NOT NULL GROUP BY 1, 2
), by_category AS (
  SELECT b.user_id, p.category, count(*) AS products, sum(b.spend) AS spend
  FROM bought b JOIN products p ON p.id = b.product_id GROUP BY 1, 2
), tastes AS (
  SELECT user_id, sum(products) AS products,
    coalesce(json_agg(json_build_object('category', category, 'amount', spend) ORDER BY category COLLATE "C")
      FILTER (WHERE category IS NOT NULL), '[]') AS categories
  FROM by_category GROUP BY user_id
), documents AS (
  SELECT user_id, count(*) AS orders FROM orders WHERE lines > 0 AND ordered_at <= $1 GROUP BY user_id
), returns AS (
  SELECT e.user_id, count(DISTINCT coalesce(e.order_id, 'day ' || (e.occurred_at AT TIME ZONE $2)::date)) AS documents
  FROM events e WHERE e.occurred_at <= $1 AND ${isReturn} GROUP BY 1
), reviews AS (
  SELECT user_id, array_agg(text ORDER BY occurred_at DESC, place) AS texts FROM (
    SELECT e.user_id, e.text, e.occurred_at, row_number() OVER (PARTITION BY e.user_id ORDER BY e.occurred_at DESC, e.event_key) AS place
    FROM events e WHERE e.occurred_at <= $1 AND e.type = 'REVIEW' AND e.rating IS NULL AND e.text <> ''
  ) ranked WHERE place <= 20 GROUP BY user_id
)
SELECT u.id AS "userId", least(u.created_at, t.first_at) AS "firstSeenAt", coalesce(t.last_at, u.created_at) AS "lastSeenAt",
  t.first_order_at AS "firstOrderAt", t.last_order_at AS "lastOrderAt", coalesce(d.orders, 0)::int AS "orderCount",
  coalesce(t.purchase_days, 0)::int AS "purchaseDays", coalesce(t.spend, 0) AS spend, coalesce(t.repeat_spend, 0) AS "repeatSpend",
  coalesce(t.returned, 0) AS "returnedValue", coalesce(r.documents, 0)::int AS "returnCount", coalesce(t.lines, 0)::int AS "purchaseLines",
  coalesce(t.quantity, 0) AS "purchaseQuantity", coalesce(b.products, 0)::int AS "productCount",
  coalesce(t.active_days, 0)::int AS "activeDays", t.hour_counts AS "hourCounts", t.weekday_counts AS "weekdayCounts",
  b.categories AS "categorySpend", coalesce(t.ratings, 0)::int AS "ratingCount", coalesce(t.rating_sum, 0)::float8 AS "ratingSum",
  v.texts AS "unratedReviews", coalesce(t.coupons, 0)::int AS "couponRedemptions", coalesce(t.views, 0)::int AS "viewCount",
  coalesce(t.searches, 0)::int AS "searchCount", coalesce(t.cart_adds, 0)::int AS "cartAddCount"
FROM users u
LEFT JOIN totals t ON t.user_id = u.id LEFT JOIN tastes b ON b.user_id = u.id LEFT JOIN documents d ON d.user_id = u.id
LEFT JOIN returns r ON r.user_id = u.id LEFT JOIN reviews v ON v.user_id = u.id
WHERE u.created_at <= $1 OR t.user_id IS NOT NULL
-- What is written from it in this order needs no sorting for its index.
ORDER BY u.id`

interface ActivityRow extends Omit<UserActivity, 'hourCounts' | 'weekdayCounts' | 'categorySpend' | 'unratedReviews'> {
  readonly hourCounts: readonly number[] | null
  readonly weekdayCounts: readonly number[] | null
  readonly categorySpend: readonly CategorySpend[] | null
  readonly unratedReviews: readonly string[] | null
}

const noHours: readonly number[] = new Array(24).fill(0)
const noDays: readonly number[] = new Array(7).fill(0)

const toActivity = (row: ActivityRow): UserActivity => ({
  ...row,
  hourCounts: row.hourCounts ?? noHours,
  weekdayCounts: row.weekdayCounts ?? noDays,
  categorySpend: row.categorySpend ?? [],
  unratedReviews: row.unratedReviews ?? [],
})

const blockSize = 2000

/** Reads a query to its end in blocks: memory is one block's, the event loop gets its turn after each. */
export async function* inBlocks<Row extends object>(
  client: ClientBase,
  query: string,
  values: readonly unknown[] = [],
): AsyncGenerator<readonly Row[]> {
  await client.query(`DECLARE blocks NO SCROLL CURSOR FOR ${query}`, values as unknown[])
  try {
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${blockSize} FROM blocks`)
      if (rows.length > 0) yield rows
      if (rows.length < blockSize) return
    }
  } finally {
    // In a transaction that failed there is no cursor left to close.
    await client.query('CLOSE blocks').catch(() => undefined)
  }
}

/**
 * Adds up everybody's activity as of an instant. The sums lie in the database until the transaction ends and can be walked any number of
 * times, block by block.
 */
export const addUpActivity = async (
  client: ClientBase,
  { asOf, timeZone }: ActivityQuery,
): Promise<{ readonly walk: () => AsyncGenerator<readonly UserActivity[]> }> => {
  // Sums of millions of rows: hashing beats sorting as long as it stays in memory.
  await client.query(`SET LOCAL work_mem = '128MB'`)
  await client.query('SET LOCAL jit = off')
  await client.query(addUp, [asOf, timeZone])
  const walk = async function* () {
    for await (const rows of inBlocks<ActivityRow>(client, 'SELECT * FROM activity')) yield rows.map(toActivity)
  }
  return { walk }
}

/** The latest event at or before an instant; null when there is none. Asked of the newest months first, type by type: each answer is the end of an index. */
export const latestEventTime = async (client: Pick<ClientBase, 'query'>, notAfter: Date): Promise<Date | null> => {
  const months = await client.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1 DESC`,
  )
  for (const { name } of months.rows) {
    const { rows } = await client.query<{ at: Date | null }>(
      `SELECT max(latest.at) AS at FROM unnest(enum_range(NULL::event_type)) AS kind
      CROSS JOIN LATERAL (SELECT e.occurred_at AS at FROM ${name} e WHERE e.type = kind AND e.occurred_at <= $1 ORDER BY e.occurred_at DESC LIMIT 1) AS latest`,
      [notAfter],
    )
    if (rows[0].at !== null) return rows[0].at
  }
  return null
}
