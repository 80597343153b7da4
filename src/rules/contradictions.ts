import type { NumberTest, RuleLeaf, SegmentRule } from '../domain/segment-rule.ts'
import { canonicalText } from './canonical.ts'
import { isLeaf, partsOf, type RuleNode } from './clauses.ts'
import { demandOf, measuredOf } from './demands.ts'
import { intervalOf, isEmpty } from './intervals.ts'
import { isAfterTheLast } from './windows.ts'

/** Two parts that must hold together and never do. */
export interface Contradiction {
  readonly path: string
  readonly message: string
}

interface LeafNode {
  readonly path: string
  readonly leaf: RuleLeaf
}

/** Parts that must hold together: those of an `all`, and of an `all` in it. */
const together = (node: RuleNode): readonly RuleNode[] =>
  'all' in node.rule ? partsOf(node).flatMap(together) : [node]

const ofNumbers = (leaves: readonly LeafNode[]): readonly Contradiction[] => {
  const seen = new Map<string, { readonly first: string; readonly tests: readonly NumberTest[] }>()
  return leaves.flatMap(({ path, leaf }) =>
    measuredOf(leaf).flatMap(({ what, test }) => {
      const { first, tests } = seen.get(what) ?? { first: path, tests: [] }
      seen.set(what, { first, tests: [...tests, test] })
      if (tests.length === 0 || !isEmpty(intervalOf([...tests, test]))) return []
      return [{ path, message: `Nothing meets this and ${first} at once: nobody is in this group.` }]
    }),
  )
}

const ofValues = (leaves: readonly LeafNode[]): readonly Contradiction[] => {
  const seen = new Map<string, { readonly path: string; readonly values: readonly unknown[] }>()
  return leaves.flatMap(({ path, leaf }) => {
    const demand = demandOf(leaf)
    if (demand === null) return []
    const before = seen.get(demand.what)
    seen.set(demand.what, { path, values: demand.values })
    if (before === undefined || demand.values.some((value) => before.values.includes(value))) return []
    const message = `This and ${before.path} ask for different values of the same thing: nobody is in this group.`
    return [{ path, message }]
  })
}

/** An event that is later than the last one is allowed to be. */
const ofLastEvents = (leaves: readonly LeafNode[]): readonly Contradiction[] => {
  const clauses = leaves.flatMap(({ path, leaf }) => ('event' in leaf ? [{ path, event: leaf.event }] : []))
  return clauses.flatMap(({ path, event }, at) => {
    const other = clauses
      .slice(0, at)
      .find((before) => isAfterTheLast(before.event, event) || isAfterTheLast(event, before.event))
    if (other === undefined) return []
    return [{ path, message: `Nothing meets this and ${other.path} at once: nobody is in this group.` }]
  })
}

/** Parts that say the opposite of another, with the way to that. */
export const oppositesAmong = (
  parts: readonly RuleNode[],
): readonly { readonly path: string; readonly opposite: string }[] => {
  const negated = new Map(
    parts.flatMap(({ path, rule }) => ('not' in rule ? [[canonicalText(rule.not), path] as const] : [])),
  )
  return parts.flatMap(({ path, rule }) => {
    const opposite = negated.get(canonicalText(rule))
    if (opposite === undefined) return []
    return [{ path, opposite }]
  })
}

const ofOpposites = (parts: readonly RuleNode[]): readonly Contradiction[] =>
  oppositesAmong(parts).map(({ path, opposite }) => ({
    path,
    message: `This is the opposite of ${opposite}: nobody is in this group.`,
  }))

/** Those of a group in which all must hold, groups of the same kind in it included. */
export const contradictionsOf = (path: string, rule: SegmentRule): readonly Contradiction[] => {
  const parts = together({ path, rule })
  const leaves = parts.flatMap((part) => (isLeaf(part.rule) ? [{ path: part.path, leaf: part.rule }] : []))
  return [...ofNumbers(leaves), ...ofValues(leaves), ...ofLastEvents(leaves), ...ofOpposites(parts)]
}
