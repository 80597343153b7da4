import type { Comparison, ComparisonStatus, NewComparison } from '../../domain/comparison.ts'
import type { Database, Statement } from '../database.ts'
import type { Queryable } from '../queryable.ts'

const columns = `x.id, x.key, x.campaign_a AS "campaignA", x.campaign_b AS "campaignB", x.metric, x.outcome_days AS "outcomeDays", x.alpha, x.indifference,
  x.expected_people AS "expectedPeople", x.stop_loser AS "stopLoser", x.status, x.created_at AS "createdAt", x.decided_at AS "decidedAt"`

const byKey: Statement = {
  name: 'comparisons_by_key',
  text: `SELECT ${columns} FROM campaign_comparisons x WHERE x.key = ANY($1::text[])`,
}

const byCampaign: Statement = {
  name: 'comparisons_by_campaign',
  text: `SELECT ${columns} FROM campaign_comparisons x WHERE x.campaign_a = ANY($1::int[]) OR x.campaign_b = ANY($1::int[])`,
}

export const findComparisonsByKey = (
  database: Pick<Database, 'read'>,
  keys: readonly string[],
): Promise<Comparison[]> => database.read<Comparison>(byKey, [keys])

/** Those that any of these campaigns is part of. */
export const findComparisonsOf = (
  database: Pick<Database, 'read'>,
  campaignIds: readonly number[],
): Promise<Comparison[]> => database.read<Comparison>(byCampaign, [campaignIds])

/** Keys of the comparisons that run and that a campaign is part of. */
export const runningComparisonsOf = async (client: Queryable, campaignId: number): Promise<readonly string[]> => {
  const { rows } = await client.query<{ key: string }>(
    `SELECT x.key FROM campaign_comparisons x WHERE x.status = 'RUNNING' AND $1 IN (x.campaign_a, x.campaign_b) ORDER BY x.key`,
    [campaignId],
  )
  return rows.map(({ key }) => key)
}

/** null where the key is taken, or one of the campaigns is compared already. */
export const insertComparison = async (client: Queryable, given: NewComparison): Promise<Comparison | null> => {
  const { rows } = await client.query<Comparison>(
    `INSERT INTO campaign_comparisons AS x (key, campaign_a, campaign_b, metric, outcome_days, alpha, indifference, expected_people, stop_loser, status, created_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'RUNNING', $10
    WHERE NOT EXISTS (SELECT FROM campaign_comparisons o WHERE o.campaign_a IN ($2, $3) OR o.campaign_b IN ($2, $3))
    ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [
      given.key,
      given.campaignA,
      given.campaignB,
      given.metric,
      given.outcomeDays,
      given.alpha,
      given.indifference,
      given.expectedPeople,
      given.stopLoser,
      given.createdAt,
    ],
  )
  return rows[0] ?? null
}

export const listRunningComparisons = async (client: Queryable): Promise<readonly Comparison[]> => {
  const { rows } = await client.query<Comparison>(
    `SELECT ${columns} FROM campaign_comparisons x WHERE x.status = 'RUNNING' ORDER BY x.id`,
  )
  return rows
}

/** Says how it ended; null where it had ended before. */
export const endComparison = async (
  client: Queryable,
  id: number,
  status: Exclude<ComparisonStatus, 'RUNNING'>,
  at: Date,
): Promise<Comparison | null> => {
  const { rows } = await client.query<Comparison>(
    `UPDATE campaign_comparisons x SET status = $2, decided_at = $3 WHERE x.id = $1 AND x.status = 'RUNNING' RETURNING ${columns}`,
    [id, status, at],
  )
  return rows[0] ?? null
}
