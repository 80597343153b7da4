import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { expectedOrderValue, fitGammaGamma, type GammaGammaOptions } from '../../src/models/gamma-gamma.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'

type Row = readonly [x: number, z: number]

const fitRows = (rows: readonly Row[], options: GammaGammaOptions = {}) => {
  const summary = { frequency: Float64Array.from(rows, ([x]) => x), monetary: Float64Array.from(rows, ([, z]) => z) }
  const fit = fitGammaGamma(summary, options)
  if (fit.kind === 'insufficient') throw new Error(fit.what)
  return fit.model
}

const simulated = (customers: number): Row[] => {
  const { frequency, monetary } = simulateCustomers(plausibleParameters, customers, 1, 9).history
  return [...frequency].map((x, i): Row => [x, monetary[i]])
}
const rows = simulated(3_000)

describe('fitGammaGamma', () => {
  it('recovers the parameters that spend was simulated with', () => {
    const { p, q, v, fallback } = fitRows(simulated(60_000))
    expect(fallback).toBeNull()
    expect(Math.abs(p - 6)).toBeLessThan(0.4)
    expect(Math.abs(q - 4)).toBeLessThan(0.25)
    expect(Math.abs((p * v) / (q - 1) - 30)).toBeLessThan(0.5)
  })

  it('is unchanged to the last bit by the order of the rows', () => {
    expect(fitRows(createRandom(4).shuffle(rows))).toEqual(fitRows(rows))
  })

  it('follows the currency: in cents only v changes', () => {
    const dollars = fitRows(rows)
    const cents = fitRows(rows.map(([x, z]) => [x, 100 * z]))
    expect(cents.v / dollars.v).toBeCloseTo(100, 2)
    expect(cents.p / dollars.p).toBeCloseTo(1, 4)
    expect(cents.q / dollars.q).toBeCloseTo(1, 4)
  })

  it('leaves out who never came back and who spent nothing', () => {
    const noise: Row[] = [
      [0, 12],
      [0, Number.NaN],
      [2, 0],
      [1, -4],
      [3, Number.NaN],
    ]
    expect(fitRows([...noise, ...rows])).toEqual(fitRows(rows))
  })

  it('says how many it needs', () => {
    const fit = fitGammaGamma({ frequency: Float64Array.of(1, 0, 2), monetary: Float64Array.of(5, 9, 7) })
    expect(fit).toMatchObject({ kind: 'insufficient', have: 2, need: 10 })
  })

  it('falls back, and stays near the one price, when everybody always spends the same', () => {
    const model = fitRows(Array.from({ length: 100 }, (): Row => [2, 25]))
    expect(model.fallback).toBe('penalised')
    expect(expectedOrderValue(model, 2, 25)).toBeCloseTo(25, -1)
    expect(fitRows(rows, { maximumIterations: 0 }).fallback).toBe('prior')
  })
})

describe('expectedOrderValue', () => {
  const model = { p: 6.25, q: 3.74, v: 15.44 }

  it('knows the published mean of CDNOW: p v / (q − 1) = 35.2', () => {
    expect(expectedOrderValue(model, 0, Number.NaN)).toBeCloseTo(35.22, 2)
  })

  it('lies between the customer’s own mean and everybody’s, nearer the own the more purchases speak for it', () => {
    const everybody = expectedOrderValue(model, 0, 0)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7_000 }), fc.double({ min: 0, max: 1e6, noNaN: true }), (x, m) => {
        const value = expectedOrderValue(model, x, m)
        expect(value).toBeGreaterThanOrEqual(Math.min(m, everybody) * (1 - 1e-12))
        expect(value).toBeLessThanOrEqual(Math.max(m, everybody) * (1 + 1e-12))
        const surer = expectedOrderValue(model, 2 * x, m)
        expect(Math.abs(surer - m)).toBeLessThanOrEqual(Math.abs(value - m) + 1e-9)
      }),
    )
  })

  it('takes a negative mean for 0, and an unknown one for everybody’s', () => {
    expect(expectedOrderValue(model, 4, -3)).toBe(expectedOrderValue(model, 4, 0))
    expect(expectedOrderValue(model, 4, Number.NaN)).toBe(expectedOrderValue(model, 0, 0))
  })
})
