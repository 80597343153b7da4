import type { SegmentRule } from '../domain/segment-rule.ts'
import { type ConsentPurpose, consentPurposes } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import type { RuleFault } from '../rules/faults.ts'
import { readRule } from '../rules/read-rule.ts'
import { readsOf } from '../rules/reads.ts'
import type { RuleNames } from '../store/rules/rule-plan.ts'
import type { RuleSegment } from '../store/rules/rule-segments.ts'

const mostTold = 10

/** All that is wrong in one failure, each fault with its path. */
export const tellFaults = (faults: readonly RuleFault[]): CodedError => {
  const told = faults.slice(0, mostTold).map(({ path, message }) => `${path}: ${message}`)
  const more = faults.length > mostTold ? ` (and ${faults.length - mostTold} more)` : ''
  return new CodedError('RULE_INVALID', `${told.join(' · ')}${more}`)
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

/** @throws CodedError NOT_FOUND for a segment, a list or a campaign that the rule asks about and that is not there */
export const requireKnown = (rule: SegmentRule, names: RuleNames): void => {
  const reads = readsOf(rule)
  const requireAll = (what: string, keys: readonly string[], known: ReadonlyMap<string, unknown>): void => {
    for (const key of keys)
      if (!known.has(key))
        throw new CodedError('NOT_FOUND', `There is no ${what} "${key}".${suggestion(key, [...known.keys()])}`)
  }
  requireAll('segment', reads.segments, names.segments)
  requireAll('list', reads.lists, names.lists)
  requireAll('campaign', reads.campaigns, names.campaigns)
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
