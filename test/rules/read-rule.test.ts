import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import { canonicalText } from '../../src/rules/canonical.ts'
import { ruleText } from '../../src/rules/describe.ts'
import { lintRule } from '../../src/rules/lint.ts'
import { readRule } from '../../src/rules/read-rule.ts'
import { rule } from '../support/random-rules.ts'

const faultsOf = (given: unknown): readonly string[] => {
  const read = readRule(given)
  return 'faults' in read ? read.faults.map(({ path, message }) => `${path}: ${message}`) : []
}

describe('reading a rule', () => {
  it('keeps every rule as it is, and takes what it made for the same rule again', () => {
    fc.assert(
      fc.property(rule, (given) => {
        const read = readRule(JSON.parse(JSON.stringify(given)))
        expect(read).toEqual({ rule: given })
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    [{ profil: { field: 'ORDER_COUNT', gte: 1 } }, 'rule: There is no rule "profil". Did you mean "profile"?'],
    [
      { profile: { field: 'ORDER_COUNTS', gte: 1 } },
      'profile.field: There is no field "ORDER_COUNTS". Did you mean "ORDER_COUNT"?',
    ],
    [{ profile: { field: 'ORDER_COUNT', gte: 'many' } }, 'profile.gte: ORDER_COUNT is compared with numbers.'],
    [{ profile: { field: 'LIFECYCLE', gte: 'NEW' } }, 'profile: There is no test of LIFECYCLE called "gte".'],
    [
      { profile: { field: 'ORDER_COUNT' } },
      'profile: Say what must hold: one of exists, eq, in, contains, startsWith, gt, gte, lt, lte, between.',
    ],
    [{ all: [] }, 'all: A group needs at least one rule.'],
    [{ all: [{ event: { type: 'BUY' } }] }, 'all[0].event.type: There is no event type "BUY".'],
    [
      { event: { type: 'VIEW', within: 'P1M' } },
      'event.within: "P1M": years and months have no fixed length; say it in days, such as P30D.',
    ],
    [
      { event: { type: 'VIEW', within: '30 days' } },
      'event.within: "30 days": this is not an ISO 8601 duration such as P30D, P2W or PT12H.',
    ],
    [
      { event: { type: 'VIEW', within: 'P0D' } },
      'event.within: "P0D": a duration of nothing holds nothing; say how long.',
    ],
    [
      { event: { type: 'VIEW', within: 'P7D', olderThan: 'P7D' } },
      'event: Nothing is within P7D and older than P7D at once; "within" must be the longer one.',
    ],
    [
      { event: { type: 'VIEW', after: '2026-02-01', before: '2026-01-01' } },
      'event: Nothing is after 2026-02-01T00:00:00.000Z and before 2026-01-01T00:00:00.000Z at once.',
    ],
    [
      { event: { type: 'VIEW', count: { between: { from: 5, to: 2 } } } },
      'event.count.between: Nothing lies between 5 and 2; write the smaller first.',
    ],
    [{ event: { type: 'VIEW', where: [{ brand: { eq: 'x' } }] } }, 'event.where[0]: There is no condition "brand".'],
    [{ churnRisk: { gte: Number.NaN } }, 'churnRisk.gte: This must be a finite number.'],
    [
      { affinity: { gte: 0.5 } },
      'affinity: An affinity is one to a "product" or to a "category": give exactly one of them.',
    ],
    [
      { uplift: { campaign: 'spring', offer: 'ANY', gte: 0.1 } },
      'uplift: An uplift is that of the coupons of a "campaign" or of one kind of "offer": give exactly one of them.',
    ],
    [
      { uplift: { offer: 'PERCENTS', gte: 0.1 } },
      'uplift.offer: There is no kind of offer "PERCENTS". Did you mean "PERCENT"?',
    ],
    [{ inList: '' }, 'inList: This must not be empty.'],
    [
      { bucket: { seed: 's', from: 40, to: 20 } },
      'bucket: A bucket is a part of 0 to 100 per cent, "from" below "to".',
    ],
    [{ sequence: { steps: [{ type: 'VIEW' }] } }, 'sequence.steps: This list must have at least 2 values.'],
    [{ consent: 'MAIL' }, 'consent: There is no purpose of consent "MAIL". Did you mean "EMAIL"?'],
    [{ trait: { name: 'a\0', eq: 1 } }, 'trait.name: This text has characters that no value can have.'],
    [
      { not: { all: [{ cluster: 1 }], any: [{ cluster: 2 }] } },
      'not: A rule has exactly one of its kinds; this one has all, any.',
    ],
    [null, 'rule: A rule must be an object.'],
    ['churnRisk > 0.5', 'rule: A rule must be an object.'],
  ])('tells what is wrong with %j', (given, told) => {
    expect(faultsOf(given)[0]).toBe(told)
  })

  it('tells of every fault at once, each with its path', () => {
    const faults = faultsOf({
      any: [{ churnRisk: {} }, { not: { event: { type: 'VIEW', withn: 'P1D', count: { gte: 'x' } } } }],
    })
    expect(faults.map((text) => text.split(':')[0])).toEqual([
      'any[0].churnRisk',
      'any[1].not.event',
      'any[1].not.event.count.gte',
    ])
  })

  it('takes a thousand clauses, and no more; thirty-two levels, and no more', () => {
    const clauses = (count: number) => ({ any: Array.from({ length: count }, (_, at) => ({ cluster: at })) })
    expect(faultsOf(clauses(1000))).toEqual([])
    expect(faultsOf(clauses(100_000))).toEqual(['any[1000]: A rule has at most 1000 clauses; import a list instead.'])
    const nested = (depth: number): object => (depth === 1 ? { cluster: 1 } : { not: nested(depth - 1) })
    expect(faultsOf(nested(32))).toEqual([])
    expect(faultsOf(nested(1000))[0]).toMatch(/Rules are nested at most 32 deep/)
  })
})

describe('the canonical text of a rule', () => {
  it('is the same for every order of fields and of parts, and another for another rule', () => {
    const a: SegmentRule = {
      all: [{ churnRisk: { gte: 0.5, lt: 0.9 } }, { any: [{ cluster: 1 }, { consent: 'SMS' }] }],
    }
    const b: SegmentRule = {
      all: [{ any: [{ consent: 'SMS' }, { cluster: 1 }] }, { churnRisk: { lt: 0.9, gte: 0.5 } }],
    }
    expect(canonicalText(a)).toBe(canonicalText(b))
    expect(canonicalText(a)).not.toBe(canonicalText({ any: b.all }))
  })
})

describe('the text of a rule', () => {
  it.each([
    [{ profile: { field: 'RECENCY_DAYS', gte: 60 } }, 'recency days is at least 60'],
    [
      {
        event: {
          type: 'PURCHASE',
          within: 'P30D',
          where: [{ category: { eq: 'toys' } }],
          count: { gte: 2 },
          sum: { field: 'AMOUNT', gte: 100 },
        },
      },
      'bought (category is "toys") in the last 30 days: the number of order lines is at least 2 and the sum of amount is at least 100',
    ],
    [
      { sequence: { steps: [{ type: 'ADD_TO_CART' }, { type: 'PURCHASE' }], within: 'P1D', negateLast: true } },
      'put into the cart, and not within 1 day after it: bought',
    ],
    [
      { stopped: { type: 'PURCHASE', silence: 'P60D', times: 3 } },
      'bought on at least 3 days, but not in the last 60 days',
    ],
    [{ trait: { name: 'city', in: ['Beijing', 'Berlin'] } }, 'trait "city" is one of "Beijing", "Berlin"'],
    [{ not: { inSegment: 'vip' } }, 'not: in segment "vip"'],
  ] as [SegmentRule, string][])('reads %j', (given, text) => {
    expect(ruleText(given)).toBe(text)
  })

  it('is there for every rule', () => {
    fc.assert(
      fc.property(rule, (given) => !/undefined|null|object|NaN/.test(ruleText(given).replaceAll(/"[^"]*"/g, ''))),
    )
  })
})

describe('the linter', () => {
  const codes = (given: SegmentRule) => lintRule(given).map(({ code, path }) => `${code} ${path}`)

  it.each([
    [{ all: [{ churnRisk: { gte: 0.6 } }, { churnRisk: { lt: 0.5 } }] }, ['CONTRADICTION all[1]']],
    [
      { all: [{ trait: { name: 'city', eq: 'a' } }, { all: [{ trait: { name: 'city', in: ['b', 'c'] } }] }] },
      ['CONTRADICTION all[1].all[0]'],
    ],
    [{ all: [{ inSegment: 'vip' }, { not: { inSegment: 'vip' } }] }, ['CONTRADICTION all[0]']],
    [{ churnRisk: { gt: 1 } }, ['NEVER_TRUE ']],
    [{ event: { type: 'VIEW', count: { lt: 0 } } }, ['NEVER_TRUE ']],
    [{ profile: { field: 'RFM_RECENCY', gte: 6 } }, ['NEVER_TRUE ']],
    [{ event: { type: 'VIEW', count: { gte: 0 } } }, ['ALWAYS_TRUE ']],
    [{ any: [{ consent: 'EMAIL' }, { cluster: 1 }] }, ['CONSENT_INSIDE_ANY any[0]']],
    [{ not: { consent: 'EMAIL' } }, ['CONSENT_INSIDE_ANY not']],
    [{ sequence: { steps: [{ type: 'VIEW' }, { type: 'PURCHASE' }] } }, ['EXPENSIVE ']],
    [{ all: [{ cluster: 1 }, { cluster: 1 }] }, ['REPEATED all[1]']],
    [{ all: [{ cluster: 1 }, { cluster: 2 }] }, ['CONTRADICTION all[1]']],
    [{ uplift: { offer: 'ANY', gt: 1 } }, ['NEVER_TRUE ']],
    [
      { all: [{ bucket: { seed: 's', from: 0, to: 20 } }, { bucket: { seed: 's', from: 20, to: 50 } }] },
      ['CONTRADICTION all[1]'],
    ],
    [{ bucket: { seed: 's', from: 0, to: 100 } }, ['ALWAYS_TRUE ']],
    [{ any: [{ inList: 'x' }, { not: { inList: 'x' } }] }, ['ALWAYS_TRUE any[0]']],
    [{ event: { type: 'VIEW', within: 'P7D', last: { olderThan: 'P7D' } } }, ['NEVER_TRUE ']],
    [{ event: { type: 'VIEW', within: 'P7D', last: { olderThan: 'P6D' } } }, []],
    [
      { event: { type: 'VIEW', after: '2026-02-01T00:00:00.000Z', first: { before: '2026-02-01T00:00:00.000Z' } } },
      ['NEVER_TRUE '],
    ],
    [
      {
        all: [
          { event: { type: 'PURCHASE', within: 'P30D' } },
          { event: { type: 'PURCHASE', last: { olderThan: 'P60D' } } },
        ],
      },
      ['CONTRADICTION all[1]'],
    ],
    [
      {
        all: [
          { event: { type: 'PURCHASE', within: 'P30D', count: { eq: 0 } } },
          { event: { type: 'PURCHASE', last: { olderThan: 'P60D' } } },
          { event: { type: 'VIEW', within: 'P30D' } },
        ],
      },
      [],
    ],
    [
      {
        sequence: {
          steps: [{ type: 'ADD_TO_CART' }, { type: 'PURCHASE' }],
          within: 'P14D',
          negateLast: true,
          window: { within: 'P14D' },
        },
      },
      ['NEVER_TRUE '],
    ],
    [{ all: [{ consent: 'EMAIL' }, { churnRisk: { gte: 0.6 } }, { churnRisk: { lt: 0.9 } }] }, []],
    [{ any: [{ churnRisk: { gte: 0.6 } }, { churnRisk: { lt: 0.5 } }] }, []],
  ] as [SegmentRule, string[]][])('says of %j what is probably not meant', (given, warnings) => {
    expect(codes(given)).toEqual(warnings)
  })
})
