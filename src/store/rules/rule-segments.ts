import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'

import type { CouponKind } from '../../domain/coupon.ts'
import type { Segment } from '../../domain/segment.ts'
import type { SegmentRule } from '../../domain/segment-rule.ts'
import type { ConsentPurpose } from '../../domain/user.ts'
import { canonicalText } from '../../rules/canonical.ts'
import { readsOf } from '../../rules/reads.ts'
import { dropPartition } from '../partitions.ts'
import type { Queryable } from '../queryable.ts'
import type { NamedSegment, RuleNames } from './rule-plan.ts'

/** A segment whose members follow from a rule. */
export interface RuleSegment extends Segment {
  readonly rule: SegmentRule
  readonly consents: readonly ConsentPurpose[]
}

/** What somebody wants a segment to be. */
export interface SegmentDefinition {
  readonly key: string
  readonly name: string
  readonly description: string
  readonly rule: SegmentRule
  readonly consents: readonly ConsentPurpose[]
}

const columns = 's.id, s.key, s.name, s.description, s.kind, s.rule_hash AS "ruleHash", s.rule, s.consents'

/** Stable: the same for every spelling of the same definition. */
export const ruleHashOf = ({ rule, consents }: Pick<SegmentDefinition, 'rule' | 'consents'>): string =>
  createHash('sha256')
    .update(`${canonicalText(rule)}${[...consents].sort().join(',')}`)
    .digest('hex')

export const findRuleSegment = async (client: Queryable, key: string): Promise<RuleSegment | null> => {
  const { rows } = await client.query<RuleSegment>(
    `SELECT ${columns} FROM segments s WHERE s.key = $1 AND s.kind = 'RULE'`,
    [key],
  )
  return rows[0] ?? null
}

/** All of them, by id. */
export const listRuleSegments = async (client: Queryable): Promise<readonly RuleSegment[]> => {
  const { rows } = await client.query<RuleSegment>(
    `SELECT ${columns} FROM segments s WHERE s.kind = 'RULE' ORDER BY s.id`,
  )
  return rows
}

/** Keys of the segments whose rules ask what a campaign does, by id. */
export const segmentsAskingCampaign = async (client: Queryable, key: string): Promise<readonly string[]> =>
  (await listRuleSegments(client))
    .filter(({ rule }) => readsOf(rule).campaigns.includes(key))
    .map((asking) => asking.key)

const readLists = async (client: Queryable): Promise<RuleNames['lists']> => {
  const { rows } = await client.query<{ key: string; id: number }>('SELECT key, id FROM user_lists')
  return new Map(rows.map(({ key, id }) => [key, id]))
}

const readCampaigns = async (client: Queryable): Promise<RuleNames['campaigns']> => {
  const { rows } = await client.query<{ key: string; kinds: readonly CouponKind[] }>(
    `SELECT c.key, ARRAY(SELECT DISTINCT p.kind FROM campaign_coupons p WHERE p.campaign_id = c.id ORDER BY p.kind) AS kinds FROM campaigns c`,
  )
  return new Map(rows.map(({ key, kinds }) => [key, kinds]))
}

/** What rules may call by its key, as of now. */
export const readRuleNames = async (client: Queryable): Promise<RuleNames> => {
  const { rows } = await client.query<{ key: string; id: number; kind: string; run: number | null }>(
    `SELECT s.key, s.id, s.kind, (SELECT run_id FROM published_runs WHERE kind = 'SEGMENTS') AS run FROM segments s`,
  )
  return {
    lists: await readLists(client),
    campaigns: await readCampaigns(client),
    segments: new Map(
      rows.map(({ key, id, kind, run }): [string, NamedSegment] => [key, { id, run: kind === 'RULE' ? 'RULE' : run }]),
    ),
  }
}

/** Writes a definition under its key, new or in place of the one before. Published segments are not rules and stay: then null. */
export const saveRuleSegment = async (
  client: Queryable,
  { key, name, description, rule, consents }: SegmentDefinition,
): Promise<RuleSegment | null> => {
  const { rows } = await client.query<RuleSegment>(
    `INSERT INTO segments AS s (key, name, description, kind, rule, rule_hash, consents) VALUES ($1, $2, $3, 'RULE', $4, $5, $6)
    ON CONFLICT (key) DO UPDATE SET name = excluded.name, description = excluded.description, rule = excluded.rule,
      rule_hash = excluded.rule_hash, consents = excluded.consents
    WHERE s.kind = 'RULE' RETURNING ${columns}`,
    [key, name, description, JSON.stringify(rule), ruleHashOf({ rule, consents }), consents],
  )
  return rows[0] ?? null
}

/** With its members, their history and its snapshots. */
export const removeRuleSegment = async (client: ClientBase, id: number): Promise<void> => {
  await client.query('DELETE FROM memberships WHERE segment_id = $1', [id])
  await client.query('DELETE FROM membership_changes WHERE segment_id = $1', [id])
  await client.query('DELETE FROM segment_failures WHERE segment_id = $1', [id])
  await client.query('DELETE FROM segment_leases WHERE segment_id = $1', [id])
  const { rows } = await client.query<{ id: number }>(
    'DELETE FROM segment_snapshots WHERE segment_id = $1 RETURNING id',
    [id],
  )
  for (const snapshot of rows) await dropPartition(client, 'segment_snapshot_members', snapshot.id)
  await client.query('DELETE FROM segments WHERE id = $1', [id])
}

/** Whoever changes definitions waits here for whoever does. */
export const lockDefinitions = async (client: Queryable): Promise<void> => {
  await client.query('SELECT pg_advisory_xact_lock(7213400003)')
}
