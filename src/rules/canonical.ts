import type { SegmentRule } from '../domain/segment-rule.ts'

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [name, sorted(each)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One text for every spelling of the same rule, to take a hash of: the order of fields and that of the parts of a group do not matter. */
export const canonicalText = (rule: SegmentRule): string => {
  if ('all' in rule) return `{"all":[${rule.all.map(canonicalText).sort().join(',')}]}`
  if ('any' in rule) return `{"any":[${rule.any.map(canonicalText).sort().join(',')}]}`
  return 'not' in rule ? `{"not":${canonicalText(rule.not)}}` : JSON.stringify(sorted(rule))
}
