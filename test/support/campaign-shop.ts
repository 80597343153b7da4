import type { Campaign, NewCampaign } from '../../src/domain/campaign.ts'
import type { CouponAssignment } from '../../src/domain/coupon.ts'
import { createCampaign } from '../../src/store/campaigns/write-campaign.ts'
import type { Database } from '../../src/store/database.ts'
import { exampleCampaign } from './campaigns.ts'

/** Users 1 to n (external id `u-1` …), all of them members of the segment `vip`, whose members have been made. */
export const openCampaignShop = async ({ pool }: Pick<Database, 'pool'>, users: number): Promise<void> => {
  await pool.query(
    `INSERT INTO users (id, external_id, created_at) SELECT n, 'u-' || n, timestamptz '2026-01-01Z' FROM generate_series(1, $1::int) AS n`,
    [users],
  )
  await pool.query(
    `INSERT INTO segments (id, key, name, description, kind, rule, rule_hash) VALUES (1000, 'vip', 'VIP', '', 'RULE', '{"all": []}', 'x')`,
  )
  await pool.query(
    `INSERT INTO segment_builds (segment_id, rule_hash, as_of, built_at, watermark, inputs, user_count) VALUES (1000, 'x', now(), now(), 0, '{}', 0)`,
  )
  await addMembers({ pool }, 1, users)
}

/** Users `from` to `to` come into the segment. */
export const addMembers = ({ pool }: Pick<Database, 'pool'>, from: number, to: number) =>
  pool.query(
    'INSERT INTO memberships (user_id, segment_id, entered_at) SELECT n, 1000, now() FROM generate_series($1::int, $2::int) AS n',
    [from, to],
  )

export const addCampaign = async (
  { transaction }: Pick<Database, 'transaction'>,
  given: Partial<NewCampaign> = {},
): Promise<Campaign> => {
  const campaign = await transaction((client) => createCampaign(client, exampleCampaign(given)))
  if (campaign === null) throw new Error('the key is taken')
  return campaign
}

export const assignmentsIn = async (
  { pool }: Pick<Database, 'pool'>,
  { id }: Pick<Campaign, 'id'>,
): Promise<readonly CouponAssignment[]> => {
  const { rows } = await pool.query<CouponAssignment>(
    `SELECT user_id AS "userId", arm, coupon_id AS "couponId", code, available_at AS "availableAt", expires_at AS "expiresAt", propensity,
      uplift_class AS "upliftClass", expected_uplift AS "expectedUplift", expected_margin AS "expectedMargin"
    FROM coupon_assignments WHERE campaign_id = $1 ORDER BY user_id`,
    [id],
  )
  return rows
}

const tables = { CHURN_RISK: 'churn_scores', LIFETIME_VALUE: 'lifetime_values', UPLIFT: 'uplift_scores' } as const

/** Publishes a run that has a row for each user `u` that meets the condition. */
export const publishRows = async (
  { pool }: Pick<Database, 'pool'>,
  kind: keyof typeof tables,
  columns: string,
  values: string,
  where = 'TRUE',
): Promise<void> => {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO model_runs (kind, version, status, as_of, flow_id, seed, finished_at) VALUES ($1::run_kind, 1, 'PUBLISHED', now(), $1::text, 1, now()) RETURNING id`,
    [kind],
  )
  const [{ id }] = rows
  const table = tables[kind]
  await pool.query(`CREATE TABLE parts.${table}_${id} PARTITION OF ${table} FOR VALUES IN (${id})`)
  await pool.query(
    `INSERT INTO ${table} (user_id, run_id, ${columns}) SELECT u.id, ${id}, ${values} FROM users u WHERE ${where}`,
  )
  await pool.query('INSERT INTO published_runs (kind, run_id, published_at) VALUES ($1, $2, now())', [kind, id])
}
