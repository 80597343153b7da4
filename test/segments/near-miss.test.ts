import { describe, expect, it } from 'vitest'

import type { RuleLeaf } from '../../src/domain/segment-rule.ts'
import { isNearMiss } from '../../src/segments/near-miss.ts'

const asOf = new Date('2026-06-30T00:00:00Z')
const ago = (days: number) => new Date(asOf.getTime() - days * 86_400_000).toISOString()
const bought = (asked: object) => ({ event: { type: 'PURCHASE', ...asked } }) as RuleLeaf

describe('a clause that fails', () => {
  it.each<readonly [string, RuleLeaf, unknown]>([
    ['a number of the portrait', { profile: { field: 'ORDER_COUNT', gte: 6 } }, 5],
    ['a score', { churnRisk: { gt: 0.6 } }, 0.6],
    ['a count', bought({ count: { gte: 6 } }), { count: 5 }],
    ['a sum', bought({ sum: { field: 'AMOUNT', gte: 100 } }), { sum: 96.18 }],
    ['a count of what is distinct', bought({ distinct: { field: 'ORDER', gte: 5 } }), { distinct: 4 }],
    ['the last time', bought({ last: { within: 'P30D' } }), { last: ago(30.8) }],
    ['a silence', { stopped: { type: 'VIEW', silence: 'P60D' } }, { last: ago(57) }],
    ['periods', { regularly: { type: 'PURCHASE', every: 'P7D', periods: 4 } }, { periods: 3 }],
    [
      'a part beside one that holds',
      bought({ count: { gte: 2 }, last: { within: 'P30D' } }),
      { count: 9, last: ago(32) },
    ],
  ])('by little is a near miss: %s', (_, leaf, actual) => {
    expect(isNearMiss(leaf, actual, asOf)).toBe(true)
  })

  it.each<readonly [string, RuleLeaf, unknown]>([
    ['a number', { profile: { field: 'ORDER_COUNT', gte: 6 } }, 4],
    ['what nobody did', bought({}), { count: 0 }],
    ['what should not have been', bought({ count: { eq: 0 } }), { count: 1 }],
    ['the last time', bought({ last: { within: 'P30D' } }), { last: ago(34) }],
    ['never', bought({ last: { within: 'P30D' } }), { last: null }],
    ['another cluster', { cluster: 3 }, 2],
    ['a trait that should not be there', { trait: { name: 'age', exists: false } }, 5],
    ['a text', { trait: { name: 'city', eq: 'Bonn' } }, 'Born'],
    ['one of two parts', bought({ count: { gte: 9 }, last: { within: 'P30D' } }), { count: 2, last: ago(31) }],
  ])('by much, or by what has no size, is none: %s', (_, leaf, actual) => {
    expect(isNearMiss(leaf, actual, asOf)).toBe(false)
  })
})
