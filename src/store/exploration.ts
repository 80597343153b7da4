import type { CandidateFacts } from '../domain/exploration.ts'
import type { LoggedDecision } from '../domain/impression.ts'
import type { Database, Statement } from './database.ts'
import { outcomeOf } from './impressions.ts'
import { isOffered } from './offered-products.ts'

/** Products with fewer buyers, in the shop for at most so many days, are new: at most so many are tried out. */
const newcomerBuyers = 5
const newcomerDays = 90
const mostNewcomers = 50

/** What exploration has learned, as it goes with one run of recommendations. */
export interface ExplorationRow {
  readonly model: unknown
  readonly newcomers: readonly number[]
}

const exploration: Statement = {
  name: 'exploration',
  text: 'SELECT model, newcomers FROM explorations WHERE run_id = $1::int',
}

export const readExploration = async (database: Database, runId: number): Promise<ExplorationRow | null> =>
  (await database.read<ExplorationRow>(exploration, [runId]))[0] ?? null

/** Written again, it takes the place of what was there. */
export const writeExploration = async (
  { pool }: Pick<Database, 'pool'>,
  runId: number,
  { model, newcomers }: ExplorationRow,
): Promise<void> => {
  await pool.query(
    `INSERT INTO explorations (run_id, model, newcomers) VALUES ($1, $2, $3)
    ON CONFLICT (run_id) DO UPDATE SET model = excluded.model, newcomers = excluded.newcomers`,
    [runId, JSON.stringify(model), newcomers],
  )
}

/** Products that came lately and that hardly anybody has bought, the newest first. */
export const readNewcomers = async ({ pool }: Pick<Database, 'pool'>, asOf: Date): Promise<readonly number[]> => {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT p.id FROM products p
    WHERE ${isOffered('p')} AND p.in_stock AND p.created_at > $1::timestamptz - interval '${newcomerDays} days'
      AND (SELECT count(*) FROM (SELECT FROM user_products b WHERE b.product_id = p.id LIMIT ${newcomerBuyers}) few) < ${newcomerBuyers}
    ORDER BY p.created_at DESC, p.id DESC LIMIT ${mostNewcomers}`,
    [asOf],
  )
  return rows.map(({ id }) => id)
}

const candidateFacts: Statement = {
  name: 'candidate_facts',
  text: `WITH own AS MATERIALIZED (
      SELECT p.category, p.price FROM (
        SELECT product_id FROM user_products WHERE user_id = $1::bigint ORDER BY last_bought_at DESC LIMIT 200
      ) b JOIN products p ON p.id = b.product_id
    )
    SELECT p.id AS "productId", coalesce((SELECT avg((o.category = p.category)::int) FROM own o), 0)::float8 AS "categoryShare", p.price,
      (SELECT avg(o.price) FROM own o) AS "usualPrice",
      (SELECT count(*) FROM (SELECT FROM user_products b WHERE b.product_id = p.id LIMIT 10001) counted)::int AS buyers,
      greatest(0, extract(epoch FROM $3::timestamptz - p.created_at) / 86400)::float8 AS "ageDays"
    FROM unnest($2::int[]) WITH ORDINALITY AS asked(id, place) JOIN products p ON p.id = asked.id
    WHERE ${isOffered('p')} AND p.in_stock
      AND NOT EXISTS (SELECT FROM user_products b WHERE b.user_id = $1::bigint AND b.product_id = p.id)
      AND NOT EXISTS (SELECT FROM survey_answers a WHERE a.user_id = $1::bigint AND a.product_id = p.id AND NOT a.liked)
    ORDER BY asked.place`,
}

/** Of these products, in this order, those that may be shown to the user: in stock, neither bought nor disliked. */
export const readCandidateFacts = (
  database: Database,
  userId: number,
  productIds: readonly number[],
  now: Date,
): Promise<CandidateFacts[]> => database.read<CandidateFacts>(candidateFacts, [userId, productIds, now])

/** A logged choice and what came of it: 1 where the product was clicked or bought, else 0. */
export interface SettledDecision extends LoggedDecision {
  readonly reward: number
}

export interface DecisionQuery {
  readonly since: Date
  readonly until: Date
  /** Outcomes after it are not looked at. */
  readonly upTo: Date
  readonly most: number
}

/** What the exploration slot showed in [since, until) and what came of it, the oldest first; of more than `most` the latest. */
export const readDecisions = async (
  { pool }: Pick<Database, 'pool'>,
  { since, until, upTo, most }: DecisionQuery,
): Promise<readonly SettledDecision[]> => {
  const { rows } = await pool.query<{ decision: LoggedDecision; reward: number }>(
    `WITH tried AS (
      SELECT i.user_id, i.impression_id, i.shown_at, i.decision,
        (i.decision -> 'candidates' ->> (i.decision ->> 'chosen')::int)::int AS product_id
      FROM impressions i WHERE i.decision IS NOT NULL AND i.shown_at >= $1 AND i.shown_at < $2
      ORDER BY i.shown_at DESC, i.impression_id LIMIT $4
    )
    SELECT s.decision, (o.clicked OR o.bought)::int AS reward
    FROM (
      SELECT t.*, (SELECT min(n.shown_at) FROM impressions n
        WHERE n.user_id = t.user_id AND n.shown_at > t.shown_at AND t.product_id = ANY (n.product_ids)) AS next_at
      FROM tried t
    ) s CROSS JOIN LATERAL (${outcomeOf('$3::timestamptz')}) o
    ORDER BY s.shown_at, s.impression_id`,
    [since, until, upTo, most],
  )
  return rows.map(({ decision, reward }) => ({ ...decision, reward }))
}
