import type {
  EventCondition,
  EventFilter,
  NumberTest,
  RuleLeaf,
  SegmentRule,
  TimeWindow,
  ValueTest,
} from '../domain/segment-rule.ts'
import type { ConsentPurpose } from '../domain/user.ts'
import { durationOf } from './duration.ts'

const listed = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' and ')

const quoted = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value))

const words = (name: string): string => name.toLowerCase().replaceAll('_', ' ').replace(/^rfm/, 'RFM')

const units = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** "30 days": in the largest unit that it is a whole number of; weeks only from eight on. */
export const durationText = (duration: string): string => {
  const length = durationOf(duration)
  const fits = units.find(([unit, size]) => length % size === 0 && (unit !== 'week' || length >= 8 * size)) ?? units[4]
  const number = length / fits[1]
  return `${number} ${fits[0]}${number === 1 ? '' : 's'}`
}

const few = (values: readonly unknown[]): string =>
  values.length <= 5
    ? values.map(quoted).join(', ')
    : `${values.slice(0, 4).map(quoted).join(', ')} or ${values.length - 4} others`

/** "at least 2 and below 5". */
export const testText = (test: ValueTest | NumberTest): string => {
  const { eq, gt, gte, lt, lte, between, ...rest } = test
  const { exists, in: among, contains, startsWith } = rest as ValueTest
  return listed([
    exists === undefined ? '' : exists ? 'is known' : 'is unknown',
    eq === undefined ? '' : `is ${quoted(eq)}`,
    among === undefined ? '' : among.length === 1 ? `is ${quoted(among[0])}` : `is one of ${few(among)}`,
    contains === undefined ? '' : `contains ${quoted(contains)}`,
    startsWith === undefined ? '' : `starts with ${quoted(startsWith)}`,
    gt === undefined ? '' : `is above ${quoted(gt)}`,
    gte === undefined ? '' : `is at least ${quoted(gte)}`,
    lt === undefined ? '' : `is below ${quoted(lt)}`,
    lte === undefined ? '' : `is at most ${quoted(lte)}`,
    between === undefined ? '' : `is from ${quoted(between.from)} to ${quoted(between.to)}`,
  ])
}

const day = (instant: string): string => instant.replace('T00:00:00.000Z', '').replace('.000Z', 'Z')

export const windowText = ({ within, olderThan, after, before }: TimeWindow): string =>
  listed([
    within === undefined ? '' : `in the last ${durationText(within)}`,
    olderThan === undefined ? '' : `${durationText(olderThan)} ago or earlier`,
    after === undefined ? '' : `from ${day(after)} on`,
    before === undefined ? '' : `before ${day(before)}`,
  ])

const conditionText = (condition: EventCondition): string => {
  const [[name, test]] = Object.entries(condition) as [string, ValueTest & { readonly name?: string }][]
  const { name: key, ...rest } = test
  return `${key === undefined ? name : `${name} "${key}"`} ${testText(rest)}`
}

const verbs: Readonly<Record<EventFilter['type'], string>> = {
  VIEW: 'looked at products',
  SEARCH: 'searched',
  ADD_TO_CART: 'put into the cart',
  REMOVE_FROM_CART: 'took out of the cart',
  PURCHASE: 'bought',
  RETURN: 'returned',
  REVIEW: 'reviewed',
  COUPON_VIEW: 'looked at coupons',
  COUPON_REDEEM: 'redeemed coupons',
  CUSTOM: 'did something of the shop’s own',
}

const filterText = ({ type, where = [] }: EventFilter): string =>
  `${verbs[type]}${where.length === 0 ? '' : ` (${listed(where.map(conditionText))})`}`

/** What a count is of: a purchase of three products is three events. */
const countedText = ({ type }: EventFilter): string =>
  type === 'PURCHASE' ? 'number of order lines' : type === 'RETURN' ? 'number of returned lines' : 'number of times'

const demandTexts = ({ event }: Extract<RuleLeaf, { event: unknown }>): readonly string[] => {
  const field = (name: string, test: ({ readonly field: string } & NumberTest) | undefined) => {
    if (test === undefined) return ''
    const { field: of, ...rest } = test
    return `${name} ${words(of)} ${testText(rest)}`
  }
  return [
    event.count ? `the ${countedText(event)} ${testText(event.count)}` : '',
    field('the sum of', event.sum),
    field('the average', event.average),
    field('the smallest', event.minimum),
    field('the largest', event.maximum),
    field('the number of different', event.distinct).replace(/(different \S+)/, '$1s'),
    event.first ? `the first time was ${windowText(event.first)}` : '',
    event.last ? `the last time was ${windowText(event.last)}` : '',
  ].filter((text) => text !== '')
}

const eventText = (leaf: Extract<RuleLeaf, { event: unknown }>): string => {
  const when = windowText(leaf.event)
  const demands = demandTexts(leaf)
  const what = `${filterText(leaf.event)}${when === '' ? '' : ` ${when}`}`
  return demands.length === 0 ? what : `${what}: ${listed(demands)}`
}

const sequenceText = ({ sequence }: Extract<RuleLeaf, { sequence: unknown }>): string => {
  const { steps, within, negateLast, window } = sequence
  const done = (negateLast ? steps.slice(0, -1) : steps).map(filterText).join(', then ')
  const span = within === undefined ? '' : ` within ${durationText(within)}`
  const end = negateLast ? `, and not${span} after it: ${filterText(steps[steps.length - 1])}` : span
  return `${done}${end}${window ? ` (${windowText(window)})` : ''}`
}

const leafText = (leaf: RuleLeaf): string => {
  if ('profile' in leaf) {
    const { field, ...test } = leaf.profile
    return `${words(field)} ${testText(test)}`
  }
  if ('trait' in leaf) {
    const { name, ...test } = leaf.trait
    return `trait "${name}" ${testText(test)}`
  }
  if ('event' in leaf) return eventText(leaf)
  if ('sequence' in leaf) return sequenceText(leaf)
  if ('stopped' in leaf) {
    const { silence, times = 1 } = leaf.stopped
    return `${filterText(leaf.stopped)} ${times === 1 ? 'at least once' : `on at least ${times} days`}, but not in the last ${durationText(silence)}`
  }
  if ('restarted' in leaf)
    return `${filterText(leaf.restarted)} again in the last ${durationText(leaf.restarted.within)}, after at least ${durationText(leaf.restarted.silence)} without`
  if ('regularly' in leaf)
    return `${filterText(leaf.regularly)} in each of the last ${leaf.regularly.periods} periods of ${durationText(leaf.regularly.every)}`
  if ('churnRisk' in leaf) return `churn risk ${testText(leaf.churnRisk)}`
  if ('lifetimeValue' in leaf) return `predicted lifetime value ${testText(leaf.lifetimeValue)}`
  if ('purchaseProbability' in leaf) {
    const { withinDays, ...test } = leaf.purchaseProbability
    return `probability of a purchase within ${withinDays} days ${testText(test)}`
  }
  if ('affinity' in leaf) {
    const { product, category, ...test } = leaf.affinity
    return `affinity to ${product === undefined ? `category "${category}"` : `product "${product}"`} ${testText(test)}`
  }
  if ('uplift' in leaf) {
    const { campaign, offer, ...test } = leaf.uplift
    const by =
      campaign !== undefined ? `campaign "${campaign}"` : offer === 'ANY' ? 'coupons' : `coupons of kind ${offer}`
    return `expected uplift by ${by} ${testText(test)}`
  }
  if ('cluster' in leaf) return `in cluster ${leaf.cluster}`
  if ('inSegment' in leaf) return `in segment "${leaf.inSegment}"`
  if ('inList' in leaf) return `on the list "${leaf.inList}"`
  if ('bucket' in leaf)
    return `in the ${leaf.bucket.from} to ${leaf.bucket.to} per cent of bucket "${leaf.bucket.seed}"`
  return `consents to ${words(leaf.consent)}`
}

/** A rule, or a part of one, for people. */
export const ruleText = (rule: SegmentRule): string => {
  if ('all' in rule) return `all of ${rule.all.length}`
  if ('any' in rule) return `any of ${rule.any.length}`
  return 'not' in rule ? `not: ${ruleText(rule.not)}` : leafText(rule)
}

/** What is asked of everybody after the rule: a consent, or (null) that they are on no suppression list. */
export const lastText = (consent: ConsentPurpose | null): string =>
  consent === null ? 'on no suppression list' : ruleText({ consent })

/** What a clause wants, without what it is about; null where that cannot be told apart. */
export const neededText = (leaf: RuleLeaf): string | null => {
  if ('profile' in leaf || 'trait' in leaf) {
    const {
      field: _,
      name: __,
      ...test
    } = ('profile' in leaf ? leaf.profile : leaf.trait) as ValueTest & { field?: string; name?: string }
    return testText(test)
  }
  if ('event' in leaf) return listed(demandTexts(leaf)) || 'at least once'
  if ('churnRisk' in leaf) return testText(leaf.churnRisk)
  if ('lifetimeValue' in leaf) return testText(leaf.lifetimeValue)
  if ('purchaseProbability' in leaf) {
    const { withinDays: _, ...test } = leaf.purchaseProbability
    return testText(test)
  }
  if ('affinity' in leaf) {
    const { product: _, category: __, ...test } = leaf.affinity
    return testText(test)
  }
  if ('uplift' in leaf) {
    const { campaign: _, offer: __, ...test } = leaf.uplift
    return testText(test)
  }
  if ('inSegment' in leaf || 'inList' in leaf || 'consent' in leaf) return 'true'
  return leafText(leaf)
}
