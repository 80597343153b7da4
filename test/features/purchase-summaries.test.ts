import { describe, expect, it } from 'vitest'

import { purchaseSummary } from '../../src/features/purchase-summaries.ts'

describe('purchaseSummary', () => {
  it('counts repeat days, and days to the last purchase and to the as-of day', () => {
    expect(purchaseSummary({ first: 100, last: 130, purchaseDays: 4 }, 190)).toEqual({
      frequency: 3,
      recency: 30,
      tenure: 90,
    })
  })

  it('is none for someone who has never ordered', () => {
    expect(purchaseSummary({ first: 0, last: 0, purchaseDays: 0 }, 190)).toBeNull()
  })
})
