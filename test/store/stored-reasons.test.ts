import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { RecommendationReason } from '../../src/domain/recommendation.ts'
import { readReasons, storeReasons } from '../../src/store/stored-reasons.ts'

const part = fc.double({ min: 0.001, max: 1, noNaN: true })
const id = fc.integer({ min: 1, max: 1e9 })

const reason = fc.oneof(
  fc.record({ kind: fc.constant('BOUGHT_TOGETHER' as const), weight: part, productId: id, lift: part }),
  fc.record({ kind: fc.constant('SIMILAR_USERS' as const), weight: part, count: id }),
  fc.record({ kind: fc.constant('LIKES_CATEGORY' as const), weight: part, category: fc.string(), share: part }),
  fc.record({ kind: fc.constant('TRENDING' as const), weight: part, windowDays: id }),
)

/** Weightiest first, adding up to 1, as recommendations have them. */
const reasons = fc.array(reason, { minLength: 1, maxLength: 7 }).map((list): RecommendationReason[] => {
  const total = list.reduce((sum, { weight }) => sum + weight, 0)
  return list.map((item) => ({ ...item, weight: item.weight / total })).sort((a, b) => b.weight - a.weight)
})

describe('stored reasons', () => {
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
