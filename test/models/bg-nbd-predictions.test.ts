import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  expectedPurchases,
  expectedPurchasesOfNewCustomer,
  logOddsOfNoPurchase,
  probabilityAlive,
  probabilityOfPurchase,
} from '../../src/models/bg-nbd-predictions.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const models = fc.record({
  r: between(1e-4, 1e3),
  alpha: between(1e-4, 1e4),
  a: between(1e-4, 1e3),
  b: between(1e-4, 1e3),
})
/** Any history that can be: x = 0 has t_x = 0, and t_x <= T. */
const histories = fc
  .record({ x: fc.integer({ min: 0, max: 7_000 }), share: between(0, 1), T: between(0, 5_000) })
  .map(({ x, share, T }) => ({ x, tx: x === 0 ? 0 : share * T, T }))

const cdnow = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }

describe('probabilityAlive', () => {
  it('is a probability for every history and model', () => {
    fc.assert(
      fc.property(models, histories, (model, { x, tx, T }) => {
        const alive = probabilityAlive(model, x, tx, T)
        return alive >= 0 && alive <= 1
      }),
    )
  })

  it('is 1 without a repeat purchase, for dropping out takes one', () => {
    fc.assert(fc.property(models, between(0, 1e4), (model, T) => probabilityAlive(model, 0, 0, T) === 1))
  })

  it('falls the longer ago the last purchase was', () => {
    fc.assert(
      fc.property(models, histories, between(0, 1), (model, { x, tx, T }, share) => {
        return probabilityAlive(model, x, tx * share, T) <= probabilityAlive(model, x, tx, T) + 1e-12
      }),
    )
  })

  it('falls faster for those who bought often', () => {
    expect(probabilityAlive(cdnow, 20, 10, 39)).toBeLessThan(probabilityAlive(cdnow, 2, 10, 39))
  })
})

describe('expectedPurchases', () => {
  it('knows a published customer: x 2, t_x 30.43, T 38.86 buys 1.226 times in 39 weeks', () => {
    expect(expectedPurchases(cdnow, 2, 30.43, 38.86, 39)).toBeCloseTo(1.226, 3)
  })

  it('is 0 for no time, and never falls as the horizon grows', () => {
    fc.assert(
      fc.property(models, histories, between(0, 100), (model, { x, tx, T }, horizon) => {
        const expected = expectedPurchases(model, x, tx, T, horizon)
        expect(expectedPurchases(model, x, tx, T, 0)).toBe(0)
        expect(expected).toBeGreaterThanOrEqual(0)
        expect(expectedPurchases(model, x, tx, T, 2 * horizon)).toBeGreaterThanOrEqual(expected * (1 - 1e-9))
      }),
    )
  })

  it('is at least the probability of one purchase', () => {
    fc.assert(
      fc.property(models, histories, between(0.01, 100), (model, { x, tx, T }, horizon) => {
        const probability = probabilityOfPurchase(model, x, tx, T, horizon)
        return expectedPurchases(model, x, tx, T, horizon) >= probability * (1 - 1e-9)
      }),
    )
  })
})

describe('expectedPurchasesOfNewCustomer', () => {
  it('is what a customer with an empty history expects', () => {
    expect(expectedPurchasesOfNewCustomer(cdnow, 39)).toBe(expectedPurchases(cdnow, 0, 0, 0, 39))
    expect(expectedPurchasesOfNewCustomer(cdnow, 0)).toBe(0)
  })
})

describe('probabilityOfPurchase', () => {
  it('is a probability that grows with the horizon, and at most P(alive)', () => {
    fc.assert(
      fc.property(models, histories, between(0, 1e4), (model, { x, tx, T }, horizon) => {
        const probability = probabilityOfPurchase(model, x, tx, T, horizon)
        expect(probability).toBeGreaterThanOrEqual(0)
        expect(probability).toBeLessThanOrEqual(probabilityAlive(model, x, tx, T))
        expect(probabilityOfPurchase(model, x, tx, T, 2 * horizon)).toBeGreaterThanOrEqual(probability)
      }),
    )
  })

  it('agrees with its log-odds', () => {
    fc.assert(
      fc.property(models, histories, (model, { x, tx, T }) => {
        const probability = probabilityOfPurchase(model, x, tx, T, 30)
        const odds = Math.exp(logOddsOfNoPurchase(model, x, tx, T, 30))
        expect(1 / (1 + odds)).toBeCloseTo(probability, 12)
      }),
    )
  })

  it('comes true as often as it says, and so do the expected purchases, for customers who behave as the model says', () => {
    const horizon = 26
    const { history, futurePurchases } = simulateCustomers(plausibleParameters, 40_000, horizon, 5)
    let said = 0
    let expected = 0
    history.frequency.forEach((x, i) => {
      said += probabilityOfPurchase(plausibleParameters, x, history.recency[i], history.tenure[i], horizon)
      expected += expectedPurchases(plausibleParameters, x, history.recency[i], history.tenure[i], horizon)
    })
    const bought = futurePurchases.filter((n) => n > 0).length
    const purchases = futurePurchases.reduce((sum, n) => sum + n, 0)
    expect(said / bought).toBeCloseTo(1, 1.5)
    expect(expected / purchases).toBeCloseTo(1, 1.5)
  })
})
