import type { NumberTest, RuleLeaf } from '../domain/segment-rule.ts'
import { everything, type Interval } from './intervals.ts'

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

export const measuredOf = (leaf: RuleLeaf): readonly Measured[] => {
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
  if ('bucket' in leaf) {
    const { seed, from, to } = leaf.bucket
    return [{ what: `bucket ${seed}`, test: { gte: from, lt: to }, possible: { ...from0, high: 100 } }]
  }
  if ('uplift' in leaf) {
    const { campaign, offer, ...test } = leaf.uplift
    return [{ what: `uplift ${campaign} ${offer}`, test, possible: { ...everything, low: -1, high: 1 } }]
  }
  return []
}

/** A text or truth that a leaf demands to be just this. */
export const demandOf = (leaf: RuleLeaf): { readonly what: string; readonly values: readonly unknown[] } | null => {
  if ('cluster' in leaf) return { what: 'cluster', values: [leaf.cluster] }
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
