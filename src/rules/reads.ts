import type { EventType } from '../domain/event.ts'
import type { EventCondition, EventFilter, RuleLeaf, SegmentRule, TimeWindow } from '../domain/segment-rule.ts'
import { isLeaf, nodesOf } from './clauses.ts'
import { durationOf } from './duration.ts'

/** An event of this type changes what a rule says when it has become so old. */
export interface Edge {
  readonly type: EventType
  /** Milliseconds; 0: when it happens. */
  readonly age: number
}

/** What a rule looks at: whatever of it changes may change the members. */
export interface RuleReads {
  readonly edges: readonly Edge[]
  readonly portraits: boolean
  readonly churnRisk: boolean
  readonly lifetimeValue: boolean
  readonly recommendations: boolean
  readonly purchase: boolean
  readonly clusters: boolean
  readonly uplift: boolean
  /** Products: their categories and attributes. */
  readonly catalogue: boolean
  /** Keys of segments. */
  readonly segments: readonly string[]
  /** Keys of lists. */
  readonly lists: readonly string[]
  /** Keys of campaigns. */
  readonly campaigns: readonly string[]
}

const agesOf = ({ within, olderThan }: TimeWindow): readonly number[] =>
  [within, olderThan].filter((duration) => duration !== undefined).map(durationOf)

/** The ages at which events matter to a leaf, per filter. */
const agesOfLeaf = (leaf: RuleLeaf): readonly (readonly [EventFilter, readonly number[]])[] => {
  if ('event' in leaf) {
    const { first = {}, last = {} } = leaf.event
    return [[leaf.event, [leaf.event, first, last].flatMap(agesOf)]]
  }
  if ('sequence' in leaf) {
    const { steps, window = {}, within, negateLast } = leaf.sequence
    const deadline = negateLast && within !== undefined ? [durationOf(within)] : []
    return steps.map((step, at) => [step, [...agesOf(window), ...(at === 0 ? deadline : [])]])
  }
  if ('stopped' in leaf) return [[leaf.stopped, [durationOf(leaf.stopped.silence)]]]
  if ('restarted' in leaf) return [[leaf.restarted, [durationOf(leaf.restarted.within)]]]
  if ('regularly' in leaf) {
    const { every, periods } = leaf.regularly
    return [[leaf.regularly, Array.from({ length: periods }, (_, at) => (at + 1) * durationOf(every))]]
  }
  return []
}

const edgesOf = (leaves: readonly RuleLeaf[]): readonly Edge[] => {
  const edges = leaves
    .flatMap(agesOfLeaf)
    .flatMap(([{ type }, ages]) => [0, ...ages].map((age) => [`${type} ${age}`, { type, age }] as const))
  return [...new Map(edges).values()]
}

const asksProducts = (condition: EventCondition): boolean =>
  'product' in condition || 'category' in condition || 'attribute' in condition

export const readsOf = (rule: SegmentRule): RuleReads => {
  const leaves = nodesOf({ path: '', rule }).flatMap((node) => (isLeaf(node.rule) ? [node.rule] : []))
  const some = (test: (leaf: RuleLeaf) => boolean): boolean => leaves.some(test)
  const named = (keyOf: (leaf: RuleLeaf) => string | undefined): readonly string[] => [
    ...new Set(leaves.map(keyOf).filter((key) => key !== undefined)),
  ]
  const profiles = leaves.flatMap((leaf) => ('profile' in leaf ? [leaf.profile.field] : []))
  const conditions = leaves.flatMap(agesOfLeaf).flatMap(([{ where = [] }]) => where)
  return {
    edges: edgesOf(leaves),
    portraits:
      profiles.some((field) => field !== 'EXTERNAL_ID' && field !== 'CREATED_AT') ||
      some((leaf) => 'affinity' in leaf && leaf.affinity.category !== undefined),
    churnRisk: some((leaf) => 'churnRisk' in leaf),
    lifetimeValue: some((leaf) => 'lifetimeValue' in leaf),
    purchase: some((leaf) => 'purchaseProbability' in leaf),
    clusters: some((leaf) => 'cluster' in leaf),
    uplift: some((leaf) => 'uplift' in leaf),
    recommendations: some((leaf) => 'affinity' in leaf && leaf.affinity.product !== undefined),
    catalogue:
      conditions.some(asksProducts) ||
      some((leaf) => 'affinity' in leaf || ('event' in leaf && leaf.event.distinct?.field === 'CATEGORY')),
    segments: named((leaf) => ('inSegment' in leaf ? leaf.inSegment : undefined)),
    lists: named((leaf) => ('inList' in leaf ? leaf.inList : undefined)),
    campaigns: named((leaf) => ('uplift' in leaf ? leaf.uplift.campaign : undefined)),
  }
}
