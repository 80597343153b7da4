import type { SegmentRule } from '../domain/segment-rule.ts'
import { readsOf } from './reads.ts'

interface Asking {
  readonly key: string
  readonly rule: SegmentRule
}

/** Each after those that its rule asks about. */
export const inDependencyOrder = <Segment extends Asking>(segments: readonly Segment[]): readonly Segment[] => {
  const byKey = new Map(segments.map((segment) => [segment.key, segment]))
  const ordered = new Set<Segment>()
  const visit = (segment: Segment): void => {
    if (ordered.has(segment)) return
    for (const key of readsOf(segment.rule).segments) {
      const asked = byKey.get(key)
      if (asked !== undefined) visit(asked)
    }
    ordered.add(segment)
  }
  for (const segment of segments) visit(segment)
  return [...ordered]
}

/** The given segments and all whose rules ask about one of them, directly or by way of others; in order. */
export const withDependents = <Segment extends Asking>(
  keys: ReadonlySet<string>,
  segments: readonly Segment[],
): readonly Segment[] => {
  const found = new Set(keys)
  return inDependencyOrder(segments).filter(({ key, rule }) => {
    if (!found.has(key) && !readsOf(rule).segments.some((asked) => found.has(asked))) return false
    found.add(key)
    return true
  })
}
