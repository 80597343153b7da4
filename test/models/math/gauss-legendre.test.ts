import { describe, expect, it } from 'vitest'

import { gaussLegendre } from '../../../src/models/math/gauss-legendre.ts'

describe('gaussLegendre', () => {
  it.each([2, 5, 12, 40])('integrates every polynomial of degree 2n - 1 with %i points', (n) => {
    const { points, weights } = gaussLegendre(n)
    for (let degree = 0; degree < 2 * n; degree++) {
      const integral = points.reduce((sum, x, i) => sum + weights[i] * x ** degree, 0)
      expect(integral * (degree + 1)).toBeCloseTo(1, 12)
    }
  })

  it('is at sqrt(3/5) of the half interval with three points, weights 5/18 and 4/9', () => {
    const { points, weights } = gaussLegendre(3)
    expect(points[0]).toBeCloseTo((1 - Math.sqrt(0.6)) / 2, 15)
    expect([...weights].map((w) => w * 18)).toEqual([5, 8, 5].map((w) => expect.closeTo(w, 12)))
  })
})
