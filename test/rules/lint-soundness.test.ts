import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import { nodesOf } from '../../src/rules/clauses.ts'
import { lintRule } from '../../src/rules/lint.ts'
import { person, rule, shop } from '../support/random-rules.ts'
import { type PersonRecord, ruleHolds } from '../support/reference-rules.ts'

const people: readonly PersonRecord[] = fc
  .sample(person, { numRuns: 40, seed: 5 })
  .map(({ favourites, ...sampled }, at) => ({
    ...sampled,
    id: `person-${at}`,
    // Shares of one whole, as they are published.
    favourites: Object.fromEntries(Object.entries(favourites).map(([path, share]) => [path, share / 8])),
  }))

/** The groups that a part stands in, and itself, outermost first. */
const ways = (path: string): readonly string[] => {
  const steps = path === '' ? [] : path.split('.')
  return ['', ...steps.map((_, at) => steps.slice(0, at + 1).join('.'))]
}

it('warns of what is never or always so only where the reference agrees, for random rules in pairs', () => {
  const counts = { NEVER_TRUE: 0, ALWAYS_TRUE: 0, CONTRADICTION: 0 }
  const rules = fc.sample(rule, { numRuns: 12_000, seed: 3 })
  for (let at = 0; at + 1 < rules.length; at += 2) {
    const pair = [rules[at], at % 6 === 0 ? ({ not: rules[at] } satisfies SegmentRule) : rules[at + 1]]
    const whole: SegmentRule = at % 4 === 0 ? { any: pair } : { all: pair }
    const parts = new Map(nodesOf({ path: '', rule: whole }).map((node) => [node.path, node.rule]))
    for (const { code, path, message } of lintRule(whole)) {
      if (!(code in counts)) continue
      counts[code as keyof typeof counts] += 1
      const isOfGroup = code === 'CONTRADICTION' || message.startsWith('This is the opposite')
      // A contradiction may be with a part of a group further out: of one of the groups it is true.
      const suspects = isOfGroup ? ways(path).slice(0, -1) : [path]
      const agrees = suspects.some((way) =>
        people.every((one) => ruleHolds(parts.get(way)!, one, shop) === (code === 'ALWAYS_TRUE')),
      )
      expect(agrees, `${code} ${path} ${JSON.stringify(whole)}`).toBe(true)
    }
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20)
})
