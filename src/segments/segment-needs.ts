import type { Segment } from '../domain/segment.ts'
import { CodedError } from '../errors.ts'
import { readsOf } from '../rules/reads.ts'
import { campaignsUsingSegment } from '../store/campaigns/find-campaign.ts'
import type { Queryable } from '../store/queryable.ts'
import { findsAnybody } from '../store/rules/finds-anybody.ts'
import { findRuleSegment, listRuleSegments, ruleHashOf, type SegmentDefinition } from '../store/rules/rule-segments.ts'
import { findBuild } from '../store/rules/segment-builds.ts'
import { webhooksOfSegment } from '../store/webhooks/webhooks.ts'

/** What would lose its footing without a segment, and what to do about it. */
export const needsOf = async (
  client: Queryable,
  { id, key }: Pick<Segment, 'id' | 'key'>,
): Promise<readonly string[]> => {
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

/** @throws CodedError SEGMENT_IN_USE naming what still needs the segment */
export const requireUnused = async (client: Queryable, segment: Pick<Segment, 'id' | 'key'>): Promise<void> => {
  const needs = await needsOf(client, segment)
  if (needs.length > 0) throw new CodedError('SEGMENT_IN_USE', `"${segment.key}" cannot go yet: ${needs.join('; ')}.`)
}

/**
 * That a segment which has members, and which something needs, would still have some by its new definition.
 * @throws CodedError SEGMENT_IN_USE naming what needs them
 */
export const requireNotEmptied = async (
  client: Queryable,
  definition: Pick<SegmentDefinition, 'key' | 'rule' | 'consents'>,
  now: Date,
): Promise<void> => {
  const before = await findRuleSegment(client, definition.key)
  if (before === null || before.ruleHash === ruleHashOf(definition)) return
  const members = (await findBuild(client, before.id))?.userCount ?? 0
  if (members === 0) return
  const needs = await needsOf(client, before)
  if (needs.length === 0 || (await findsAnybody(client, definition, now))) return
  const what = `"${before.key}" would lose all its ${members} members, and there are ${needs.join('; ')}`
  throw new CodedError('SEGMENT_IN_USE', `${what}. Or say \`allowEmpty: true\`.`)
}
