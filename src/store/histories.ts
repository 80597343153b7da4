import pg, { type ClientBase } from 'pg'

import { readColumns } from './read-numbers.ts'

export interface SignalQuery {
  /** Nothing after it is looked at. */
  readonly asOf: Date
  /** IANA name: a purchase day is the shop's. */
  readonly timeZone: string
}

/**
 * What people did with products: one entry for each thing, product and day, in ascending user id, within a user oldest first, ties by signal and product. 17 bytes an entry, twice that while they are read.
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

/** What says something for a product by its code, what speaks against it by null. Answers of a survey are reviews of 5 or 1. */
const told = (asOf: string): string => `
  SELECT e.user_id, e.product_id, e.type, e.occurred_at AS at, CASE e.type
      WHEN 'VIEW' THEN 0 WHEN 'ADD_TO_CART' THEN 1 WHEN 'PURCHASE' THEN 3 WHEN 'REVIEW' THEN CASE WHEN e.rating >= 4 THEN 2 END
    END AS signal, e.type = 'RETURN' OR (e.type = 'REVIEW' AND e.rating <= 2) AS is_regret
  FROM events e
  WHERE e.product_id IS NOT NULL AND e.occurred_at <= ${asOf}
    AND e.type IN ('VIEW', 'ADD_TO_CART', 'REMOVE_FROM_CART', 'PURCHASE', 'RETURN', 'REVIEW')
  UNION ALL
  SELECT s.user_id, s.product_id, 'REVIEW'::event_type, s.answered_at, CASE WHEN s.liked THEN 2 END, NOT s.liked FROM survey_answers s
  WHERE s.answered_at <= ${asOf}`

/**
 * One entry for each thing, product and day, at its latest. Not only the last day of all: then a history cut earlier, to learn what people did next, would have lost just the looks at what they came
 * back to. What was sent back or disliked is no evidence, until it is bought or liked again; what was taken out of the cart was not added.
 */
const signalsQuery = ({ asOf, timeZone }: SignalQuery): string => {
  const until = `${literal(asOf)}::timestamptz`
  const latest = (condition: string) => `max(t.at) FILTER (WHERE ${condition})`
  return `WITH told AS NOT MATERIALIZED (${told(until)}
  ), doubted AS MATERIALIZED (
    SELECT t.user_id, t.product_id, ${latest(`t.type = 'REMOVE_FROM_CART'`)} AS removed,
      coalesce(${latest('t.is_regret')} >= coalesce(${latest('t.signal >= 2')}, '-infinity'), false) AS is_regretted
    FROM told t GROUP BY 1, 2 HAVING bool_or(t.is_regret) OR bool_or(t.type = 'REMOVE_FROM_CART')
  ), entries AS (
    SELECT t.user_id, t.product_id, max(t.at) AS at, t.signal
    FROM told t LEFT JOIN doubted d ON d.user_id = t.user_id AND d.product_id = t.product_id
    WHERE t.signal IS NOT NULL AND d.is_regretted IS NOT TRUE AND (t.signal <> 1 OR d.removed IS NULL OR t.at > d.removed)
    GROUP BY t.user_id, t.product_id, t.signal, (t.at AT TIME ZONE ${literal(timeZone)})::date
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

/** Who did something with which product, in ascending user id and product id: parallel lists. */
export interface SeenRows {
  readonly userIds: Float64Array
  readonly productIds: Int32Array
}

/** What may be missing in the signals although it has been seen: what was taken out of the cart, sent back, or rated. Lists leave it out, whatever it speaks for. */
const seenQuery = ({ asOf }: Pick<SignalQuery, 'asOf'>): string => `
  SELECT user_id::float8, product_id::float8 FROM events
  WHERE product_id IS NOT NULL AND occurred_at <= ${literal(asOf)}::timestamptz AND type IN ('REMOVE_FROM_CART', 'RETURN', 'REVIEW')
  UNION
  SELECT user_id::float8, product_id::float8 FROM survey_answers WHERE answered_at <= ${literal(asOf)}::timestamptz
  ORDER BY 1, 2`

export const readSeen = async (
  client: ClientBase,
  query: Pick<SignalQuery, 'asOf'>,
  signal?: AbortSignal,
): Promise<SeenRows> => {
  const kinds = [Float64Array, Int32Array] as const
  const [userIds, productIds] = await readColumns(client, seenQuery(query), kinds, signal)
  return { userIds, productIds }
}
