import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type DropoutProcess, expectedBeforeDropout, visitPurchases } from '../../src/models/dropout-process.ts'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const processes = fc.record({
  shape: between(1e-3, 8_000),
  length: between(0, 50),
  a: between(1e-3, 50),
  b: between(1e-3, 8_000),
})

const gaussHypergeometric = (a: number, b: number, c: number, z: number): number => {
  let term = 1
  let sum = 1
  for (let n = 0; n < 100_000 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
  }
  return sum
}

/** The paper's own form: (a + b − 1)/(a − 1) · (1 − (1 + t)^−s 2F1(s, b; a + b − 1; t/(1 + t))). */
const published = ({ shape, length, a, b }: DropoutProcess): number =>
  ((a + b - 1) / (a - 1)) *
  (1 - (1 + length) ** -shape * gaussHypergeometric(shape, b, a + b - 1, length / (1 + length)))

const sumOfSeries = (process: DropoutProcess): number => {
  let sum = 0
  visitPurchases(process, (_, atLeast, survived) => {
    sum += atLeast * survived
    return true
  })
  return sum
}

describe('expectedBeforeDropout', () => {
  it('equals the published 2F1 form where that can be computed', () => {
    for (const a of [0.2, 0.793, 1.4, 6])
      for (const b of [1.3, 2.4, 30])
        for (const shape of [0.243, 1, 9]) {
          const process = { shape, length: 1.7, a, b }
          expect(expectedBeforeDropout(process) / published(process)).toBeCloseTo(1, 9)
        }
  })

  it('passes smoothly through a = 1, where the published form divides by 0', () => {
    const at = (a: number) => expectedBeforeDropout({ shape: 2, length: 3, a, b: 4 })
    expect(published({ shape: 2, length: 3, a: 1, b: 4 })).toBeNaN()
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 9)
  })

  it('is the mean of all purchases, shape × length, when nobody can drop out', () => {
    expect(expectedBeforeDropout({ shape: 3, length: 2, a: 1e-12, b: 5 })).toBeCloseTo(6, 8)
    expect(expectedBeforeDropout({ shape: 7_000, length: 0.25, a: 1e-12, b: 7_000 })).toBeCloseTo(1_750, 6)
  })

  it('sums and integrates to the same number where the two meet', () => {
    for (const [shape, a, b] of [
      [3, 1, 2],
      [0.1, 0.3, 5],
      [40, 0.5, 60],
      [5, 400, 400],
    ]) {
      const integrated = { shape, length: 1_001, a, b }
      expect(expectedBeforeDropout(integrated) / sumOfSeries(integrated)).toBeCloseTo(1, 8)
    }
  })

  it('sums and integrates to the same number where there are many purchases', () => {
    for (const [shape, length, a, b] of [
      [4_000, 6, 0.8, 3_000],
      [7_000, 30, 0.01, 7_000],
      [300, 100, 20, 5],
    ]) {
      const process = { shape, length, a, b }
      expect(expectedBeforeDropout(process) / sumOfSeries(process)).toBeCloseTo(1, 8)
    }
  })

  it('is at least 0, at most what an undying customer would buy, and grows with the horizon', () => {
    fc.assert(
      fc.property(processes, between(1, 5), (process, factor) => {
        const expected = expectedBeforeDropout(process)
        const longer = expectedBeforeDropout({ ...process, length: process.length * factor })
        expect(expected).toBeGreaterThanOrEqual(0)
        expect(expected).toBeLessThanOrEqual(process.shape * process.length * (1 + 1e-9))
        expect(longer).toBeGreaterThanOrEqual(expected * (1 - 1e-9))
      }),
    )
  })

  it('stays finite for parameters and horizons beyond any shop', () => {
    const wild = fc.record({
      shape: between(1e-9, 1e5),
      length: between(0, 1e12),
      a: between(1e-6, 1e6),
      b: between(1e-6, 1e6),
    })
    fc.assert(fc.property(wild, (process) => Number.isFinite(expectedBeforeDropout(process))))
  })
})

describe('visitPurchases', () => {
  it('walks probabilities that fall from at most 1', () => {
    fc.assert(
      fc.property(processes, (process) => {
        let last = 1
        let falling = true
        visitPurchases(process, (_, atLeast, survived) => {
          falling &&= atLeast * survived <= last * (1 + 1e-12)
          last = atLeast * survived
          return last > 1e-3
        })
        return falling
      }),
      { numRuns: 50 },
    )
  })
})
