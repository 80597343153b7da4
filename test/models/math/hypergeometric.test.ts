import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { hypergeometricOne } from '../../../src/models/math/hypergeometric.ts'
import { logBeta } from '../../../src/models/math/log-gamma.ts'

const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact)
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** Euler's integral (Abramowitz & Stegun 15.3.1) by the trapezoidal rule in u = logit t, which is exact to rounding for an integrand that falls off at both ends. */
const byEuler = (b: number, c: number, z: number): number => {
  const step = 0.02
  const norm = logBeta(b, c - b)
  let sum = 0
  for (let u = -60 / Math.min(1, b); u < 60 / Math.min(1, c - b); u += step) {
    const logT = u < 0 ? u - Math.log1p(Math.exp(u)) : -Math.log1p(Math.exp(-u))
    const logRest = u < 0 ? -Math.log1p(Math.exp(u)) : -u - Math.log1p(Math.exp(-u))
    sum += Math.exp(b * logT + (c - b) * logRest - norm) / (1 - z * Math.exp(logT))
  }
  return sum * step
}

describe('hypergeometricOne', () => {
  it.each([0.01, 0.3, 0.7, 0.95, 0.999, -0.5, -8])(
    'is the logarithm, the arc tangent and the geometric series at %d',
    (z) => {
      expect(relative(hypergeometricOne(1, 2, z), -Math.log1p(-z) / z)).toBeLessThan(1e-13)
      expect(relative(hypergeometricOne(3.7, 3.7, z), 1 / (1 - z))).toBeLessThan(2e-13)
      const root = Math.sqrt(Math.abs(z))
      const half = z > 0 ? Math.atanh(root) / root : Math.atan(root) / root
      expect(relative(hypergeometricOne(0.5, 1.5, z), half)).toBeLessThan(1e-13)
    },
  )

  it('is 1 where there is nothing to add', () => {
    expect(hypergeometricOne(3, 5, 0)).toBe(1)
    expect(hypergeometricOne(0, 5, 0.9)).toBe(1)
  })

  it.each([
    [0.55, 1.8, 0.1],
    [1.2, 2.9, 0.8],
    [2, 12, 0.99],
    [40.5, 42.1, 0.6],
    [300, 305, 0.95],
  ])('agrees with the integral of Euler for b %d, c %d at %d', (b, c, z) => {
    expect(relative(hypergeometricOne(b, c, z), byEuler(b, c, z))).toBeLessThan(1e-11)
  })

  it('is its own series from the second term on: 1 + b z / c times the next one', () => {
    fc.assert(
      fc.property(between(0.01, 500), between(0.001, 50), between(0, 0.999), (b, more, z) => {
        const c = b + more
        const shifted = 1 + ((b * z) / c) * hypergeometricOne(b + 1, c + 1, z)
        return relative(hypergeometricOne(b, c, z), shifted) < 1e-11
      }),
    )
  })

  it('has the slopes that its values have', () => {
    const slopes = new Float64Array(3)
    for (const [b, c, z] of [
      [0.6, 1.9, 0.2],
      [12.5, 14.2, 0.9],
      [3, 30, 0.6],
    ]) {
      hypergeometricOne(b, c, z, slopes)
      const h = 1e-6
      const byB = (hypergeometricOne(b + h, c, z) - hypergeometricOne(b - h, c, z)) / (2 * h)
      const byC = (hypergeometricOne(b, c + h, z) - hypergeometricOne(b, c - h, z)) / (2 * h)
      const byZ = (hypergeometricOne(b, c, z + h) - hypergeometricOne(b, c, z - h)) / (2 * h)
      for (const [i, slope] of [byB, byC, byZ].entries()) expect(slopes[i] / slope).toBeCloseTo(1, 6)
    }
  })
})
