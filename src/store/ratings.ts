import pg, { type ClientBase } from 'pg'

import { readColumns } from './read-numbers.ts'

/** What people gave products: of each pair the latest, oldest first. */
export interface RatingEntries {
  readonly userIds: Float64Array
  readonly productIds: Int32Array
  readonly stars: Float32Array
}

/** Ratings of 1..5 up to an instant. 16 bytes each. */
export const readRatings = async (client: ClientBase, asOf: Date, signal?: AbortSignal): Promise<RatingEntries> => {
  const until = `${pg.escapeLiteral(asOf.toISOString())}::timestamptz`
  const query = `SELECT user_id::float8, product_id::float8, rating::float8 FROM (
    SELECT DISTINCT ON (e.user_id, e.product_id) e.user_id, e.product_id, e.rating, e.occurred_at FROM events e
    WHERE e.type = 'REVIEW' AND e.rating BETWEEN 1 AND 5 AND e.product_id IS NOT NULL AND e.occurred_at <= ${until}
    ORDER BY e.user_id, e.product_id, e.occurred_at DESC, e.event_key
  ) AS latest ORDER BY occurred_at, user_id, product_id`
  const kinds = [Float64Array, Int32Array, Float32Array] as const
  const [userIds, productIds, stars] = await readColumns(client, query, kinds, signal)
  return { userIds, productIds, stars }
}
