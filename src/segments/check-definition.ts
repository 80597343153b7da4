import type { SegmentRule } from '../domain/segment-rule.ts'
import { type ConsentPurpose, consentPurposes } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { isLeaf, nodesOf } from '../rules/clauses.ts'
import type { RuleFault } from '../rules/faults.ts'
import { readRule } from '../rules/read-rule.ts'
import { readsOf } from '../rules/reads.ts'
import type { RuleNames } from '../store/rules/rule-plan.ts'
import type { RuleSegment } from '../store/rules/rule-segments.ts'

const mostTold = 10

const joined = (told: readonly string[]): string =>
  `${told.slice(0, mostTold).join(' · ')}${told.length > mostTold ? ` (and ${told.length - mostTold} more)` : ''}`

/** All that is wrong in one failure, each fault with its path. */
export const tellFaults = (faults: readonly RuleFault[]): CodedError => {
  const told = faults.map(({ path, message }) => `${path}: ${message}`)
  return new CodedError('RULE_INVALID', joined(told))
}

/**
 * The rule that somebody wrote.
 * @throws CodedError RULE_INVALID with all that is wrong with it, each fault with its path
 */
export const requireRule = (given: unknown): SegmentRule => {
  const read = readRule(given)
  if ('rule' in read) return read.rule
  throw tellFaults(read.faults)
}

/** What a clause asks about and is not there, a sentence each. */
const missingOf = (clause: SegmentRule, names: RuleNames): readonly string[] => {
  const { segments, lists, campaigns } = readsOf(clause)
  const missing = (what: string, keys: readonly string[], known: ReadonlyMap<string, unknown>) =>
    keys
      .filter((key) => !known.has(key))
      .map((key) => `There is no ${what} "${key}".${suggestion(key, [...known.keys()])}`)
  return [
    ...missing('segment', segments, names.segments),
    ...missing('list', lists, names.lists),
    ...missing('campaign', campaigns, names.campaigns),
  ]
}

/** @throws CodedError NOT_FOUND telling all segments, lists and campaigns that the rule asks about and that are not there, each with its path */
export const requireKnown = (rule: SegmentRule, names: RuleNames): void => {
  const told = nodesOf({ path: '', rule })
    .filter((node) => isLeaf(node.rule))
    .flatMap((node) => missingOf(node.rule, names).map((text) => (node.path === '' ? text : `${node.path}: ${text}`)))
  if (told.length > 0) throw new CodedError('NOT_FOUND', joined(told))
}

/**
 * Follows what rules ask about.
 * @throws CodedError RULE_INVALID where the segment would be asked about by what it asks about
 */
export const requireAcyclic = (
  key: string,
  rule: SegmentRule,
  others: readonly Pick<RuleSegment, 'key' | 'rule'>[],
): void => {
  const asked = new Map(others.map((other) => [other.key, readsOf(other.rule).segments]))
  const follow = (from: string, way: readonly string[]): void => {
    for (const next of asked.get(from) ?? []) {
      if (next === key)
        throw new CodedError(
          'RULE_INVALID',
          `Segments cannot ask about one another in a circle: ${[...way, next].join(' → ')}.`,
        )
      if (!way.includes(next)) follow(next, [...way, next])
    }
  }
  asked.set(key, readsOf(rule).segments)
  follow(key, [key])
}

/** Each purpose once, in the order of the domain. */
export const inOrder = (purposes: readonly ConsentPurpose[]): readonly ConsentPurpose[] =>
  consentPurposes.filter((purpose) => purposes.includes(purpose))
