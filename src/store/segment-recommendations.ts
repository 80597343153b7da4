import type { SegmentRecommendation } from '../domain/reach.ts'
import type { Database, Statement } from './database.ts'

/** Larger groups are sampled: which users, their ids decide. */
const mostLists = 2000
const longest = 50

const gainsOf = (lists: string) => `
  SELECT item.product_id, sum(ln(2) / ln(1 + item.place)) AS gain, count(*) AS lists
  FROM ${lists} l CROSS JOIN LATERAL unnest(l.product_ids) WITH ORDINALITY AS item(product_id, place) GROUP BY item.product_id`

/**
 * What speaks for a product is its discounted place, ln 2 / ln(1 + place), averaged over people's lists: m over the members', e over everybody's.
 *
 *   lift = (n m + 1) / (n e + 1), n members; score = m ln lift
 */
const segmentRecommendations: Statement = {
  name: 'segment_recommendations',
  text: `WITH members AS MATERIALIZED (
      SELECT l.product_ids[1:${longest}] AS product_ids FROM (
        SELECT m.user_id FROM (
          SELECT user_id FROM segment_members WHERE run_id = $1::int AND segment_id = $2::int
          UNION ALL SELECT user_id FROM memberships WHERE segment_id = $2::int
        ) m JOIN recommendation_lists k ON k.user_id = m.user_id AND k.run_id = $3::int ORDER BY hashint8(m.user_id), m.user_id LIMIT ${mostLists}
      ) chosen JOIN recommendation_lists l ON l.user_id = chosen.user_id AND l.run_id = $3::int
    ), everybody AS MATERIALIZED (
      SELECT l.product_ids[1:${longest}] AS product_ids FROM (
        SELECT user_id FROM recommendation_lists WHERE run_id = $3::int AND user_id > 0 ORDER BY hashint8(user_id), user_id LIMIT ${mostLists}
      ) chosen JOIN recommendation_lists l ON l.user_id = chosen.user_id AND l.run_id = $3::int
    ), sizes AS (
      SELECT (SELECT count(*) FROM members)::float8 AS members, (SELECT count(*) FROM everybody)::float8 AS everybody
    ), compared AS (
      SELECT m.product_id, m.gain / s.members AS mean, m.lists / s.members AS share,
        (m.gain + 1) / (s.members * coalesce(e.gain, 0) / s.everybody + 1) AS lift
      FROM (${gainsOf('members')}) m CROSS JOIN sizes s LEFT JOIN (${gainsOf('everybody')}) e ON e.product_id = m.product_id
    )
    SELECT product_id AS "productId", mean * ln(lift) AS score, share, lift FROM compared
    ORDER BY score DESC, mean DESC, product_id LIMIT $4::int`,
}

export interface SegmentRuns {
  readonly segments: number
  readonly recommendations: number
}

/** What the members of a segment are recommended more than everybody is, under these runs, strongest first. */
export const readSegmentRecommendations = (
  database: Database,
  segmentId: number,
  { segments, recommendations }: SegmentRuns,
  most: number,
): Promise<SegmentRecommendation[]> =>
  database.read<SegmentRecommendation>(segmentRecommendations, [segments, segmentId, recommendations, most])
