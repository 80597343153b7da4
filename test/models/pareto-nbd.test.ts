import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { groupPurchases } from '../../src/models/bg-nbd-likelihood.ts'
import { gaussLegendre } from '../../src/models/math/gauss-legendre.ts'
import { logGamma } from '../../src/models/math/log-gamma.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { fitParetoNbd } from '../../src/models/pareto-nbd.ts'
import { paretoNbdLogLikelihood } from '../../src/models/pareto-nbd-likelihood.ts'
import type { PurchaseSummary } from '../../src/models/purchase-summary.ts'
import { simulateParetoNbd } from '../support/simulate-pareto-nbd.ts'

type Row = readonly [x: number, tx: number, T: number]

const summaryOf = (rows: readonly Row[]): PurchaseSummary => ({
  frequency: Float64Array.from(rows, ([x]) => x),
  recency: Float64Array.from(rows, ([, tx]) => tx),
  tenure: Float64Array.from(rows, ([, , T]) => T),
})

const truth = { r: 0.7, alpha: 8, s: 0.9, beta: 20 }
const simulated = simulateParetoNbd(truth, 3_000, 1, 5).history
const rows = [...simulated.frequency].map((x, i): Row => [x, simulated.recency[i], simulated.tenure[i]])

const fitRows = (own: readonly Row[]) => {
  const fit = fitParetoNbd(summaryOf(own))
  if (fit.kind === 'insufficient') throw new Error(fit.what)
  return fit.model
}

const likelihoodOf = ([x, tx, T]: Row, parameters: readonly number[]) =>
  paretoNbdLogLikelihood(groupPurchases(summaryOf([[x, tx, T]])), Float64Array.from(parameters), new Float64Array(4))

/**
 * The same without any hypergeometric function: alive at T, or gone at a time u between t_x and T, which is integrated over piece by piece in log(beta + u).
 */
const byIntegral = ([x, tx, T]: Row, [r, alpha, s, beta]: readonly number[]): number => {
  const rate = (u: number) => -(r + x) * Math.log(alpha + u)
  const { points, weights } = gaussLegendre(20)
  const [from, length] = [Math.log(beta + tx), Math.log((beta + T) / (beta + tx)) / 200]
  const top = rate(tx) - s * from
  let sum = Math.exp(rate(T) - s * Math.log(beta + T) - top)
  for (let piece = 0; piece < 200; piece++) {
    points.forEach((point, i) => {
      const w = from + (piece + point) * length
      sum += weights[i] * length * s * Math.exp(rate(Math.exp(w) - beta) - s * w - top)
    })
  }
  return logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + s * Math.log(beta) + top + Math.log(sum)
}

describe('paretoNbdLogLikelihood', () => {
  it.each([
    [
      [0, 0, 30],
      [0.55, 10.6, 0.61, 11.7],
    ],
    [
      [2, 30.43, 38.86],
      [0.55, 10.6, 0.61, 11.7],
    ],
    [
      [5, 3, 38],
      [0.55, 40, 0.61, 2],
    ],
    [
      [12, 20, 38],
      [2, 0.5, 3, 90],
    ],
    [
      [60, 200, 370],
      [0.7, 9, 0.05, 460],
    ],
    [
      [7_000, 900, 905],
      [1, 1, 0.3, 50],
    ],
    [
      [3, 38, 38],
      [0.5, 10, 0.6, 12],
    ],
  ] satisfies [Row, number[]][])(
    'agrees for %j at %j with the integral over the time of dropout, on either branch',
    (row, parameters) => {
      expect(likelihoodOf(row, parameters) / byIntegral(row, parameters)).toBeCloseTo(1, 9)
    },
  )

  it('does not jump where alpha passes beta', () => {
    const at = (alpha: number) => likelihoodOf([4, 20, 38], [0.6, alpha, 0.7, 10])
    expect(at(10 + 1e-9)).toBeCloseTo(at(10 - 1e-9), 8)
    expect(at(10)).toBeCloseTo(at(10 - 1e-9), 8)
  })

  it.each([
    [0.6, 12, 0.7, 8],
    [0.6, 8, 0.7, 12],
    [1.5, 5, 2, 300],
  ])('has the slopes that its values have at %d, %d, %d, %d', (...own) => {
    const groups = groupPurchases(simulated)
    const parameters = Float64Array.from(own)
    const gradient = new Float64Array(4)
    paretoNbdLogLikelihood(groups, parameters, gradient)
    for (let i = 0; i < 4; i++) {
      const at = (shift: number) =>
        paretoNbdLogLikelihood(
          groups,
          parameters.map((v, j) => (i === j ? v * (1 + shift) : v)),
          new Float64Array(4),
        )
      expect((at(1e-5) - at(-1e-5)) / (2e-5 * parameters[i]) / gradient[i]).toBeCloseTo(1, 4)
    }
  })

  it('is finite for any history and parameters that can be', () => {
    const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
    const history = fc.record({
      x: fc.integer({ min: 0, max: 5_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      T: fc.double({ min: 0, max: 3_000, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.tuple(positive, positive, positive, positive), history, (parameters, { x, share, T }) => {
        const gradient = new Float64Array(4)
        const groups = groupPurchases(summaryOf([[x, x === 0 ? 0 : share * T, T]]))
        const value = paretoNbdLogLikelihood(groups, Float64Array.from(parameters), gradient)
        return Number.isFinite(value) && gradient.every(Number.isFinite)
      }),
    )
  })
})

describe('fitParetoNbd', () => {
  it('recovers the parameters that customers were simulated with', () => {
    const fit = fitParetoNbd(simulateParetoNbd(truth, 30_000, 1, 6).history)
    if (fit.kind === 'insufficient') throw new Error(fit.what)
    expect(fit.model.fallback).toBeNull()
    expect(Math.abs(fit.model.r - truth.r)).toBeLessThan(0.04)
    expect(Math.abs(fit.model.alpha - truth.alpha)).toBeLessThan(0.4)
    expect(fit.model.s / fit.model.beta / (truth.s / truth.beta)).toBeCloseTo(1, 0.8)
  })

  it('is unchanged to the last bit by the order of the rows', () => {
    expect(fitRows(createRandom(4).shuffle(rows))).toEqual(fitRows(rows))
  })

  it('measures time in whatever unit it is given: in days only alpha and beta change', () => {
    const weeks = fitRows(rows)
    const days = fitRows(rows.map(([x, tx, T]) => [x, 7 * tx, 7 * T]))
    expect(days.r / weeks.r).toBeCloseTo(1, 4)
    expect(days.s / weeks.s).toBeCloseTo(1, 3)
    expect(days.alpha / weeks.alpha).toBeCloseTo(7, 2)
    expect(days.beta / weeks.beta / 7).toBeCloseTo(1, 3)
  })

  it.each([
    ['all alike', Array.from({ length: 60 }, (): Row => [3, 20, 30])],
    ['seen only on the last day', Array.from({ length: 60 }, (): Row => [1, 0, 0])],
    ['buying to the last', Array.from({ length: 60 }, (_, i): Row => [1 + (i % 4), 30, 30])],
  ])('says so where a weak prior decides, because customers are %s', (_, own) => {
    const model = fitRows(own)
    expect(model.fallback).not.toBeNull()
    for (const name of ['r', 'alpha', 's', 'beta', 'logLikelihood'] as const) {
      expect(Number.isFinite(model[name])).toBe(true)
    }
  })

  it('says how many customers came back where these are too few, and names a row that cannot be', () => {
    const strangers = Array.from({ length: 50 }, (): Row => [0, 0, 20])
    expect(fitParetoNbd(summaryOf(strangers))).toMatchObject({ kind: 'insufficient', have: 0, need: 10 })
    expect(() => fitParetoNbd(summaryOf([[1, 30, 20]]))).toThrow(/row 0: tenure 20 is shorter/)
  })
})
