import type { RuleLeaf, SegmentRule } from '../domain/segment-rule.ts'

/** A rule or a part of it, with the way to it: `all[1].not`; the whole is ''. */
export interface RuleNode {
  readonly path: string
  readonly rule: SegmentRule
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** The parts of a group with their ways; none of a leaf. */
export const partsOf = ({ path, rule }: RuleNode): readonly RuleNode[] => {
  if ('all' in rule) return rule.all.map((part, at) => ({ path: below(path, `all[${at}]`), rule: part }))
  if ('any' in rule) return rule.any.map((part, at) => ({ path: below(path, `any[${at}]`), rule: part }))
  return 'not' in rule ? [{ path: below(path, 'not'), rule: rule.not }] : []
}

/** A rule and all its parts, each before what is in it. */
export const nodesOf = (node: RuleNode): readonly RuleNode[] => [node, ...partsOf(node).flatMap(nodesOf)]

export const isLeaf = (rule: SegmentRule): rule is RuleLeaf => !('all' in rule || 'any' in rule || 'not' in rule)
