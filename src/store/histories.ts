import pg, { type ClientBase } from 'pg'

import { readColumns } from './read-numbers.ts'

export interface SignalQuery {
  /** Nothing after it is looked at. */
  readonly asOf: Date
  /** IANA name: a purchase day is the shop's. */
  readonly timeZone: string
}

/**
 * What people did with products: one entry each, in ascending user id, within a user oldest first, ties by signal and product. 17 bytes an entry, twice that while they are read.
 */
export interface SignalRows {
  readonly userIds: Float64Array
  readonly productIds: Int32Array
  /** Days before `asOf`. */
  readonly ageDays: Float32Array
  /** 0 VIEW, 1 ADD_TO_CART, 2 LIKE, 3 PURCHASE. */
  readonly signal: Uint8Array
}

/** Of each person the newest so many entries count: of looking, carts and likes, and of purchases. */
export const mostInterests = 300
export const mostPurchases = 2000

const literal = (value: Date | string): string =>
  pg.escapeLiteral(typeof value === 'string' ? value : value.toISOString())

/** Answers of a survey are reviews of 5 or 1. */
const told = (asOf: string): string => `
  SELECT e.user_id, e.product_id, e.type, e.occurred_at AS at, e.rating FROM events e
  WHERE e.product_id IS NOT NULL AND e.occurred_at <= ${asOf}
    AND e.type IN ('VIEW', 'ADD_TO_CART', 'REMOVE_FROM_CART', 'PURCHASE', 'RETURN', 'REVIEW')
  UNION ALL
  SELECT s.user_id, s.product_id, 'REVIEW'::event_type, s.answered_at, CASE WHEN s.liked THEN 5 ELSE 1 END FROM survey_answers s
  WHERE s.answered_at <= ${asOf}`

/**
 * By person and product the latest of each thing, then two kinds of entries: one for each interest, and one for each day of purchases. What was
 * sent back or disliked is no evidence, until it is bought or liked again; what was taken out of the cart was not added.
 */
const signalsQuery = ({ asOf, timeZone }: SignalQuery): string => {
  const until = `${literal(asOf)}::timestamptz`
  const latest = (condition: string) => `max(t.at) FILTER (WHERE ${condition})`
  return `WITH told AS (${told(until)}
  ), pairs AS MATERIALIZED (
    SELECT t.user_id, t.product_id, ${latest(`t.type = 'VIEW'`)} AS viewed, ${latest(`t.type = 'ADD_TO_CART'`)} AS added,
      ${latest(`t.type = 'REMOVE_FROM_CART'`)} AS removed, ${latest(`t.type = 'REVIEW' AND t.rating >= 4`)} AS liked,
      ${latest(`t.type = 'PURCHASE'`)} AS bought, ${latest(`t.type = 'RETURN' OR (t.type = 'REVIEW' AND t.rating <= 2)`)} AS regretted
    FROM told t GROUP BY 1, 2
  ), kept AS MATERIALIZED (
    SELECT * FROM pairs WHERE regretted IS NULL OR greatest(bought, liked) > regretted
  ), entries AS (
    SELECT k.user_id, k.product_id, i.at, i.signal FROM kept k CROSS JOIN LATERAL (VALUES
      (0, k.viewed), (1, CASE WHEN k.removed IS NULL OR k.added > k.removed THEN k.added END), (2, k.liked)) AS i(signal, at)
    WHERE i.at IS NOT NULL
    UNION ALL
    SELECT e.user_id, e.product_id, max(e.occurred_at), 3 FROM events e
    WHERE e.type = 'PURCHASE' AND e.product_id IS NOT NULL AND e.occurred_at <= ${until}
      AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.user_id = e.user_id AND p.product_id = e.product_id
        AND p.regretted IS NOT NULL AND NOT coalesce(greatest(p.bought, p.liked) > p.regretted, false))
    GROUP BY e.user_id, e.product_id, (e.occurred_at AT TIME ZONE ${literal(timeZone)})::date
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY user_id, signal = 3 ORDER BY at DESC, signal DESC, product_id) AS place FROM entries
  )
  SELECT user_id::float8, product_id::float8, (extract(epoch FROM ${until} - at) / 86400)::float8, signal::float8 FROM ranked
  WHERE place <= CASE signal WHEN 3 THEN ${mostPurchases} ELSE ${mostInterests} END
  ORDER BY user_id, at, signal, product_id`
}

/**
 * Everybody's signals up to an instant, as histories of recommenders are made of them: added up where the events lie, read once.
 * Call it in a transaction: it asks for room to add up in.
 */
export const readSignals = async (
  client: ClientBase,
  query: SignalQuery,
  signal?: AbortSignal,
): Promise<SignalRows> => {
  await client.query(`SET LOCAL work_mem = '128MB'`)
  await client.query('SET LOCAL jit = off')
  const kinds = [Float64Array, Int32Array, Float32Array, Uint8Array] as const
  const [userIds, productIds, ageDays, codes] = await readColumns(client, signalsQuery(query), kinds, signal)
  return { userIds, productIds, ageDays, signal: codes }
}
