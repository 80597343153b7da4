import type { EventType } from '../domain/event.ts'
import type { Database, Statement } from './database.ts'

/** More looks and carts than this of somebody's past say little more, and a request must not carry them all. */
export const mostEvents = 500
/** Purchases, returns and ratings decide what counts as evidence, so that they reach as far back as a recompute looks. */
const mostVerdicts = 4000
/** Searches say what somebody wants now: the newest few. */
const mostSearches = 5
/** What somebody has bought is left out however long ago it was; so many products at most. */
const mostBought = 5000

/** What somebody did with products, oldest first; parallel lists. */
export interface UserHistory {
  readonly userId: number
  readonly productIds: readonly number[]
  readonly types: readonly EventType[]
  readonly times: readonly Date[]
  /** Of reviews, 1..5; null for anything else. A liked product of a survey is a review of 5, a disliked one of 1. */
  readonly ratings: readonly (number | null)[]
  /** Products bought, ever, by id, and when last. */
  readonly bought: readonly number[]
  readonly boughtAt: readonly Date[]
  /** The newest words searched for, and when. */
  readonly searches: readonly string[]
  readonly searchedAt: readonly Date[]
}

/**
 * Newest first from the newest month on, so that months are left unopened once there are enough. Answers of a survey are reviews of 5 or 1.
 */
const userHistories: Statement = {
  name: 'user_histories',
  text: `SELECT asked.id AS "userId", h."productIds", h.types, h.times, h.ratings, b.bought, b."boughtAt", s.searches, s."searchedAt"
    FROM unnest($1::bigint[]) AS asked(id) CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(e.product_id ORDER BY e.at, e.type, e.product_id), '{}') AS "productIds",
        coalesce(array_agg(e.type::text ORDER BY e.at, e.type, e.product_id), '{}') AS types,
        coalesce(array_agg(e.at ORDER BY e.at, e.type, e.product_id), '{}') AS times,
        coalesce(array_agg(e.rating ORDER BY e.at, e.type, e.product_id), '{}') AS ratings
      FROM (
        (SELECT e.product_id, e.type, e.occurred_at AS at, e.rating FROM events e
          WHERE e.user_id = asked.id AND e.product_id IS NOT NULL AND e.type IN ('VIEW', 'ADD_TO_CART', 'REMOVE_FROM_CART')
          ORDER BY e.occurred_at DESC, e.event_key DESC LIMIT $2::int)
        UNION ALL
        (SELECT e.product_id, e.type, e.occurred_at AS at, e.rating FROM events e
          WHERE e.user_id = asked.id AND e.product_id IS NOT NULL AND e.type IN ('PURCHASE', 'RETURN', 'REVIEW')
          ORDER BY e.occurred_at DESC, e.event_key DESC LIMIT ${mostVerdicts})
        UNION ALL
        (SELECT s.product_id, 'REVIEW'::event_type, s.answered_at, CASE WHEN s.liked THEN 5 ELSE 1 END FROM survey_answers s
          WHERE s.user_id = asked.id ORDER BY s.answered_at DESC LIMIT $2::int)
      ) e
    ) h CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(b.product_id), '{}') AS bought, coalesce(array_agg(b.last_bought_at), '{}') AS "boughtAt"
      FROM (SELECT b.product_id, b.last_bought_at FROM user_products b WHERE b.user_id = asked.id LIMIT ${mostBought}) b
    ) b CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(s.query), '{}') AS searches, coalesce(array_agg(s.occurred_at), '{}') AS "searchedAt"
      FROM (
        SELECT e.query, e.occurred_at FROM events e WHERE e.user_id = asked.id AND e.type = 'SEARCH' AND e.query IS NOT NULL
        ORDER BY e.occurred_at DESC, e.event_key DESC LIMIT ${mostSearches}
      ) s
    ) s`,
}

/** What these people did with products, as far as it is of use; everybody asked for is answered. */
export const readUserHistories = (database: Database, userIds: readonly number[]): Promise<readonly UserHistory[]> =>
  database.read<UserHistory>(userHistories, [userIds, mostEvents])
