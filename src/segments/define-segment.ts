import type { PoolClient } from 'pg'

import type { Segment } from '../domain/segment.ts'
import type { ConsentPurpose } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { readsOf } from '../rules/reads.ts'
import { campaignsUsingSegment } from '../store/campaigns/find-campaign.ts'
import type { Database } from '../store/database.ts'
import { buildMembers } from '../store/rules/build-members.ts'
import {
  findRuleSegment,
  listRuleSegments,
  lockDefinitions,
  readRuleNames,
  removeRuleSegment,
  saveRuleSegment,
} from '../store/rules/rule-segments.ts'
import { webhooksOfSegment } from '../store/webhooks/webhooks.ts'
import { inOrder, requireAcyclic, requireKnown, requireRule } from './check-definition.ts'

export interface DefineRequest {
  readonly key: string
  readonly name: string
  readonly description: string
  readonly rule: unknown
  readonly consents: readonly ConsentPurpose[]
  readonly now: Date
}

/**
 * Saves a rule under its key, new or in place of the one before, and makes its members. Two at once follow one another, so that no circle can be closed between them.
 * @throws CodedError RULE_INVALID, NOT_FOUND, SEGMENT_IN_USE
 */
export const defineSegment = async (
  database: Database,
  { rule: given, consents, now, ...named }: DefineRequest,
): Promise<Segment> => {
  const rule = requireRule(given)
  const saved = await database.transaction(async (client) => {
    await lockDefinitions(client)
    requireKnown(rule, await readRuleNames(client))
    requireAcyclic(named.key, rule, await listRuleSegments(client))
    return saveRuleSegment(client, { ...named, rule, consents: inOrder(consents) })
  })
  if (saved === null)
    throw new CodedError(
      'SEGMENT_IN_USE',
      `"${named.key}" is a segment that every recompute makes; choose another key.`,
    )
  await buildMembers(database, saved.key, { now })
  return saved
}

/** What would lose its footing without a segment, and what to do about it. */
const needsOf = async (client: PoolClient, { id, key }: Segment): Promise<readonly string[]> => {
  const rules = (await listRuleSegments(client)).filter(({ rule }) => readsOf(rule).segments.includes(key))
  const uses = [
    { of: 'rules that ask about it', keys: rules.map((rule) => rule.key), what: 'change them' },
    { of: 'campaigns for it', keys: await campaignsUsingSegment(client, key), what: 'finish or delete them' },
    { of: 'webhooks that tell of it', keys: await webhooksOfSegment(client, id), what: 'delete them' },
  ]
  return uses
    .filter(({ keys }) => keys.length > 0)
    .map(({ of, keys, what }) => `${of} (${keys.map((own) => `"${own}"`).join(', ')}): ${what} first`)
}

/**
 * Removes a rule with its members and its history.
 * @throws CodedError NOT_FOUND, SEGMENT_IN_USE naming what still asks about it
 */
export const deleteSegment = (database: Database, key: string): Promise<Segment> =>
  database.transaction(async (client) => {
    await lockDefinitions(client)
    const segment = await findRuleSegment(client, key)
    if (segment === null) throw new CodedError('NOT_FOUND', `There is no segment "${key}" with a rule of its own.`)
    const needs = await needsOf(client, segment)
    if (needs.length > 0) throw new CodedError('SEGMENT_IN_USE', `"${key}" cannot go yet: ${needs.join('; ')}.`)
    await removeRuleSegment(client, segment.id)
    return segment
  })
