import { describe, expect, it } from 'vitest'

import type { PolicyEstimate, Support } from '../../src/domain/exploration.ts'
import { caveatOf } from '../../src/resolvers/exploration.ts'

const estimate = (support: Support, effectiveDecisions: number): PolicyEstimate => {
  const value = { value: 0.1, low: 0, high: 0.4, effectiveDecisions }
  return { policy: 'GREEDY', decisions: 340, support, ips: value, snips: value, doublyRobust: value }
}

describe('the caveat of an estimate', () => {
  it('says how little the log is worth, in both languages, and nothing where it is worth enough', () => {
    expect(caveatOf(estimate('ENOUGH', 120), 'EN')).toBeNull()
    expect(caveatOf(estimate('THIN', 11.6), 'EN')).toBe(
      "The 340 logged choices are worth only about 12 of this policy's own: the truth may lie anywhere in the interval, and a difference from other policies may be chance.",
    )
    expect(caveatOf(estimate('THIN', 11.6), 'ZH')).toContain('约 12 次')
    expect(caveatOf(estimate('NONE', 0), 'EN')).toMatch(/^None of the 340 logged choices/)
    expect(caveatOf(estimate('NONE', 0), 'ZH')).toContain('340 次选择中，没有一次')
  })
})
