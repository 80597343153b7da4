import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { activeHours, shareOfHours } from '../../src/features/active-hours.ts'
import { broadCategory, categoryShares, favouriteCategories } from '../../src/features/favourite-categories.ts'

const spend = fc.array(
  fc.record({
    category: fc.constantFrom('a', 'a > b', 'a > b > c', 'a > b > d', 'e', '__proto__', 'constructor'),
    amount: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  }),
  { minLength: 1 },
)

describe('favouriteCategories', () => {
  it('joins what lies below the second level', () => {
    expect(broadCategory('a>b > c')).toBe('a > b')
    const shares = favouriteCategories(
      [
        { category: 'toys > blocks > small', amount: 30 },
        { category: 'toys > blocks > large', amount: 30 },
        { category: 'books', amount: 40 },
      ],
      { 'toys > blocks': 0.3, books: 0.5 },
    )
    expect(shares).toEqual([
      { category: 'toys > blocks', share: 0.6, lift: 2 },
      { category: 'books', share: 0.4, lift: 0.8 },
    ])
  })

  it('has shares that add up to 1, the largest first, and lifts of 1 for the shop itself', () => {
    fc.assert(
      fc.property(spend, (spend) => {
        const favourites = favouriteCategories(spend, categoryShares(spend))
        expect(favourites.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(favourites.map(({ share }) => share)).toEqual(favourites.map(({ share }) => share).sort((a, b) => b - a))
        for (const { lift } of favourites) expect(lift).toBeCloseTo(1, 9)
      }),
    )
  })

  it('leaves out gifts and corrections', () => {
    expect(favouriteCategories([{ category: 'a', amount: 0 }], {})).toEqual([])
    expect(favouriteCategories([{ category: 'constructor', amount: 1 }], {})).toEqual([
      { category: 'constructor', share: 1, lift: 1 },
    ])
  })
})

describe('activeHours', () => {
  it('add up to 1 for anybody who did anything, and are 24 zeros for the rest', () => {
    const counts = fc.array(fc.nat(1e6), { minLength: 24, maxLength: 24 })
    fc.assert(
      fc.property(counts, (counts) => {
        const total = activeHours(counts).reduce((sum, share) => sum + share, 0)
        expect(total).toBeCloseTo(counts.some((count) => count > 0) ? 1 : 0, 9)
      }),
    )
  })

  it('can be added over midnight', () => {
    const hours = new Array(24).fill(1 / 24)
    expect(shareOfHours(hours, 22, 5)).toBeCloseTo(7 / 24, 12)
    expect(shareOfHours(hours, 5, 9)).toBeCloseTo(4 / 24, 12)
  })
})
