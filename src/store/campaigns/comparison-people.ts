import pg, { type ClientBase } from 'pg'

import type { CampaignStatus } from '../../domain/campaign.ts'
import type { Comparison, ComparisonMetric, SideOutcome } from '../../domain/comparison.ts'
import type { Database } from '../database.ts'
import { marginLost } from './discount.ts'

/** The half that a user `u` belongs to, by the comparison's key (as SQL) and the user's own id: the same whenever it is asked. */
const sideBy = (key: string): string =>
  `CASE WHEN ('x' || substr(md5('comparison:' || ${key} || ':' || u.external_id), 1, 8))::bit(32)::bigint < 2147483648 THEN 'A' ELSE 'B' END`

/**
 * Whether users `u` may be given something by a campaign, as a condition: not by one half of a comparison who belong to the other, until it is ended, or decided and that one
 * finished: what their half brings is still being counted. Asked for first, and not joined:
 * most campaigns are in no comparison, and a million users need not be asked.
 */
export const readMayReceive = async (client: Pick<ClientBase, 'query'>, campaignId: number): Promise<string> => {
  const { rows } = await client.query<{ key: string; side: 'A' | 'B' }>(
    `SELECT x.key, CASE WHEN x.campaign_a = $1 THEN 'A' ELSE 'B' END AS side FROM campaign_comparisons x
    JOIN campaigns other ON other.id = CASE WHEN x.campaign_a = $1 THEN x.campaign_b ELSE x.campaign_a END
    WHERE $1::int IN (x.campaign_a, x.campaign_b) AND (x.status = 'RUNNING' OR x.status <> 'ENDED' AND other.status <> 'FINISHED')`,
    [campaignId],
  )
  const halves = rows.map(({ key, side }) => `${sideBy(pg.escapeLiteral(key))} = '${side}'`)
  return halves.length === 0 ? 'TRUE' : halves.join(' AND ')
}

/** The other campaign of a comparison that is not decided; null where a campaign is in none. */
export const findRival = async (
  client: Pick<ClientBase, 'query'>,
  campaignId: number,
): Promise<{
  readonly comparisonId: number
  readonly key: string
  readonly status: CampaignStatus
} | null> => {
  const { rows } = await client.query(
    `SELECT x.id AS "comparisonId", other.key, other.status FROM campaign_comparisons x
    JOIN campaigns other ON other.id = CASE WHEN x.campaign_a = $1 THEN x.campaign_b ELSE x.campaign_a END
    WHERE $1::int IN (x.campaign_a, x.campaign_b) AND x.status = 'RUNNING'`,
    [campaignId],
  )
  return rows[0] ?? null
}

/** Takes in all members of a segment who are not in the comparison yet, as of now, whether they will be sent something or not: so both halves are alike. */
export const enrolPeople = async (
  client: Pick<ClientBase, 'query'>,
  comparisonId: number,
  segmentId: number,
  now: Date,
): Promise<void> => {
  await client.query(
    `INSERT INTO comparison_people (user_id, comparison_id, side, since)
    SELECT u.id, x.id, ${sideBy('x.key')}, $3 FROM campaign_comparisons x
    CROSS JOIN (SELECT user_id FROM memberships WHERE segment_id = $2
      UNION SELECT user_id FROM segment_members WHERE segment_id = $2 AND run_id = (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS')) m
    JOIN users u ON u.id = m.user_id
    WHERE x.id = $1 AND NOT EXISTS (SELECT FROM comparison_people p WHERE p.comparison_id = x.id AND p.user_id = u.id)
    ORDER BY u.id ON CONFLICT DO NOTHING`,
    [comparisonId, segmentId, now],
  )
}

const values: Readonly<Record<ComparisonMetric, string>> = {
  CONVERSION: 'CASE WHEN orders > 0 THEN 1 ELSE 0 END',
  REVENUE: 'revenue',
  MARGIN: 'margin_rate * revenue - lost - cost',
}

/** What each side's people came to within their days, of those whose days are over. */
const outcome = (metric: ComparisonMetric): string => `
  WITH people AS MATERIALIZED (
    SELECT p.user_id, p.side, p.since, p.since + x.outcome_days * interval '1 day' AS until, p.since + x.outcome_days * interval '1 day' <= $2 AS counts,
      CASE p.side WHEN 'A' THEN x.campaign_a ELSE x.campaign_b END AS campaign_id
    FROM comparison_people p JOIN campaign_comparisons x ON x.id = p.comparison_id WHERE p.comparison_id = $1
  ), bought AS (
    SELECT p.user_id, count(*) FILTER (WHERE o.lines > 0) AS orders, sum(o.amount - o.returned_amount) AS revenue
    FROM people p JOIN orders o ON o.user_id = p.user_id AND o.ordered_at >= p.since AND o.ordered_at < p.until WHERE p.counts GROUP BY p.user_id
  ), redeemed AS (
    SELECT p.user_id, sum(${marginLost}) AS lost
    FROM people p JOIN coupon_redemptions r ON r.user_id = p.user_id AND r.campaign_id = p.campaign_id AND r.redeemed_at < p.until
      JOIN campaign_coupons k ON k.id = r.coupon_id JOIN campaigns c ON c.id = r.campaign_id LEFT JOIN orders o ON o.user_id = r.user_id AND o.order_key = r.order_key
    WHERE p.counts GROUP BY p.user_id
  ), each_one AS (
    SELECT p.side, p.counts, coalesce(b.orders, 0) AS orders, coalesce(b.revenue, 0) AS revenue, coalesce(d.lost, 0) AS lost, c.margin_rate,
      coalesce(k.cost, 0) AS cost
    FROM people p JOIN campaigns c ON c.id = p.campaign_id LEFT JOIN bought b USING (user_id) LEFT JOIN redeemed d USING (user_id)
      LEFT JOIN coupon_assignments a ON a.user_id = p.user_id AND a.campaign_id = p.campaign_id LEFT JOIN campaign_coupons k ON k.id = a.coupon_id
  ), measured AS (SELECT side, counts, ${values[metric]} AS y FROM each_one)
  SELECT side, count(*) FILTER (WHERE counts)::int AS people, count(*) FILTER (WHERE NOT counts)::int AS waiting,
    coalesce(sum(y) FILTER (WHERE counts), 0)::float8 AS y, coalesce(sum(y ^ 2) FILTER (WHERE counts), 0)::float8 AS yy
  FROM measured GROUP BY side`

const nobody: SideOutcome = { people: 0, waiting: 0, y: 0, yy: 0 }

/** Both sides of a comparison by an instant. */
export const readSides = async (
  { pool }: Pick<Database, 'pool'>,
  { id, metric }: Pick<Comparison, 'id' | 'metric'>,
  now: Date,
): Promise<Readonly<Record<'A' | 'B', SideOutcome>>> => {
  const { rows } = await pool.query<SideOutcome & { side: 'A' | 'B' }>(outcome(metric), [id, now])
  const of = (wanted: 'A' | 'B') => rows.find((row) => row.side === wanted) ?? nobody
  return { A: of('A'), B: of('B') }
}
