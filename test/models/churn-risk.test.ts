import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { probabilityOfPurchase } from '../../src/models/bg-nbd-predictions.ts'
import { type ChurnRisk, type ChurnRiskInput, fitChurnRisk } from '../../src/models/churn-risk.ts'
import { churnTerms, scoreChurnRisk } from '../../src/models/churn-scores.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { logit, sigmoid } from '../../src/models/math/sigmoid.ts'
import type { PurchaseSummary } from '../../src/models/purchase-summary.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'

const horizon = 13
const { history, futurePurchases } = simulateCustomers(plausibleParameters, 6_000, horizon, 12)
const boughtAgain = Uint8Array.from(futurePurchases, (n) => (n > 0 ? 1 : 0))
const training = { ...history, boughtAgain }

const fitted = (input: ChurnRiskInput = { training, current: history, horizon }): ChurnRisk => {
  const found = fitChurnRisk(input)
  if (found.kind === 'insufficient') throw new Error(found.what)
  return found.model
}
const model = fitted()

type Row = readonly [x: number, tx: number, T: number]
const summaryOf = (rows: readonly Row[]): PurchaseSummary => ({
  frequency: Float64Array.from(rows, ([x]) => x),
  recency: Float64Array.from(rows, ([, tx]) => tx),
  tenure: Float64Array.from(rows, ([, , T]) => T),
})
const histories = fc
  .record({
    x: fc.integer({ min: 0, max: 7_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    T: fc.double({ min: 0, max: 3_000, noNaN: true }),
  })
  .map(({ x, share, T }): Row => [x, x === 0 ? 0 : share * T, T])

describe('fitChurnRisk', () => {
  it('needs almost no calibration where customers behave as BG/NBD says', () => {
    expect(Math.abs(model.calibration.slope - 1)).toBeLessThan(0.1)
    expect(Math.abs(model.calibration.intercept)).toBeLessThan(0.1)
    expect(model.metrics.calibrated.calibrationError).toBeLessThan(0.02)
    expect(model.metrics.calibrated.auc).toBeGreaterThan(0.7)
  })

  it('learns from the holdout when the shop’s customers come back less than BG/NBD says', () => {
    const random = createRandom(2)
    const fewer = boughtAgain.map((bought) => (bought === 1 && random.uniform() < 0.5 ? 1 : 0))
    const { metrics, calibration } = fitted({ training: { ...history, boughtAgain: fewer }, current: history, horizon })
    expect(calibration.intercept).toBeGreaterThan(0.4)
    expect(metrics.uncalibrated.calibrationError).toBeGreaterThan(0.1)
    expect(metrics.calibrated.calibrationError).toBeLessThan(0.03)
    expect(metrics.calibrated.logLoss).toBeLessThan(metrics.uncalibrated.logLoss)
  })

  it('never reverses the ranking: where the holdout contradicts it, everybody gets the base rate', () => {
    const reversed = Uint8Array.from(history.frequency, (x, i) => {
      const probability = probabilityOfPurchase(plausibleParameters, x, history.recency[i], history.tenure[i], horizon)
      return probability < 0.2 ? 1 : 0
    })
    const { calibration } = fitted({ training: { ...history, boughtAgain: reversed }, current: history, horizon })
    const returned = reversed.reduce((sum, label) => sum + label, 0)
    expect(calibration.slope).toBe(0)
    expect(sigmoid(calibration.intercept)).toBeCloseTo(1 - returned / reversed.length, 2)
  })

  it('is unchanged to the last bit by the order of the rows', () => {
    const order = createRandom(3).shuffle(history.frequency.keys())
    const shuffled = (column: Float64Array) => Float64Array.from(order, (i) => column[i])
    const { frequency, recency, tenure } = history
    const current = { frequency: shuffled(frequency), recency: shuffled(recency), tenure: shuffled(tenure) }
    const again = { ...current, boughtAgain: Uint8Array.from(order, (i) => boughtAgain[i]) }
    expect(fitted({ training: again, current, horizon })).toEqual(model)
  })

  it('says what is missing: repeat customers, or one of the two outcomes', () => {
    const nobody = summaryOf(Array.from({ length: 30 }, (): Row => [0, 0, 9]))
    const input = { training, current: history, horizon }
    expect(fitChurnRisk({ ...input, current: nobody })).toMatchObject({
      what: 'customers with a repeat purchase',
      have: 0,
    })
    const all = { ...history, boughtAgain: boughtAgain.map(() => 1) }
    expect(fitChurnRisk({ ...input, training: all })).toMatchObject({
      kind: 'insufficient',
      what: 'customers who did not buy again in the holdout',
      have: 0,
      need: 10,
    })
    const none = { ...history, boughtAgain: boughtAgain.map(() => 0) }
    expect(fitChurnRisk({ ...input, training: none })).toMatchObject({
      what: 'customers who bought again in the holdout',
    })
  })

  it('refuses a horizon that is not above 0', () => {
    expect(() => fitChurnRisk({ training, current: history, horizon: 0 })).toThrow('horizon 0 is not above 0')
  })
})

describe('scoreChurnRisk', () => {
  const sumOf = (contributions: Float64Array, i: number) =>
    contributions.subarray(4 * i, 4 * i + 4).reduce((s, v) => s + v, 0)

  it('explains every score: the baseline and three contributions add up to its logit', () => {
    fc.assert(
      fc.property(histories, (row) => {
        const { probability, contributions } = scoreChurnRisk(model, summaryOf([row]))
        expect(sigmoid(sumOf(contributions, 0))).toBeCloseTo(probability[0], 12)
        expect(sumOf(contributions, 0)).toBeCloseTo(logit(probability[0]), 7)
        expect(sigmoid(contributions[0])).toBeCloseTo(model.typicalProbability, 12)
      }),
    )
  })

  it('has nothing to explain about the typical customer', () => {
    const { frequency, gap, tenure } = model.typical
    const { contributions, probability } = scoreChurnRisk(model, summaryOf([[frequency, tenure - gap, tenure]]))
    expect([...contributions.subarray(1)].map((v) => Math.abs(v) < 1e-9)).toEqual([true, true, true])
    expect(probability[0]).toBeCloseTo(model.typicalProbability, 12)
  })

  it('blames recency alone when only the last purchase differs from the typical', () => {
    const typical = { frequency: 4, gap: 5, tenure: 40 }
    const { contributions } = scoreChurnRisk({ ...model, typical }, summaryOf([[4, 10, 40]]))
    const moved = churnTerms.filter((term, i) => term !== 'baseline' && contributions[i] !== 0)
    expect(moved).toEqual(['recency'])
    expect(contributions[churnTerms.indexOf('recency')]).toBeGreaterThan(0.5)
  })

  it('gives probabilities for every history that can be, and a counterfactual only when it is lower', () => {
    fc.assert(
      fc.property(fc.array(histories, { maxLength: 8 }), (rows) => {
        const { probability, probabilityAlive, counterfactual } = scoreChurnRisk(model, summaryOf(rows))
        return rows.every((_, i) => {
          const inRange =
            probability[i] >= 0 && probability[i] <= 1 && probabilityAlive[i] >= 0 && probabilityAlive[i] <= 1
          return inRange && (Number.isNaN(counterfactual[i]) || counterfactual[i] < probability[i])
        })
      }),
    )
  })

  it('sees a lapsed regular come back with one order, and no use in a second order on the same day', () => {
    const { counterfactual, probability } = scoreChurnRisk(
      model,
      summaryOf([
        [6, 20, 60],
        [6, 60, 60],
        [0, 0, 0],
      ]),
    )
    expect(counterfactual[0]).toBeLessThan(probability[0] - 0.3)
    expect(counterfactual[1]).toBeNaN()
    expect(counterfactual[2]).toBeNaN()
  })

  it('raises the risk the longer ago the last purchase was', () => {
    const rows = [0, 10, 20, 30, 40].map((gap): Row => [5, 50 - gap, 50])
    const { probability } = scoreChurnRisk(model, summaryOf(rows))
    expect([...probability]).toEqual([...probability].sort((a, b) => a - b))
  })

  it('survives a JSON round trip of its model with the same scores', () => {
    const customers = summaryOf([
      [0, 0, 3],
      [2, 8, 30],
      [40, 50, 55],
    ])
    expect(scoreChurnRisk(JSON.parse(JSON.stringify(model)), customers)).toEqual(scoreChurnRisk(model, customers))
  })
})
