import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type BgNbdOptions, fitBgNbd } from '../../src/models/bg-nbd.ts'
import { bgNbdLogLikelihood, groupPurchases } from '../../src/models/bg-nbd-likelihood.ts'
import { expectedPurchases, probabilityOfPurchase } from '../../src/models/bg-nbd-predictions.ts'
import { createRandom } from '../../src/models/math/random.ts'
import type { PurchaseSummary } from '../../src/models/purchase-summary.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'

type Row = readonly [x: number, tx: number, T: number]

const summaryOf = (rows: readonly Row[]): PurchaseSummary => ({
  frequency: Float64Array.from(rows, ([x]) => x),
  recency: Float64Array.from(rows, ([, tx]) => tx),
  tenure: Float64Array.from(rows, ([, , T]) => T),
})

const rowsOf = ({ frequency, recency, tenure }: PurchaseSummary): Row[] =>
  [...frequency].map((x, i) => [x, recency[i], tenure[i]])

const fitRows = (rows: readonly Row[], options: BgNbdOptions = {}) => {
  const fit = fitBgNbd(summaryOf(rows), options)
  if (fit.kind === 'insufficient') throw new Error(fit.what)
  return fit.model
}

const repeat = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row)
const { history } = simulateCustomers(plausibleParameters, 2_000, 1, 2)
const rows = rowsOf(history)

describe('bgNbdLogLikelihood', () => {
  it('knows a customer who never came back: (α / (α + T))^r', () => {
    const groups = groupPurchases(summaryOf([[0, 0, 10]]))
    const value = bgNbdLogLikelihood(groups, Float64Array.of(2, 3, 0.7, 1.9), new Float64Array(4))
    expect(value).toBeCloseTo(2 * Math.log(3 / 13), 12)
  })

  it('has the slopes that its values have', () => {
    const groups = groupPurchases(history)
    const parameters = Float64Array.of(0.6, 5, 0.9, 2)
    const gradient = new Float64Array(4)
    bgNbdLogLikelihood(groups, parameters, gradient)
    for (let i = 0; i < 4; i++) {
      const at = (shift: number) =>
        bgNbdLogLikelihood(
          groups,
          parameters.map((v, j) => (i === j ? v + shift : v)),
          new Float64Array(4),
        )
      expect((at(1e-5) - at(-1e-5)) / 2e-5 / gradient[i]).toBeCloseTo(1, 5)
    }
  })
})

describe('fitBgNbd', () => {
  it('recovers the parameters that customers were simulated with', () => {
    const model = fitRows(rowsOf(simulateCustomers(plausibleParameters, 60_000, 1, 1).history))
    expect(model.fallback).toBeNull()
    expect(Math.abs(model.r - plausibleParameters.r)).toBeLessThan(0.04)
    expect(Math.abs(model.alpha - plausibleParameters.alpha)).toBeLessThan(0.4)
    expect(Math.abs(model.a / (model.a + model.b) - 0.8 / 3.3)).toBeLessThan(0.01)
    expect(Math.abs(model.b - plausibleParameters.b)).toBeLessThan(0.4)
  })

  it('is unchanged to the last bit by the order of the rows', () => {
    expect(fitRows(createRandom(4).shuffle(rows))).toEqual(fitRows(rows))
  })

  it('has the same parameters and twice the log-likelihood when every customer is there twice', () => {
    const once = fitRows(rows)
    const twice = fitRows([...rows, ...rows])
    expect(twice.groups).toBe(once.groups)
    expect(twice.logLikelihood / once.logLikelihood).toBeCloseTo(2, 9)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) expect(twice[name] / once[name]).toBeCloseTo(1, 4)
  })

  it('measures time in whatever unit it is given: in days only alpha changes', () => {
    const weeks = fitRows(rows)
    const days = fitRows(rows.map(([x, tx, T]) => [x, 7 * tx, 7 * T]))
    expect(days.alpha / weeks.alpha).toBeCloseTo(7, 3)
    expect(days.r / weeks.r).toBeCloseTo(1, 4)
    expect(days.b / weeks.b).toBeCloseTo(1, 4)
  })

  it('survives a JSON round trip with the same predictions', () => {
    const model = fitRows(rows)
    const loaded = JSON.parse(JSON.stringify(model))
    expect(loaded).toEqual(model)
    expect(expectedPurchases(loaded, 3, 20, 30, 13)).toBe(expectedPurchases(model, 3, 20, 30, 13))
    expect(Object.isFrozen(model)).toBe(true)
  })

  it('says what is missing when too few came back', () => {
    const need = { kind: 'insufficient', what: 'customers with a repeat purchase', need: 10 }
    expect(fitBgNbd(summaryOf([]))).toEqual({ ...need, have: 0 })
    expect(fitBgNbd(summaryOf(repeat(500, [0, 0, 30])))).toEqual({ ...need, have: 0 })
    expect(fitBgNbd(summaryOf([[3, 10, 30]]))).toEqual({ ...need, have: 1 })
    expect(fitBgNbd(summaryOf(repeat(500, [0, 0, 0])))).toEqual({ ...need, have: 0 })
  })

  it('falls back on a weak prior, and says so, when customers are all alike', () => {
    const model = fitRows(repeat(200, [3, 20, 30]))
    expect(model.fallback).toBe('penalised')
    const probability = probabilityOfPurchase(model, 3, 20, 30, 13)
    expect(probability).toBeGreaterThan(0.2)
    expect(probability).toBeLessThan(1)
  })

  it('falls back on the stated prior when nothing converges', () => {
    const model = fitRows(repeat(200, [3, 20, 30]), { maximumIterations: 0 })
    expect(model).toMatchObject({ fallback: 'prior', r: 1, alpha: 10, a: 1, b: 3 })
  })

  it('gives finite, positive parameters for whatever a shop may hold', () => {
    const row = fc
      .record({
        x: fc.constantFrom(0, 0, 1, 2, 7_000),
        share: fc.constantFrom(0, 0.5, 1),
        T: fc.constantFrom(0, 1, 30, 400),
      })
      .map(({ x, share, T }): Row => [x, x === 0 ? 0 : share * T, T])
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const fit = fitBgNbd(summaryOf(rows), { minimumRepeatCustomers: 1 })
        if (fit.kind === 'insufficient') return rows.every(([x]) => x === 0)
        const { r, alpha, a, b, logLikelihood } = fit.model
        return [r, alpha, a, b].every((v) => v > 0 && v < Infinity) && Number.isFinite(logLikelihood)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses rows that cannot be histories and names the first', () => {
    expect(() =>
      fitBgNbd(
        summaryOf([
          [1, 2, 3],
          [1, 5, 4],
        ]),
      ),
    ).toThrow('row 1: tenure 4 is shorter than recency 5')
    expect(() => fitBgNbd(summaryOf([[-1, 0, 4]]))).toThrow(RangeError)
    expect(() => fitBgNbd(summaryOf([[1, Number.NaN, 4]]))).toThrow(RangeError)
    expect(() => fitBgNbd({ ...summaryOf([[1, 2, 3]]), recency: new Float64Array(0) })).toThrow('differ in length')
  })
})
