import { describe, expect, it } from 'vitest'

import { countBuyers, fitCategoryPopularity, fitTrending } from '../../src/models/popularity.ts'
import { purchasesOf } from '../support/purchase-rows.ts'

const all = new Uint8Array(4).fill(1)

describe('trending', () => {
  it('halves a purchase every half window and counts a person once, by the latest', () => {
    const purchases = purchasesOf(3, 4, [
      [0, 0, 0],
      [0, 0, 5],
      [1, 0, 14],
      [1, 1, 0],
      [2, 2, 29],
    ])
    const trending = fitTrending(purchases, all, { windowDays: 28, length: 2 })
    expect([...trending.top]).toEqual([0, 1])
    expect(trending.windowDays).toBe(28)
    expect(trending.score[1] / trending.score[0]).toBeCloseTo(1 / 1.5, 6)
    expect(trending.score[2]).toBe(0)
  })

  it('says the window that it had to widen to', () => {
    const purchases = purchasesOf(2, 4, [
      [0, 0, 1],
      [1, 1, 50],
    ])
    expect(fitTrending(purchases, all, { windowDays: 28, length: 2 })).toMatchObject({ windowDays: 56 })
    expect(fitTrending(purchases, all, { windowDays: 28, length: 100 }).windowDays).toBe(56)
  })

  it('leaves out what is not merchandise, and is empty in an empty shop', () => {
    const purchases = purchasesOf(1, 4, [
      [0, 0, 1],
      [0, 3, 1],
    ])
    expect([...fitTrending(purchases, Uint8Array.of(0, 1, 1, 1)).top]).toEqual([3])
    expect([...fitTrending(purchasesOf(0, 4, []), all).top]).toEqual([])
  })
})

describe('category popularity', () => {
  it('ranks within each category by buyers, ties by index', () => {
    const buyers = countBuyers(
      purchasesOf(3, 4, [
        [0, 0, 1],
        [1, 0, 1],
        [1, 0, 9],
        [0, 2, 1],
        [1, 3, 400],
      ]),
    )
    expect([...buyers]).toEqual([2, 0, 1, 1])
    const categories = fitCategoryPopularity(buyers, Int32Array.of(0, 0, 1, 1), all, 10)
    expect([...categories.pointers]).toEqual([0, 1, 3])
    expect([...categories.items]).toEqual([0, 2, 3])
    expect([...categories.score]).toEqual([1, 0, 1, 1])
  })
})
