import { expect, it } from 'vitest'

import { normalCdf } from '../../../src/models/math/normal-cdf.ts'

it('the normal distribution has the values of its tables', () => {
  for (const [z, p] of [
    [0, 0.5],
    [1, 0.8413447],
    [-1.96, 0.0249979],
    [3, 0.9986501],
  ]) {
    expect(normalCdf(z)).toBeCloseTo(p, 6)
  }
  expect(normalCdf(-Infinity)).toBe(0)
  expect(normalCdf(Infinity)).toBe(1)
})
