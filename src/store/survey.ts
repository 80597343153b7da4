import type { Database, Statement } from './database.ts'
import { isOffered } from './offered-products.ts'

/** Products that newcomers are asked about: those that most have bought. */
const mostProducts = 300

export interface PopularProduct {
  readonly productId: number
  /** Part of all buyers who have bought it. */
  readonly share: number
}

export interface SimilarPair {
  readonly productId: number
  readonly otherId: number
  readonly score: number
}

/** The best known products of the shop, the most bought first. */
export const readPopularProducts = async ({ pool }: Pick<Database, 'pool'>): Promise<readonly PopularProduct[]> => {
  const { rows } = await pool.query<PopularProduct>(
    `WITH counted AS (
      SELECT product_id, count(*)::float8 AS buyers FROM user_products GROUP BY product_id
    ), total AS (
      SELECT count(*)::float8 AS buyers FROM users u WHERE EXISTS (SELECT FROM user_products b WHERE b.user_id = u.id)
    )
    SELECT c.product_id AS "productId", c.buyers / t.buyers AS share
    FROM counted c CROSS JOIN total t JOIN products p ON p.id = c.product_id
    WHERE ${isOffered('p')} ORDER BY c.buyers DESC, c.product_id LIMIT ${mostProducts}`,
  )
  return rows
}

/** What a run found similar among these products. */
export const readSimilarPairs = async (
  { pool }: Pick<Database, 'pool'>,
  runId: number,
  productIds: readonly number[],
): Promise<readonly SimilarPair[]> => {
  const { rows } = await pool.query<SimilarPair>(
    `SELECT s.product_id AS "productId", other.id AS "otherId", other.score
    FROM similar_products s CROSS JOIN LATERAL unnest(s.product_ids, s.scores) AS other(id, score)
    WHERE s.run_id = $1 AND s.product_id = ANY ($2::int[]) AND other.id = ANY ($2::int[])`,
    [runId, productIds],
  )
  return rows
}

export interface AnsweredProduct {
  readonly productId: number
  readonly liked: boolean
}

const surveyAnswers: Statement = {
  name: 'survey_answers',
  text: `SELECT product_id AS "productId", liked FROM survey_answers WHERE user_id = $1::bigint
    ORDER BY answered_at DESC, product_id LIMIT 500`,
}

/** What somebody has answered, the latest first. */
export const readSurveyAnswers = (database: Database, userId: number): Promise<AnsweredProduct[]> =>
  database.read<AnsweredProduct>(surveyAnswers, [userId])

/** Stores answers, the latest of each product counts, and notes that the user has changed. Returns how many of all answers there are then. */
export const writeSurveyAnswers = (
  database: Database,
  userId: number,
  answers: readonly AnsweredProduct[],
  now: Date,
): Promise<number> =>
  database.transaction(async (client) => {
    await client.query(
      `INSERT INTO survey_answers (user_id, product_id, liked, answered_at)
      SELECT $1, a.product_id, a.liked, $4 FROM unnest($2::int[], $3::bool[]) AS a(product_id, liked) ORDER BY a.product_id
      ON CONFLICT (user_id, product_id) DO UPDATE SET liked = excluded.liked, answered_at = excluded.answered_at`,
      [userId, answers.map(({ productId }) => productId), answers.map(({ liked }) => liked), now],
    )
    await client.query(
      `INSERT INTO user_changes (user_id, changed_at) VALUES ($1, clock_timestamp())
      ON CONFLICT (user_id) DO UPDATE SET changed_at = excluded.changed_at`,
      [userId],
    )
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*) AS count FROM survey_answers WHERE user_id = $1',
      [userId],
    )
    return rows[0].count
  })
