import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { fitLifetimeValue, type LifetimeValueModel, type SpendHistory } from '../../src/models/lifetime-value.ts'
import { predictLifetimeValue } from '../../src/models/lifetime-value-predictions.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'

const horizon = 26
const { history, futureSpend, futurePurchases } = simulateCustomers(plausibleParameters, 20_000, horizon, 3)

const fitted = (): LifetimeValueModel => {
  const found = fitLifetimeValue('bg-nbd', history)
  if (found.kind === 'insufficient') throw new Error(found.what)
  return found.model
}
const model = fitted()

type Row = readonly [x: number, tx: number, T: number, m: number]
const historyOf = (rows: readonly Row[]): SpendHistory => ({
  frequency: Float64Array.from(rows, (row) => row[0]),
  recency: Float64Array.from(rows, (row) => row[1]),
  tenure: Float64Array.from(rows, (row) => row[2]),
  monetary: Float64Array.from(rows, (row) => row[3]),
})

describe('predictLifetimeValue', () => {
  const predictions = predictLifetimeValue(model, history, { horizon })
  const total = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0)

  it('expects what customers who behave as the model says then spend', () => {
    expect(total(predictions.expectedOrders) / total(futurePurchases)).toBeCloseTo(1, 1.3)
    expect(total(predictions.predicted) / total(futureSpend)).toBeCloseTo(1, 1.3)
  })

  it('leaves a tenth of the spend above the interval, and below it no more than a tenth', () => {
    const above = futureSpend.filter((spend, i) => spend > predictions.high[i]).length / futureSpend.length
    const below = futureSpend.filter((spend, i) => spend < predictions.low[i]).length / futureSpend.length
    expect(above).toBeLessThan(0.105)
    expect(above).toBeGreaterThan(0.06)
    expect(below).toBeLessThan(0.1)
  })

  it('covers 80 % of those who are nearly sure to buy', () => {
    const busy = { ...plausibleParameters, r: 30, alpha: 15, a: 0.05, b: 2_000 }
    const simulated = simulateCustomers(busy, 6_000, horizon, 8)
    const known: LifetimeValueModel = {
      purchases: { ...model.purchases, ...busy, name: 'bg-nbd' },
      gammaGamma: { ...model.gammaGamma, p: 6, q: 4, v: 15 },
    }
    const { low, high } = predictLifetimeValue(known, simulated.history, { horizon })
    const inside = simulated.futureSpend.filter((spend, i) => spend >= low[i] && spend <= high[i]).length
    expect(inside / 6_000).toBeGreaterThan(0.78)
    expect(inside / 6_000).toBeLessThan(0.82)
  })

  it('widens with the level', () => {
    const narrow = predictLifetimeValue(model, history, { horizon, level: 0.5 })
    narrow.low.forEach((low, i) => {
      expect(low).toBeGreaterThanOrEqual(predictions.low[i])
      expect(narrow.high[i]).toBeLessThanOrEqual(predictions.high[i])
    })
  })

  it('is unchanged to the last bit by the order of the rows and by who else is there', () => {
    const rows = [...history.frequency].map(
      (x, i): Row => [x, history.recency[i], history.tenure[i], history.monetary[i]],
    )
    const order = createRandom(1).shuffle(rows.keys()).slice(0, 500)
    const some = predictLifetimeValue(model, historyOf(order.map((i) => rows[i])), { horizon })
    order.forEach((i, place) => {
      expect(some.low[place]).toBe(predictions.low[i])
      expect(some.high[place]).toBe(predictions.high[i])
      expect(some.predicted[place]).toBe(predictions.predicted[i])
    })
  })

  it('survives a JSON round trip of its model with the same predictions', () => {
    expect(predictLifetimeValue(JSON.parse(JSON.stringify(model)), history, { horizon })).toEqual(predictions)
  })

  it('keeps 0 <= low <= predicted <= high for any history that can be', () => {
    const row = fc
      .record({
        x: fc.constantFrom(0, 1, 5, 60, 7_000),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        T: fc.constantFrom(0, 0.5, 30, 2_000),
        m: fc.constantFrom(0, 1e-6, 20, 1e9, -5, Number.NaN),
      })
      .map(({ x, share, T, m }): Row => [x, x === 0 ? 0 : share * T, T, m])
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        (rows, horizon) => {
          const { low, predicted, high, expectedOrders } = predictLifetimeValue(model, historyOf(rows), { horizon })
          return predicted.every((value, i) => {
            return 0 <= low[i] && low[i] <= value && value <= high[i] && high[i] < Infinity && expectedOrders[i] >= 0
          })
        },
      ),
    )
  })

  it('refuses a horizon that is not above 0', () => {
    expect(() => predictLifetimeValue(model, history, { horizon: 0 })).toThrow(RangeError)
    expect(() => predictLifetimeValue(model, history, { horizon: Infinity })).toThrow(RangeError)
  })
})

describe('fitLifetimeValue', () => {
  it('says which of its halves has too little', () => {
    const strangers = historyOf(Array.from({ length: 50 }, (): Row => [0, 0, 20, Number.NaN]))
    expect(fitLifetimeValue('bg-nbd', strangers)).toMatchObject({
      kind: 'insufficient',
      what: 'customers with a repeat purchase',
    })
    const free = historyOf(Array.from({ length: 50 }, (_, i): Row => [1 + (i % 3), 9, 20, 0]))
    expect(fitLifetimeValue('bg-nbd', free)).toMatchObject({
      kind: 'insufficient',
      what: expect.stringContaining('positive value'),
    })
  })
})
