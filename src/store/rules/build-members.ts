import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'

import { readsOf } from '../../rules/reads.ts'
import { latestEventTime } from '../activity.ts'
import type { Database } from '../database.ts'
import { notSuppressed } from '../lists/not-suppressed.ts'
import { findAffected } from './affected-users.ts'
import { areAlike, type BuildInputs, readBuildInputs, readRuleRuns } from './build-inputs.ts'
import { compileRule } from './compile-rule.ts'
import { consentTest } from './consent-test.ts'
import type { RuleSetting } from './rule-plan.ts'
import { findRuleSegment, type RuleSegment, readRuleNames } from './rule-segments.ts'
import { withLease } from './segment-leases.ts'

export interface SegmentBuild {
  readonly ruleHash: string
  readonly asOf: Date
  readonly builtAt: Date
  readonly userCount: number
}

interface StoredBuild extends SegmentBuild {
  readonly watermark: number
  readonly inputs: BuildInputs
}

export interface BuildResult extends SegmentBuild {
  /** Whether everybody was looked at, or only those whom something had changed for. */
  readonly full: boolean
  readonly looked: number
  readonly entered: number
  readonly left: number
}

export interface BuildOptions {
  /** The clock: nothing later is seen. */
  readonly now: Date
  /** Looks at everybody in any case. */
  readonly full?: boolean
  /** The instant that windows are seen from; by default that of the latest event. */
  readonly asOf?: Date
}

/** More than this many people in one go are not fewer than all. */
const mostAffected = 100_000
const lockSpace = 72_134

const readBuild = async (client: PoolClient, segmentId: number): Promise<StoredBuild | null> => {
  const { rows } = await client.query<StoredBuild>(
    `SELECT rule_hash AS "ruleHash", as_of AS "asOf", built_at AS "builtAt", user_count AS "userCount", watermark, inputs
    FROM segment_builds WHERE segment_id = $1`,
    [segmentId],
  )
  return rows[0] ?? null
}

/** Fails where another build ended between this one's snapshot and its lock: what it wrote cannot be seen from here. */
const claimBuild = (client: PoolClient, segmentId: number) =>
  client.query(
    `INSERT INTO segment_builds AS b (segment_id, rule_hash, as_of, built_at, watermark, inputs, user_count)
    VALUES ($1, '', now(), now(), 0, '{}', 0) ON CONFLICT (segment_id) DO UPDATE SET rule_hash = b.rule_hash`,
    [segmentId],
  )

const watermarkOf = async (client: PoolClient): Promise<number> => {
  const { rows } = await client.query<{ xmin: number }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin',
  )
  return rows[0].xmin
}

/**
 * Writes who entered and who left, and only those, as of the clock: whoever asks what has changed since they last asked misses nothing, whatever the time of the events. It never runs backwards, whosever
 * clock it is.
 */
const applyChanges = async (client: PoolClient, segment: RuleSegment, setting: RuleSetting, clock: Date) => {
  const { head, from, condition, values } = compileRule(segment.rule, setting)
  const id = values.add(segment.id, 'int')
  const at = `greatest(${values.add(clock, 'timestamptz')}, (SELECT changed_at FROM membership_changes WHERE segment_id = ${id} ORDER BY id DESC LIMIT 1))`
  const looked = setting.users === null ? 'TRUE' : `m.user_id = ANY(${values.add(setting.users, 'bigint[]')})`
  const wanted = `wanted AS MATERIALIZED (SELECT u.id FROM ${from} WHERE ${condition} AND ${consentTest(segment.consents, values)} AND ${notSuppressed()})`
  const gone = `gone AS (DELETE FROM memberships m WHERE m.segment_id = ${id} AND ${looked}
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = m.user_id) RETURNING m.user_id)`
  const come = `come AS (INSERT INTO memberships (user_id, segment_id, entered_at)
    SELECT w.id, ${id}, ${at} FROM wanted w WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = w.id AND m.segment_id = ${id})
    ORDER BY w.id RETURNING user_id)`
  const noted = `noted AS (INSERT INTO membership_changes (segment_id, user_id, entered, changed_at)
    SELECT ${id}, user_id, FALSE, ${at} FROM gone UNION ALL SELECT ${id}, user_id, TRUE, ${at} FROM come)`
  const { rows } = await client.query<{ entered: number; left: number; found: number }>(
    `${head([wanted, gone, come, noted])} SELECT (SELECT count(*) FROM come) AS entered, (SELECT count(*) FROM gone) AS "left", (SELECT count(*) FROM wanted) AS found`,
    values.values,
  )
  return rows[0]
}

const keepBuild = async (client: PoolClient, segment: RuleSegment, build: StoredBuild): Promise<void> => {
  await client.query(
    `INSERT INTO segment_builds (segment_id, rule_hash, as_of, built_at, watermark, inputs, user_count) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (segment_id) DO UPDATE SET rule_hash = excluded.rule_hash, as_of = excluded.as_of, built_at = excluded.built_at,
      watermark = excluded.watermark, inputs = excluded.inputs, user_count = excluded.user_count`,
    [
      segment.id,
      build.ruleHash,
      build.asOf,
      build.builtAt,
      build.watermark,
      JSON.stringify(build.inputs),
      build.userCount,
    ],
  )
  await client.query('DELETE FROM segment_failures WHERE segment_id = $1', [segment.id])
}

/** Inside a repeatable-read transaction of the caller's, which may fail because another build ended in the meantime: `untilFree` tries it again. */
export const buildWithin = async (
  client: PoolClient,
  segment: RuleSegment,
  options: BuildOptions,
): Promise<BuildResult> => {
  const before = await readBuild(client, segment.id)
  await claimBuild(client, segment.id)
  const latest = options.asOf ?? (await latestEventTime(client, options.now)) ?? options.now
  // Time does not run backwards, whatever was deleted.
  const asOf = before !== null && options.asOf === undefined && before.asOf > latest ? before.asOf : latest
  const reads = readsOf(segment.rule)
  const [runs, names, watermark] = [await readRuleRuns(client), await readRuleNames(client), await watermarkOf(client)]
  const inputs = await readBuildInputs(client, reads, runs, names)
  const isNew = before === null || before.ruleHash !== segment.ruleHash || asOf < before.asOf
  const users =
    options.full || isNew || !areAlike(before.inputs, inputs)
      ? null
      : await findAffected(client, { ...before, seen: before.inputs.seen }, asOf, reads.edges, names, mostAffected)
  const { found, ...changes } =
    users?.length === 0
      ? { entered: 0, left: 0, found: 0 }
      : await applyChanges(client, segment, { now: asOf, runs, names, users }, options.now)
  // Whoever looked at everybody has counted them anew.
  const userCount = users === null ? found : (before?.userCount ?? 0) + changes.entered - changes.left
  const built = { ruleHash: segment.ruleHash, asOf, builtAt: options.now, userCount }
  await keepBuild(client, segment, { ...built, watermark, inputs })
  return { ...built, ...changes, full: users === null, looked: users?.length ?? 0 }
}

const attempt = (database: Database, key: string, options: BuildOptions): Promise<BuildResult | 'BUSY' | null> =>
  database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    const segment = await findRuleSegment(client, key)
    if (segment === null) return null
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS mine', [
      lockSpace,
      segment.id,
    ])
    return rows[0].mine ? buildWithin(client, segment, options) : 'BUSY'
  })

const isSerialization = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as { code?: string }).code ?? '')

/** Again and again while another build is in the way. */
export const untilFree = async <Result>(work: () => Promise<Result | 'BUSY'>): Promise<Result> => {
  for (;;) {
    const result = await work().catch((error) => {
      if (isSerialization(error)) return 'BUSY' as const
      throw error
    })
    if (result !== 'BUSY') return result
    await sleep(50)
  }
}

/**
 * Brings the members of a rule to what is so now, in one transaction: whoever dies in the middle has changed nothing, and holds nothing. Two at once follow one another. null: there is no such rule.
 */
export const buildMembers = (database: Database, key: string, options: BuildOptions): Promise<BuildResult | null> =>
  withLease(database, key, () => untilFree(() => attempt(database, key, options)))
