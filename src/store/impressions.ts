import { hash } from 'node:crypto'

import type { Impression, ShownProduct, SourcePerformance } from '../domain/impression.ts'
import type { Database } from './database.ts'

/** Days within which a click, and a purchase, counts as come of what was shown last. */
export const clickDays = 1
export const purchaseDays = 7

/** Days that impressions are kept. */
const retentionDays = 180

/** A new id, or the one that a sender's own key stands for, per user: sent again, it is the same impression. */
export const impressionIdOf = (userId: number, key: string | null): string => {
  if (key === null) return crypto.randomUUID()
  const hex = hash('sha256', `impression\u001f${userId}\u001f${key}`, 'hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** Whether it is new: logged again under the same id, it changes nothing. */
export const insertImpression = async (
  database: Pick<Database, 'pool'>,
  { impressionId, userId, runId, shownAt, shown, decision }: Impression,
): Promise<boolean> => {
  const { rowCount } = await database.pool.query(
    `INSERT INTO impressions (user_id, impression_id, run_id, shown_at, product_ids, positions, sources, propensities, decision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      userId,
      impressionId,
      runId,
      shownAt,
      shown.map(({ productId }) => productId),
      shown.map(({ position }) => position),
      shown.map(({ source }) => source),
      shown.map(({ propensity }) => propensity),
      decision && JSON.stringify(decision),
    ],
  )
  return rowCount === 1
}

/** What was logged under an id, in the order of the positions; null where nothing was, or no longer is. */
export const findShown = async (
  database: Pick<Database, 'pool'>,
  { userId, impressionId }: Pick<Impression, 'userId' | 'impressionId'>,
): Promise<readonly Pick<ShownProduct, 'productId' | 'source'>[] | null> => {
  const { rows } = await database.pool.query<{ productIds: number[]; sources: string[] }>(
    'SELECT product_ids AS "productIds", sources FROM impressions WHERE user_id = $1 AND impression_id = $2',
    [userId, impressionId],
  )
  return rows.length === 0
    ? null
    : rows[0].productIds.map((productId, at) => ({ productId, source: rows[0].sources[at] }))
}

/**
 * What came of a product shown (`s`), up to an instant: an event that names the impression counts for that one; any other for the last time that the user was shown the
 * product before it. Clocks of browsers are off: one that names the impression may be stamped a day before it.
 */
export const outcomeOf = (upTo: string): string => `
  SELECT coalesce(bool_or(e.type <> 'PURCHASE' AND e.occurred_at <= s.shown_at + interval '${clickDays} days'), FALSE) AS clicked,
    coalesce(bool_or(e.type = 'PURCHASE'), FALSE) AS bought
  FROM events e
  WHERE e.user_id = s.user_id AND e.product_id = s.product_id AND e.type IN ('VIEW', 'ADD_TO_CART', 'PURCHASE')
    AND e.occurred_at > s.shown_at - interval '1 day' AND e.occurred_at <= s.shown_at + interval '${purchaseDays} days' AND e.occurred_at <= ${upTo}
    AND CASE WHEN e.impression_id IS NOT NULL THEN e.impression_id = s.impression_id
      ELSE e.occurred_at > s.shown_at AND e.occurred_at <= coalesce(s.next_at, 'infinity') END`

/** Products shown within a window, each with the next time that the same user was shown it. */
export const shownBetween = (since: string, until: string): string => `
  SELECT * FROM (
    SELECT i.user_id, i.impression_id, i.shown_at, p.product_id, p.source,
      lead(i.shown_at) OVER (PARTITION BY i.user_id, p.product_id ORDER BY i.shown_at, i.impression_id) AS next_at
    FROM impressions i CROSS JOIN LATERAL unnest(i.product_ids, i.sources) AS p(product_id, source)
    WHERE i.shown_at >= ${since} AND i.shown_at < ${until} + interval '${purchaseDays} days'
  ) listed WHERE shown_at < ${until}`

export type SourceCounts = Pick<SourcePerformance, 'source' | 'impressions' | 'clicks' | 'purchases'>

/** What came of what was shown in [since, until), by source. */
export const countOutcomes = async (
  database: Database,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<SourceCounts[]> => {
  const { rows } = await database.pool.query<SourceCounts>(
    `SELECT s.source, count(*) AS impressions, count(*) FILTER (WHERE o.clicked) AS clicks, count(*) FILTER (WHERE o.bought) AS purchases
    FROM (${shownBetween('$1::timestamptz', '$2::timestamptz')}) s CROSS JOIN LATERAL (${outcomeOf(`'infinity'`)}) o
    GROUP BY s.source ORDER BY impressions DESC, s.source`,
    [since, until],
  )
  return rows
}

/** Drops impressions that are older than what is kept, audiences that nobody walks on any more, and what belongs to runs whose rows are gone. Returns the number of impressions. */
export const pruneImpressions = async (database: Database, now: Date): Promise<number> => {
  const { rowCount } = await database.pool.query('DELETE FROM impressions WHERE shown_at < $1', [
    new Date(now.getTime() - retentionDays * 86_400_000),
  ])
  await database.pool.query('DELETE FROM audiences WHERE leased_until < $1', [now])
  for (const table of ['audiences', 'explorations', 'group_popularity']) {
    await database.pool.query(
      `DELETE FROM ${table} WHERE run_id IN (SELECT DISTINCT run_id FROM ${table} t
        WHERE to_regclass('parts.recommendation_lists_' || t.run_id) IS NULL
          AND NOT EXISTS (SELECT FROM model_runs r WHERE r.id = t.run_id AND r.status IN ('QUEUED', 'TRAINING')))`,
    )
  }
  return rowCount ?? 0
}
