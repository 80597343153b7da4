import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { BehaviourDay, BehaviourPerson } from '../../src/domain/behaviour.ts'
import { behaviourDaysOf } from '../../src/features/behaviour-events.ts'
import { behaviourFeatureOf, behaviourFeatures, sayCategory } from '../../src/features/behaviour-features.ts'
import { summariseBehaviour } from '../../src/features/behaviour-summary.ts'
import { checkTargetsKnown, createTargetsBuilder } from '../../src/features/behaviour-targets.ts'
import { sayFeature } from '../../src/features/say-value.ts'
import { eventOf } from '../support/events.ts'

const asOf = new Date('2024-06-30T12:00:00Z')
const cut = { weekday: 6, yearShare: 0.5, shopGapDays: 30 }
const person: BehaviourPerson = {
  knownDays: 200,
  topCategory: 0,
  topCategoryShare: 1,
  categories: 1,
  products: 1,
  lines: 2,
  channel: 0,
  traits: [],
}
const daysOf = (...fields: readonly Parameters<typeof eventOf>[0][]): readonly BehaviourDay[] =>
  behaviourDaysOf([fields.map(eventOf)], { asOf, timeZone: 'UTC' })[0]

const featureOf = (name: string, days: readonly BehaviourDay[]): number =>
  behaviourFeatureOf(name)?.of(summariseBehaviour(days, person, cut)) ?? Number.NaN

describe('features of behaviour', () => {
  it('have each a name of their own, a sentence with the value, and one for what is missing wherever they are missing', () => {
    expect(new Set(behaviourFeatures.map(({ name }) => name)).size).toBe(behaviourFeatures.length)
    const nobody = summariseBehaviour(
      [],
      { ...person, lines: 0, categories: Number.NaN, topCategoryShare: Number.NaN, knownDays: Number.NaN },
      cut,
    )
    for (const feature of behaviourFeatures) {
      if (!feature.name.startsWith('season')) expect(feature.says.en, feature.name).toContain('{value}')
      if (Number.isNaN(feature.of(nobody))) expect(feature.missing, feature.name).not.toBeNull()
      else expect(Number.isFinite(feature.of(nobody)), feature.name).toBe(true)
    }
  })

  it('stand in the docs, each with what it says', () => {
    const page = readFileSync(new URL('../../docs/models/behaviour.md', import.meta.url), 'utf8')
    for (const { name, says } of behaviourFeatures)
      expect(page).toContain(`| \`${name}\` | ${says.en.replace('{value}', '…')} |`)
  })

  it('say themselves as a marketer would', () => {
    const feature = behaviourFeatureOf('returnedShare')!
    expect(sayFeature(feature, 0.254, 'en')).toBe('Has sent back 25 % of what was bought')
    expect(sayFeature(feature, Number.NaN, 'en')).toBe('Has never bought')
    expect(sayFeature(behaviourFeatureOf('silence')!, 2.04, 'zh')).toBe('已沉默平时购买间隔的 2 倍')
  })

  it('see a slow drift: visits after the last order come at half the pace', () => {
    const visits = [100, 90, 80, 70, 60, 50].map((ago) => ({ ago, type: ago === 50 ? 'PURCHASE' : 'VIEW' }) as const)
    const at = (ago: number) => new Date(asOf.getTime() - ago * 86_400_000).toISOString()
    const steady = [...visits, ...[40, 30, 20, 10].map((ago) => ({ ago, type: 'VIEW' }) as const)]
    const drifting = [...visits, { ago: 25, type: 'VIEW' } as const]
    const pace = (days: typeof steady) =>
      featureOf('visitPaceSinceOrder', daysOf(...days.map(({ ago, type }) => ({ at: at(ago), type }))))
    expect(pace(steady)).toBeGreaterThan(0.9)
    expect(pace(drifting)).toBeLessThan(0.7)
  })

  it('take a review for no visit, and who came back without buying for somebody else than who was not seen', () => {
    const at = (ago: number) => new Date(asOf.getTime() - ago * 86_400_000).toISOString()
    const past = [
      { at: at(90), type: 'VIEW' },
      { at: at(60), type: 'PURCHASE' },
    ] as const
    const silent = daysOf(...past, { at: at(55), type: 'REVIEW', rating: 5 })
    const back = daysOf(...past, { at: at(40), type: 'VIEW' })
    expect(featureOf('visitsSinceOrder', silent)).toBe(0)
    expect(featureOf('awayAfterLooking', silent)).toBe(0)
    expect(featureOf('visitsSinceOrder', back)).toBe(1)
    expect(featureOf('awayAfterLooking', back)).toBeCloseTo(1.6)
  })

  it('hear a low rating as one of the return that it follows', () => {
    const order = { at: '2024-06-01T00:00:00Z', type: 'PURCHASE' } as const
    const rating = { at: '2024-06-12T00:00:00Z', type: 'REVIEW', rating: 2 } as const
    const returned = daysOf(order, { at: '2024-06-10T00:00:00Z', type: 'RETURN' }, rating)
    const kept = daysOf(order, rating)
    expect([returned, kept].map((days) => featureOf('ratingAfterReturn', days))).toEqual([2, Number.NaN])
    expect([returned, kept].map((days) => featureOf('lowestRatingSinceOrder', days))).toEqual([Number.NaN, 2])
    expect([returned, kept].map((days) => featureOf('daysSinceLowRating', days))).toEqual([Number.NaN, 18])
  })

  it('are finite or missing, whatever somebody did', () => {
    const types = ['VIEW', 'SEARCH', 'ADD_TO_CART', 'PURCHASE', 'RETURN', 'REVIEW', 'COUPON_REDEEM'] as const
    const happening = fc.record({
      ago: fc.integer({ min: 0, max: 400 }),
      type: fc.constantFrom(...types),
      unitPrice: fc.constantFrom(null, 0, 3, 1e6),
      quantity: fc.constantFrom(null, 0, 2),
    })
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
        const events = [...happenings]
          .sort((a, b) => b.ago - a.ago)
          .map(({ ago, ...fields }) => ({ ...fields, at: new Date(asOf.getTime() - ago * 86_400_000).toISOString() }))
        const summary = summariseBehaviour(daysOf(...events), person, cut)
        return behaviourFeatures.every(({ of }) => Math.abs(of(summary)) !== Infinity)
      }),
      { numRuns: 200 },
    )
  })

  it('do not change with what comes after the cut', () => {
    const past = [{ at: '2024-06-01T00:00:00Z' }, { at: '2024-06-20T00:00:00Z', type: 'VIEW' as const }]
    const future = [{ at: '2024-07-02T00:00:00Z', unitPrice: 99 }, { at: '2024-08-02T00:00:00Z' }]
    expect(daysOf(...past, ...future)).toEqual(daysOf(...past))
  })
})

describe('targets of behaviour', () => {
  it('count as gone only who stays away for three of the own gaps, within bounds', () => {
    const table = {
      userIds: Float64Array.of(1, 2, 3, 4),
      rows: 4,
      columns: [{ kind: 'NUMBER', name: 'usualGapDays' }],
      values: Float32Array.of(5, 20, 200, Number.NaN),
    } as const
    const { targets, add } = createTargetsBuilder(table)
    const order = (ahead: number) => [{ ahead, category: 0, lines: 1, quantity: 1, spend: 9 }]
    for (let row = 0; row < 4; row++) add(row, order(50))
    expect([...targets.churnHorizonDays]).toEqual([30, 60, 90, 90])
    expect([...targets.churned]).toEqual([1, 0, 0, 0])
    expect([...targets.boughtWithin90]).toEqual([1, 1, 1, 1])
    expect([...targets.boughtWithin30]).toEqual([0, 0, 0, 0])
  })

  it('are refused while they lie in the future', () => {
    expect(() => checkTargetsKnown(asOf, 90, new Date('2024-09-01T00:00:00Z'))).toThrow(
      'that target lies in the future',
    )
    expect(() => checkTargetsKnown(asOf, 30, new Date('2024-09-01T00:00:00Z'))).not.toThrow()
  })
})

describe('columns of categories', () => {
  it('are said in both languages, traits by their names, and what is unknown as unknown', () => {
    expect(sayCategory('topCategory', 'Kids > Toys')).toEqual({
      en: 'Buys most from Kids > Toys',
      zh: '最常买 Kids > Toys',
    })
    expect(sayCategory('channel', 'app').en).toBe('Mostly comes through app')
    expect(sayCategory('trait:city', 'Berlin')).toEqual({ en: 'The city is Berlin', zh: 'city 为 Berlin' })
    expect(sayCategory('trait:city', null).en).toBe('Nothing is known of the city')
    expect(sayCategory('topCategory', null).en).toBe('Has bought nothing that has a category')
    expect(sayCategory('topCategory', 'other').en).toBe('Buys most from a category that few buy from')
    expect(sayCategory('trait:city', 'other')).toEqual({
      en: 'The city is none of the frequent ones',
      zh: 'city 较少见',
    })
  })
})
