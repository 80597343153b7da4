import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  expectedOfActive,
  expectedPurchases,
  expectedPurchasesOfNewCustomer,
  probabilityAlive,
  probabilityOfPurchase,
  visitFuturePurchases,
} from '../../src/models/pareto-nbd-predictions.ts'
import { simulateParetoNbd } from '../support/simulate-pareto-nbd.ts'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const models = fc.record({
  r: between(0.01, 100),
  alpha: between(0.01, 1e3),
  s: between(0.01, 100),
  beta: between(0.01, 1e3),
})
const histories = fc
  .record({ x: fc.integer({ min: 0, max: 3_000 }), share: between(0, 1), T: between(0, 3_000) })
  .map(({ x, share, T }) => ({ x, tx: x === 0 ? 0 : share * T, T }))

const cdnow = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }

describe('probabilityAlive under Pareto/NBD', () => {
  it('is a probability for every history and model', () => {
    fc.assert(
      fc.property(models, histories, (model, { x, tx, T }) => {
        const alive = probabilityAlive(model, x, tx, T)
        return alive >= 0 && alive <= 1
      }),
    )
  })

  it('is 1 on the day of the last purchase, and falls from then on, also without a repeat purchase', () => {
    expect(probabilityAlive(cdnow, 3, 30, 30)).toBe(1)
    expect(probabilityAlive(cdnow, 0, 0, 30)).toBeLessThan(probabilityAlive(cdnow, 0, 0, 10))
    expect(probabilityAlive(cdnow, 20, 10, 39)).toBeLessThan(probabilityAlive(cdnow, 2, 10, 39))
  })
})

describe('expectedPurchases under Pareto/NBD', () => {
  it('adds up the probabilities of n or more, by which it also knows who buys at all', () => {
    const reasonable = fc.record({ x: fc.integer({ min: 0, max: 60 }), share: between(0.1, 1), T: between(10, 100) })
    const usual = fc.record({ r: between(0.2, 3), alpha: between(2, 30), s: between(0.1, 3), beta: between(2, 60) })
    fc.assert(
      fc.property(usual, reasonable, between(1, 60), (model, { x, share, T }, horizon) => {
        const tx = x === 0 ? 0 : share * T
        const alive = probabilityAlive(model, x, tx, T)
        let [sum, any] = [0, 0]
        visitFuturePurchases(model, x, T, horizon, (n, atLeast) => {
          sum += alive * atLeast
          if (n === 1) any = alive * atLeast
          return true
        })
        const expected = expectedPurchases(model, x, tx, T, horizon)
        const bought = probabilityOfPurchase(model, x, tx, T, horizon)
        return Math.abs(sum - expected) <= 1e-5 * expected + 1e-12 && Math.abs(any - bought) <= 1e-4
      }),
      { numRuns: 60 },
    )
  })

  it('foretells how often simulated customers buy, who and how many', () => {
    const { history, futurePurchases } = simulateParetoNbd({ r: 0.8, alpha: 8, s: 0.9, beta: 20 }, 20_000, 26, 11)
    const model = { r: 0.8, alpha: 8, s: 0.9, beta: 20 }
    let [expected, bought] = [0, 0]
    history.frequency.forEach((x, i) => {
      expected += expectedPurchases(model, x, history.recency[i], history.tenure[i], 26)
      bought += probabilityOfPurchase(model, x, history.recency[i], history.tenure[i], 26)
    })
    expect(expected / futurePurchases.reduce((sum, n) => sum + n, 0)).toBeCloseTo(1, 1.3)
    expect(bought / futurePurchases.filter((n) => n > 0).length).toBeCloseTo(1, 1.5)
  })

  it('is not special where s passes 1', () => {
    const at = (s: number) => expectedOfActive({ ...cdnow, s }, 2, 38, 39)
    expect(at(1 + 1e-9)).toBeCloseTo(at(1 - 1e-9), 8)
    expect(at(1)).toBeCloseTo(at(1 + 1e-7), 6)
  })

  it('is 0 for no time, and what a newcomer is expected to buy grows with it', () => {
    expect(expectedPurchases(cdnow, 3, 20, 30, 0)).toBe(0)
    const { r, alpha, s, beta } = cdnow
    const published = ((r * beta) / (alpha * (s - 1))) * (1 - (beta / (beta + 39)) ** (s - 1))
    expect(expectedPurchasesOfNewCustomer(cdnow, 39)).toBeCloseTo(published, 12)
  })
})
