import type { NumberTest, RuleLeaf, RuleWarningCode, SegmentRule } from '../domain/segment-rule.ts'
import { canonicalText } from './canonical.ts'
import { isLeaf, nodesOf, partsOf, type RuleNode } from './clauses.ts'

export interface RuleWarning {
  readonly code: RuleWarningCode
  readonly path: string
  readonly message: string
}

/** The numbers that meet a test: from low to high, each end open or closed. */
interface Interval {
  readonly low: number
  readonly high: number
  readonly lowOpen: boolean
  readonly highOpen: boolean
}

const bounds = (test: NumberTest): readonly Interval[] => {
  const from = (low: number, lowOpen = false): Interval => ({
    low,
    high: Number.POSITIVE_INFINITY,
    lowOpen,
    highOpen: false,
  })
  const to = (high: number, highOpen = false): Interval => ({
    low: Number.NEGATIVE_INFINITY,
    high,
    lowOpen: false,
    highOpen,
  })
  return [
    ...(test.eq === undefined ? [] : [from(test.eq), to(test.eq)]),
    ...(test.gt === undefined ? [] : [from(test.gt, true)]),
    ...(test.gte === undefined ? [] : [from(test.gte)]),
    ...(test.lt === undefined ? [] : [to(test.lt, true)]),
    ...(test.lte === undefined ? [] : [to(test.lte)]),
    ...(test.between === undefined ? [] : [from(test.between.from), to(test.between.to)]),
  ]
}

const both = (a: Interval, b: Interval): Interval => {
  const low = Math.max(a.low, b.low)
  const high = Math.min(a.high, b.high)
  return {
    low,
    high,
    lowOpen: [a, b].some((each) => each.low === low && each.lowOpen),
    highOpen: [a, b].some((each) => each.high === high && each.highOpen),
  }
}

const everything: Interval = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lowOpen: false,
  highOpen: false,
}
const intervalOf = (tests: readonly NumberTest[]): Interval => tests.flatMap(bounds).reduce(both, everything)
const isEmpty = ({ low, high, lowOpen, highOpen }: Interval): boolean =>
  low > high || (low === high && (lowOpen || highOpen))

/** What a leaf measures, where it is one number, with the range that it can have. */
interface Measured {
  readonly what: string
  readonly test: NumberTest
  readonly possible: Interval
}

const from0: Interval = { ...everything, low: 0 }
const share: Interval = { ...from0, high: 1 }
const isNumeric = (test: object): test is NumberTest =>
  Object.values(test).every(
    (value) =>
      typeof value === 'number' || (typeof value === 'object' && value !== null && typeof value.from === 'number'),
  )

const measuredOf = (leaf: RuleLeaf): readonly Measured[] => {
  if ('churnRisk' in leaf) return [{ what: 'churnRisk', test: leaf.churnRisk, possible: share }]
  if ('lifetimeValue' in leaf) return [{ what: 'lifetimeValue', test: leaf.lifetimeValue, possible: from0 }]
  if ('purchaseProbability' in leaf) {
    const { withinDays, ...test } = leaf.purchaseProbability
    return [{ what: `purchase ${withinDays}`, test, possible: share }]
  }
  if ('affinity' in leaf) {
    const { product, category, ...test } = leaf.affinity
    return [{ what: `affinity ${product} ${category}`, test, possible: share }]
  }
  if ('trait' in leaf) {
    const { name, exists: _, in: __, ...test } = leaf.trait
    return isNumeric(test) ? [{ what: `trait ${name}`, test, possible: everything }] : []
  }
  if ('profile' in leaf) {
    const { field, exists: _, in: __, ...test } = leaf.profile
    const possible = field.startsWith('RFM_')
      ? { ...everything, low: 1, high: 5 }
      : field === 'TOTAL_SPEND'
        ? everything
        : from0
    return isNumeric(test) ? [{ what: `profile ${field}`, test, possible }] : []
  }
  if ('event' in leaf) {
    const { count, distinct, sum, average, minimum, maximum, first, last, ...asked } = leaf.event
    const key = JSON.stringify(asked)
    const counted = [count && { what: `count ${key}`, test: count, possible: from0 }]
    const differing = [distinct && { what: `distinct ${distinct.field} ${key}`, test: distinct, possible: from0 }]
    return [...counted, ...differing].filter((each) => each !== undefined)
  }
  return []
}

/** A text or truth that a leaf demands to be just this. */
const demandOf = (leaf: RuleLeaf): { readonly what: string; readonly values: readonly unknown[] } | null => {
  const named =
    'trait' in leaf
      ? { what: `trait ${leaf.trait.name}`, test: leaf.trait }
      : 'profile' in leaf && ['LIFECYCLE', 'EXTERNAL_ID'].includes(leaf.profile.field)
        ? { what: `profile ${leaf.profile.field}`, test: leaf.profile }
        : null
  if (named === null) return null
  const { eq, in: among } = named.test
  const values = eq === undefined ? among : among === undefined || among.includes(eq) ? [eq] : []
  return values === undefined ? null : { what: named.what, values }
}

/** Parts that must hold together: those of an `all`, and of an `all` in it. */
const together = (node: RuleNode): readonly RuleNode[] =>
  'all' in node.rule ? partsOf(node).flatMap(together) : [node]

const leavesTogether = (node: RuleNode) =>
  together(node).flatMap(({ path, rule }) => (isLeaf(rule) ? [{ path, leaf: rule }] : []))

const contradictions = (node: RuleNode): readonly RuleWarning[] => {
  const leaves = leavesTogether(node)
  const warnings: RuleWarning[] = []
  const seen = new Map<string, { path: string; tests: NumberTest[] }>()
  for (const { path, leaf } of leaves)
    for (const { what, test } of measuredOf(leaf)) {
      const before = seen.get(what) ?? { path, tests: [] }
      before.tests.push(test)
      seen.set(what, before)
      if (before.tests.length > 1 && isEmpty(intervalOf(before.tests)))
        warnings.push({
          code: 'CONTRADICTION',
          path,
          message: `Nothing meets this and ${before.path} at once: nobody is in this group.`,
        })
    }
  const demanded = new Map<string, { path: string; values: readonly unknown[] }>()
  for (const { path, leaf } of leaves) {
    const demand = demandOf(leaf)
    const before = demand && demanded.get(demand.what)
    if (demand && before && !demand.values.some((value) => before.values.includes(value)))
      warnings.push({
        code: 'CONTRADICTION',
        path,
        message: `This and ${before.path} ask for different values of the same thing: nobody is in this group.`,
      })
    if (demand) demanded.set(demand.what, { path, values: demand.values })
  }
  const negated = new Map(
    together(node).flatMap(({ path, rule }) => ('not' in rule ? [[canonicalText(rule.not), path] as const] : [])),
  )
  for (const { path, rule } of together(node)) {
    const opposite = negated.get(canonicalText(rule))
    if (opposite !== undefined)
      warnings.push({
        code: 'CONTRADICTION',
        path,
        message: `This is the opposite of ${opposite}: nobody is in this group.`,
      })
  }
  return warnings
}

const neverOrAlways = ({ path, rule }: RuleNode): readonly RuleWarning[] => {
  if (!isLeaf(rule)) return []
  const demand = demandOf(rule)
  const none =
    measuredOf(rule).some(({ test, possible }) => isEmpty(both(intervalOf([test]), possible))) ||
    demand?.values.length === 0
  if (none) return [{ code: 'NEVER_TRUE', path, message: 'No value can meet this: the clause holds for nobody.' }]
  const always =
    'event' in rule &&
    rule.event.count !== undefined &&
    Object.keys(rule.event).every(
      (name) => !['sum', 'average', 'minimum', 'maximum', 'distinct', 'first', 'last'].includes(name),
    ) &&
    intervalOf([rule.event.count]).low <= 0 &&
    intervalOf([rule.event.count]).high === Number.POSITIVE_INFINITY &&
    !intervalOf([rule.event.count]).lowOpen
  return always
    ? [{ code: 'ALWAYS_TRUE', path, message: 'Every count meets this: the clause holds for everybody.' }]
    : []
}

/** Consent that something else can stand in for does not protect anybody. */
const loosely = (node: RuleNode, isLoose: boolean): readonly RuleWarning[] => {
  const { path, rule } = node
  if ('consent' in rule)
    return isLoose
      ? [
          {
            code: 'CONSENT_INSIDE_ANY',
            path,
            message:
              'Inside "any" or "not" this admits people who have not consented. Ask for consent with the segment itself ("consents"), which is applied last, always.',
          },
        ]
      : []
  const loose = isLoose || 'not' in rule || ('any' in rule && rule.any.length > 1)
  return partsOf(node).flatMap((part) => loosely(part, loose))
}

const expensive = ({ path, rule }: RuleNode): readonly RuleWarning[] => {
  const reach = (window: { within?: string; after?: string } | undefined) =>
    window?.within !== undefined || window?.after !== undefined
  if ('sequence' in rule && !reach(rule.sequence.window))
    return [
      {
        code: 'EXPENSIVE',
        path,
        message: 'Sequences are looked for in the whole past; a "window" (such as within P90D) makes it cheaper.',
      },
    ]
  if ('event' in rule && rule.event.distinct && !reach(rule.event))
    return [
      {
        code: 'EXPENSIVE',
        path,
        message: 'Different values are counted over the whole past; "within" makes it cheaper.',
      },
    ]
  return []
}

const repeated = (node: RuleNode): readonly RuleWarning[] => {
  const seen = new Map<string, string>()
  return partsOf(node).flatMap(({ path, rule }) => {
    const text = canonicalText(rule)
    const before = seen.get(text)
    seen.set(text, before ?? path)
    return before === undefined
      ? []
      : [{ code: 'REPEATED' as const, path, message: `This says again what ${before} says.` }]
  })
}

/** What is probably not meant, without a look at any data. Nothing here keeps a rule from being saved. */
export const lintRule = (rule: SegmentRule): readonly RuleWarning[] => {
  const root: RuleNode = { path: '', rule }
  const nodes = nodesOf(root)
  const insideAll = new Set(
    nodes
      .filter(({ rule: each }) => 'all' in each)
      .flatMap((node) =>
        partsOf(node)
          .filter(({ rule: each }) => 'all' in each)
          .map(({ path }) => path),
      ),
  )
  return [
    ...nodes.filter(({ path, rule: each }) => 'all' in each && !insideAll.has(path)).flatMap(contradictions),
    ...nodes.flatMap(neverOrAlways),
    ...loosely(root, false),
    ...nodes.flatMap(expensive),
    ...nodes.flatMap(repeated),
  ]
}
