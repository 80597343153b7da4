import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RecommendationReason } from '../../src/domain/recommendation.ts'
import { readReasons, storeReasons } from '../../src/store/stored-reasons.ts'

const part = fc.double({ min: 0.001, max: 1, noNaN: true })
const id = fc.integer({ min: 1, max: 1e9 })

const evidence = fc.constantFrom('LIKE' as const, 'ADD_TO_CART' as const, 'VIEW' as const)
const required: ('kind' | 'weight' | 'productId')[] = ['kind', 'weight', 'productId']

const together = fc
  .record(
    { kind: fc.constant('BOUGHT_TOGETHER' as const), weight: part, productId: id, evidence },
    { requiredKeys: required },
  )
  .chain((given) => fc.option(part).map((lift) => ({ ...given, lift })))

const reason = fc.oneof(
  together,
  fc.record(
    { kind: fc.constant('NEXT_AFTER' as const), weight: part, productId: id, evidence },
    { requiredKeys: required },
  ),
  fc.record({ kind: fc.constant('LIKES_FEATURE' as const), weight: part, name: fc.string(), value: fc.string() }),
  fc.record({ kind: fc.constant('BUYS_AGAIN' as const), weight: part, everyDays: part, sinceDays: part }),
  fc.record({ kind: fc.constant('NEW_IN_SHOP' as const), weight: part, ageDays: part }),
  fc.record({
    kind: fc.constant('POPULAR_IN_GROUP' as const),
    weight: part,
    trait: fc.string(),
    value: fc.string(),
    share: part,
  }),
  fc.record(
    { ...{ kind: fc.constant('RESEMBLES' as const), weight: part, like: id }, productId: id, evidence },
    { requiredKeys: ['kind', 'weight', 'like', 'productId'] },
  ),
  fc.record({ kind: fc.constant('RESEMBLES' as const), weight: part, like: id }),
  fc.record({ kind: fc.constant('TRYING_OUT' as const), weight: part }),
  fc.record({ kind: fc.constant('SEARCHED_FOR' as const), weight: part, query: fc.string() }),
  fc.record(
    {
      ...{ kind: fc.constant('LIKES_CATEGORY' as const), weight: part, category: fc.string(), share: part },
      productId: id,
      evidence,
    },
    { requiredKeys: ['kind', 'weight', 'category', 'share', 'productId'] },
  ),
  fc.record(
    {
      ...{ kind: fc.constant('LIKES_FEATURE' as const), weight: part, name: fc.string(), value: fc.string() },
      productId: id,
      evidence,
    },
    { requiredKeys: ['kind', 'weight', 'name', 'value', 'productId'] },
  ),
  fc.record({ kind: fc.constant('SIMILAR_USERS' as const), weight: part, count: id }),
  fc.record({ kind: fc.constant('LIKES_CATEGORY' as const), weight: part, category: fc.string(), share: part }),
  fc.record({ kind: fc.constant('TRENDING' as const), weight: part, windowDays: fc.option(id) }),
)

/** Weightiest first, adding up to 1, as recommendations have them. */
const reasons = fc.array(reason, { minLength: 1, maxLength: 7 }).map((list): RecommendationReason[] => {
  const total = list.reduce((sum, { weight }) => sum + weight, 0)
  return list.map((item) => ({ ...item, weight: item.weight / total })).sort((a, b) => b.weight - a.weight)
})

describe('stored reasons', () => {
  it('are read from the rows of old runs', () => {
    expect(readReasons([0, 5000, 17, 3.25, 2, 2500, 'toys', 0.5, 3, 1500, 0, 30, 1, 1000, 0, 7])).toEqual([
      { kind: 'BOUGHT_TOGETHER', weight: 0.5, productId: 17, lift: 3.25 },
      { kind: 'LIKES_CATEGORY', weight: 0.25, category: 'toys', share: 0.5 },
      { kind: 'TRENDING', weight: 0.15, windowDays: 30 },
      { kind: 'SIMILAR_USERS', weight: 0.1, count: 7 },
    ])
  })

  it('come back as they were, to two decimals, and still add up to 1', () => {
    fc.assert(
      fc.property(reasons, (given) => {
        const found = readReasons(JSON.parse(JSON.stringify(storeReasons(given))))
        expect(found.length).toBe(given.length)
        expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
        given.forEach((wanted, place) => {
          const got = found[place]
          expect(Math.abs(got.weight - wanted.weight)).toBeLessThan(0.0005)
          for (const [name, value] of Object.entries(wanted)) {
            const read = got[name as keyof RecommendationReason] as unknown
            if (name === 'weight') continue
            if (typeof value === 'number') expect(Math.abs((read as number) - value)).toBeLessThanOrEqual(0.005 + 1e-9)
            else expect(read).toBe(value)
          }
        })
      }),
    )
  })
})
