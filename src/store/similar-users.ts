import type { SimilarUser } from '../domain/reach.ts'
import type { Database, Statement } from './database.ts'

/** The latest purchases that count, and the buyers past which a product says nothing about a taste. */
const mostProducts = 100
const mostBuyers = 10_000

/**
 * Jaccard overlap in which each product weighs idf(j) = ln(1 + users / buyers of j) (Spärck Jones 1972):
 *
 *   score(u, v) = sum over shared j of idf(j) / (sum over u's j of idf(j) + mean idf x (number of v's products - number shared))
 *
 * What only the other one has bought counts as an average product of u's, so that their purchases need not be weighed one by one.
 */
const similarUsers: Statement = {
  name: 'similar_users',
  text: `WITH own AS (
      SELECT b.product_id, counted.buyers FROM (
        SELECT product_id FROM user_products WHERE user_id = $1::bigint ORDER BY last_bought_at DESC, product_id LIMIT ${mostProducts}
      ) b CROSS JOIN LATERAL (
        SELECT count(*) AS buyers FROM (
          SELECT FROM user_products o WHERE o.product_id = b.product_id LIMIT ${mostBuyers + 1}
        ) at_most
      ) counted
    ), weighed AS MATERIALIZED (
      SELECT product_id, ln(1 + (SELECT count(*) FROM users)::float8 / buyers) AS idf FROM own WHERE buyers <= ${mostBuyers}
    ), total AS (
      SELECT sum(idf) AS weight, avg(idf) AS mean FROM weighed
    ), near AS (
      SELECT o.user_id, sum(w.idf) AS overlap, count(*)::int AS shared, (array_agg(w.product_id ORDER BY w.idf DESC, w.product_id))[1:5] AS products
      FROM weighed w JOIN user_products o ON o.product_id = w.product_id
      WHERE o.user_id <> $1::bigint GROUP BY o.user_id ORDER BY overlap DESC, o.user_id LIMIT 500
    )
    SELECT n.user_id AS "userId", n.overlap / (t.weight + t.mean * (theirs.products - n.shared)) AS score, n.shared AS "sharedCount",
      n.products AS "sharedProductIds"
    FROM near n CROSS JOIN total t CROSS JOIN LATERAL (
      SELECT count(*) AS products FROM user_products b WHERE b.user_id = n.user_id
    ) theirs
    ORDER BY score DESC, n.user_id LIMIT $2::int`,
}

/** Who buys what this user buys, most alike first: of the 500 with the largest overlap. Nobody for somebody without purchases. */
export const findSimilarUsers = (database: Database, userId: number, most: number): Promise<SimilarUser[]> =>
  database.read<SimilarUser>(similarUsers, [userId, most])
