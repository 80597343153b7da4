import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { digamma, logBeta, logGamma } from '../../../src/models/math/log-gamma.ts'

const positive = fc.double({ min: 1e-8, max: 1e8, noNaN: true })
const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.max(1, Math.abs(exact))

describe('logGamma', () => {
  it('knows factorials and the half integers', () => {
    let logFactorial = 0
    for (let n = 1; n <= 170; n++) {
      expect(relative(logGamma(n), logFactorial)).toBeLessThan(3e-15 * Math.max(1, Math.log(n)))
      logFactorial += Math.log(n)
    }
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14)
    expect(logGamma(1.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI) / 2), 14)
  })

  it('satisfies Γ(x + 1) = x Γ(x) from the tiny to the huge', () => {
    fc.assert(fc.property(positive, (x) => relative(logGamma(x + 1), logGamma(x) + Math.log(x)) < 1e-13))
  })

  it('is infinite at 0 and at infinity, and finite between', () => {
    expect(logGamma(0)).toBe(Infinity)
    expect(logGamma(Infinity)).toBe(Infinity)
    expect(logGamma(1e-300)).toBeCloseTo(-Math.log(1e-300), 10)
  })
})

describe('digamma', () => {
  it('knows ψ(1) = −γ and ψ(1/2) = −γ − 2 log 2', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14)
    expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 13)
  })

  it('satisfies ψ(x + 1) = ψ(x) + 1/x', () => {
    fc.assert(fc.property(positive, (x) => relative(digamma(x), digamma(x + 1) - 1 / x) < 1e-13))
  })

  it('is the slope of logGamma', () => {
    for (const x of [0.3, 1, 2.5, 9.99, 10, 300]) {
      const h = 1e-5 * x
      expect((logGamma(x + h) - logGamma(x - h)) / (2 * h)).toBeCloseTo(digamma(x), 6)
    }
  })
})

describe('logBeta', () => {
  it('knows B(a, 1) = 1/a', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        (a) => Math.abs(logBeta(a, 1) + Math.log(a)) < 1e-10,
      ),
    )
  })
})
