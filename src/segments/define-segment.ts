import type { Segment } from '../domain/segment.ts'
import type { ConsentPurpose } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
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
import { inOrder, requireAcyclic, requireKnown, requireRule } from './check-definition.ts'
import { noRuleSegment } from './no-rule-segment.ts'
import { requireNotEmptied, requireUnused } from './segment-needs.ts'

export interface DefineRequest {
  readonly key: string
  readonly name: string
  readonly description: string
  readonly rule: unknown
  readonly consents: readonly ConsentPurpose[]
  /** Saves it even where nobody would be left of those that rules, campaigns or webhooks need. */
  readonly allowEmpty?: boolean
  readonly now: Date
}

/**
 * Saves a rule under its key, new or in place of the one before, and makes its members. Two at once follow one another, so that no circle can be closed between them.
 * @throws CodedError RULE_INVALID, NOT_FOUND, SEGMENT_IN_USE
 */
export const defineSegment = async (
  database: Database,
  { rule: given, consents, allowEmpty = false, now, ...named }: DefineRequest,
): Promise<Segment> => {
  const rule = requireRule(given)
  const saved = await database.transaction(async (client) => {
    await lockDefinitions(client)
    requireKnown(rule, await readRuleNames(client))
    requireAcyclic(named.key, rule, await listRuleSegments(client))
    const definition = { ...named, rule, consents: inOrder(consents) }
    if (!allowEmpty) await requireNotEmptied(client, definition, now)
    return saveRuleSegment(client, definition)
  })
  if (saved === null)
    throw new CodedError(
      'SEGMENT_IN_USE',
      `"${named.key}" is a segment that every recompute makes; choose another key.`,
    )
  await buildMembers(database, saved.key, { now })
  return saved
}

/**
 * Removes a rule with its members and its history.
 * @throws CodedError NOT_FOUND, SEGMENT_IN_USE naming what still asks about it
 */
export const deleteSegment = (database: Database, key: string): Promise<Segment> =>
  database.transaction(async (client) => {
    await lockDefinitions(client)
    const segment = await findRuleSegment(client, key)
    if (segment === null) throw await noRuleSegment(client, key)
    await requireUnused(client, segment)
    await removeRuleSegment(client, segment.id)
    return segment
  })
