import { describe, expect, it } from 'vitest'

import { evaluateClv } from '../../src/models/evaluate-clv.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { splitHistories, type Transactions } from '../../src/models/purchase-histories.ts'

type Row = readonly [customer: number, day: number, value: number]
const transactionsOf = (rows: readonly Row[]): Transactions => ({
  customer: Int32Array.from(rows, (row) => row[0]),
  day: Int32Array.from(rows, (row) => row[1]),
  value: Float64Array.from(rows, (row) => row[2]),
})

/** 400 customers who buy at random days of a year. */
const shopRows = (): Row[] => {
  const random = createRandom(14)
  return Array.from({ length: 400 }, (_, customer) => {
    const first = random.integer(90)
    const rate = random.gamma(1) / 40
    const rows: Row[] = [[customer, first, 20]]
    let day = first
    while (random.uniform() > 0.1) {
      day += Math.ceil(random.exponential(rate))
      if (day > 365) break
      rows.push([customer, day, 10 + 20 * random.uniform()])
    }
    return rows
  }).flat()
}

describe('splitHistories', () => {
  const split = { calibrationEnd: 70, holdoutEnd: 100, daysPerUnit: 7 }

  it('counts purchases of one day as one, worth their sum, and the first one as no repeat', () => {
    const { calibration, holdoutPurchases, holdoutSpend } = splitHistories(
      transactionsOf([
        [5, 14, 10],
        [5, 0, 99],
        [5, 14, 5],
        [5, 35, 45],
        [5, 71, 7],
        [5, 100, 3],
        [5, 101, 1_000],
      ]),
      split,
    )
    expect(calibration).toEqual({
      frequency: Float64Array.of(2),
      recency: Float64Array.of(5),
      tenure: Float64Array.of(10),
      monetary: Float64Array.of(30),
    })
    expect([...holdoutPurchases]).toEqual([2])
    expect([...holdoutSpend]).toEqual([10])
  })

  it('leaves out who first bought after the calibration period, and orders the rest by their number', () => {
    const { calibration } = splitHistories(
      transactionsOf([
        [9, 7, 1],
        [2, 0, 1],
        [3, 71, 1],
      ]),
      split,
    )
    expect([...calibration.tenure]).toEqual([10, 9])
    expect([...calibration.monetary]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('evaluateClv', () => {
  const rows = shopRows()
  const periods = { calibrationEnd: 250, holdoutEnd: 365 }

  it('counts the holdout as it is, and expects near it', () => {
    const evaluation = evaluateClv(transactionsOf(rows), periods)
    if (evaluation.kind === 'insufficient') throw new Error(evaluation.what)
    const { customers, holdout, gammaGamma, spend } = evaluation.model
    expect(customers).toBe(400)
    expect(holdout.actual).toBe(rows.filter(([, day]) => day > 250).length)
    expect(holdout.expected / holdout.actual).toBeCloseTo(1, 0.6)
    expect(holdout.auc).toBeGreaterThan(0.7)
    expect(gammaGamma).not.toBeNull()
    expect(spend?.coverage).toBeGreaterThan(0.75)
  })

  it('does without values', () => {
    const evaluation = evaluateClv({ ...transactionsOf(rows), value: null }, periods)
    expect(evaluation).toMatchObject({ kind: 'fitted', model: { gammaGamma: null, spend: null } })
  })

  it('is the same for transactions in any order', () => {
    const whole = rows.map(([customer, day, value]): Row => [customer, day, Math.round(value)])
    const shuffled = createRandom(1).shuffle(whole)
    expect(evaluateClv(transactionsOf(shuffled), periods)).toEqual(evaluateClv(transactionsOf(whole), periods))
  })

  it('says what is missing, and refuses a holdout that ends before it begins', () => {
    expect(evaluateClv(transactionsOf([[0, 1, 5]]), periods)).toMatchObject({ kind: 'insufficient', have: 0 })
    expect(() => evaluateClv(transactionsOf(rows), { calibrationEnd: 9, holdoutEnd: 9 })).toThrow(RangeError)
  })
})
