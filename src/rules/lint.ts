import type { RuleWarningCode, SegmentRule } from '../domain/segment-rule.ts'
import { canonicalText } from './canonical.ts'
import { isLeaf, nodesOf, partsOf, type RuleNode } from './clauses.ts'
import { contradictionsOf, oppositesAmong } from './contradictions.ts'
import { demandOf, measuredOf } from './demands.ts'
import { both, intervalOf, isEmpty } from './intervals.ts'
import { impossibleWindows } from './windows.ts'

export interface RuleWarning {
  readonly code: RuleWarningCode
  readonly path: string
  readonly message: string
}

/** The groups in which all must hold, but for those that are parts of such a group. */
const outermostAlls = (node: RuleNode, isInAll = false): readonly RuleNode[] => {
  const isAll = 'all' in node.rule
  const own = isAll && !isInAll ? [node] : []
  return [...own, ...partsOf(node).flatMap((part) => outermostAlls(part, isAll))]
}

const contradictory = (root: RuleNode): readonly RuleWarning[] =>
  outermostAlls(root).flatMap(({ path, rule }) =>
    contradictionsOf(path, rule).map((found) => ({ code: 'CONTRADICTION' as const, ...found })),
  )

/** Whether any count at all meets the clause, and nothing else is asked. */
const isAlways = (rule: SegmentRule): boolean => {
  if (!('event' in rule) || rule.event.count === undefined) return false
  const { count, sum, average, minimum, maximum, distinct, first, last } = rule.event
  if ([sum, average, minimum, maximum, distinct, first, last].some((demand) => demand !== undefined)) return false
  const { low, high, lowOpen } = intervalOf([count])
  return (low < 0 || (low === 0 && !lowOpen)) && high === Number.POSITIVE_INFINITY
}

const isNever = (rule: SegmentRule): boolean =>
  isLeaf(rule) &&
  (demandOf(rule)?.values.length === 0 ||
    measuredOf(rule).some(({ test, possible }) => isEmpty(both(intervalOf([test]), possible))))

const neverOrAlways = ({ path, rule }: RuleNode): readonly RuleWarning[] => {
  const impossible = isLeaf(rule) ? impossibleWindows(rule) : null
  if (impossible !== null) return [{ code: 'NEVER_TRUE', path, message: impossible }]
  if (isNever(rule))
    return [{ code: 'NEVER_TRUE', path, message: 'No value can meet this: the clause holds for nobody.' }]
  if ('bucket' in rule && rule.bucket.from === 0 && rule.bucket.to === 100)
    return [{ code: 'ALWAYS_TRUE', path, message: 'This bucket holds everybody.' }]
  if (!isAlways(rule)) return []
  return [{ code: 'ALWAYS_TRUE', path, message: 'Every count meets this: the clause holds for everybody.' }]
}

/** Of two parts of an `any` that are opposites one always holds. */
const exhaustive = (node: RuleNode): readonly RuleWarning[] => {
  if (!('any' in node.rule)) return []
  return oppositesAmong(partsOf(node)).map(({ path, opposite }) => ({
    code: 'ALWAYS_TRUE' as const,
    path,
    message: `This is the opposite of ${opposite}: one of them holds for everybody.`,
  }))
}

const looseConsent =
  'Inside "any" or "not" this admits people who have not consented. Ask for consent with the segment itself ("consents"), which is applied last, always.'

/** Consent that something else can stand in for does not protect anybody. */
const loosely = (node: RuleNode, isLoose = false): readonly RuleWarning[] => {
  const { path, rule } = node
  if ('consent' in rule) return isLoose ? [{ code: 'CONSENT_INSIDE_ANY', path, message: looseConsent }] : []
  const loose = isLoose || 'not' in rule || ('any' in rule && rule.any.length > 1)
  return partsOf(node).flatMap((part) => loosely(part, loose))
}

const isBounded = (window: { readonly within?: string; readonly after?: string } | undefined): boolean =>
  window?.within !== undefined || window?.after !== undefined

const expensive = ({ path, rule }: RuleNode): readonly RuleWarning[] => {
  const warn = (message: string): readonly RuleWarning[] => [{ code: 'EXPENSIVE', path, message }]
  if ('sequence' in rule && !isBounded(rule.sequence.window))
    return warn('Sequences are looked for in the whole past; a "window" (such as within P90D) makes it cheaper.')
  if ('event' in rule && rule.event.distinct && !isBounded(rule.event))
    return warn('Different values are counted over the whole past; "within" makes it cheaper.')
  return []
}

const repeated = (node: RuleNode): readonly RuleWarning[] => {
  const seen = new Map<string, string>()
  return partsOf(node).flatMap(({ path, rule }): readonly RuleWarning[] => {
    const text = canonicalText(rule)
    const before = seen.get(text)
    seen.set(text, before ?? path)
    return before === undefined ? [] : [{ code: 'REPEATED', path, message: `This says again what ${before} says.` }]
  })
}

/** What is probably not meant, without a look at any data. Nothing here keeps a rule from being saved. */
export const lintRule = (rule: SegmentRule): readonly RuleWarning[] => {
  const root: RuleNode = { path: '', rule }
  const nodes = nodesOf(root)
  return [
    ...contradictory(root),
    ...nodes.flatMap(neverOrAlways),
    ...nodes.flatMap(exhaustive),
    ...loosely(root),
    ...nodes.flatMap(expensive),
    ...nodes.flatMap(repeated),
  ]
}
