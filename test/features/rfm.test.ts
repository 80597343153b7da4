import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { quintileCuts, quintileScore, rfmCuts, rfmScores } from '../../src/features/rfm.ts'

const value = fc.integer({ min: -1000, max: 1000 })

describe('quintile scores', () => {
  it('cut ten different values into five pairs', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const cuts = quintileCuts(values)
    expect(cuts).toEqual([2, 4, 6, 8])
    expect(values.map((value) => quintileScore(cuts, value))).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  })

  it('keep one-timers at 1 and those who came back at the top', () => {
    const cuts = quintileCuts([...new Array(70).fill(0), ...new Array(20).fill(1), ...new Array(10).fill(2)])
    expect([0, 1, 2].map((value) => quintileScore(cuts, value))).toEqual([1, 4, 5])
  })

  it('give 5 to the best even when many are tied there', () => {
    const cuts = quintileCuts([...new Array(10).fill(0), ...new Array(90).fill(1)])
    expect([0, 1].map((value) => quintileScore(cuts, value))).toEqual([1, 5])
  })

  it('are all 1 where everybody is the same, and where there is nobody', () => {
    expect(quintileScore(quintileCuts([3, 3, 3]), 3)).toBe(1)
    expect(quintileScore(quintileCuts([]), 1e9)).toBe(1)
  })

  it('lie in 1..5, rise with the value, and reach both ends', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2 }), value, value, (values, a, b) => {
        const cuts = quintileCuts(values)
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((v) => quintileScore(cuts, v))
        expect(low).toBeGreaterThanOrEqual(1)
        expect(high).toBeLessThanOrEqual(5)
        expect(low).toBeLessThanOrEqual(high)
        const [least, most] = [Math.min(...values), Math.max(...values)]
        if (least < most) expect([least, most].map((v) => quintileScore(cuts, v))).toEqual([1, 5])
      }),
    )
  })

  it('do not depend on the order of customers', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        expect(quintileCuts([...values].reverse())).toEqual(quintileCuts(values))
      }),
    )
  })
})

describe('rfmScores', () => {
  it('are best for those who bought last, most often, for most', () => {
    const days = [1, 2, 3, 4, 5]
    const cuts = rfmCuts({ recencyDays: days, frequency: days, monetary: days })
    expect(rfmScores(cuts, { recencyDays: 1, frequency: 5, monetary: 5 })).toEqual({
      recency: 5,
      frequency: 5,
      monetary: 5,
    })
    expect(rfmScores(cuts, { recencyDays: 400, frequency: 0, monetary: -3 })).toEqual({
      recency: 1,
      frequency: 1,
      monetary: 1,
    })
  })
})
