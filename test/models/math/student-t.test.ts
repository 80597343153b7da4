import { expect, it } from 'vitest'

import { studentT95, z95 } from '../../../src/models/math/student-t.ts'

it.each([
  [2, 4.302653],
  [3, 3.182446],
  [4, 2.776445],
  [5, 2.570582],
  [10, 2.228139],
  [30, 2.042272],
  [100, 1.983972],
  [1e9, z95],
])('the quantile of %d degrees of freedom is that of the tables', (freedom, quantile) => {
  expect(Math.abs(studentT95(freedom) / quantile - 1)).toBeLessThan(freedom < 4 ? 5e-4 : 1e-6)
})

it('the quantile falls from the tail of one degree of freedom to that of the normal', () => {
  const quantiles = [1, 1.3, 1.7, 2, 2.5, 3, 4, 4.9, 5, 6, 20, 1000].map(studentT95)
  expect(quantiles).toEqual([...quantiles].sort((a, b) => b - a))
  expect(quantiles[0]).toBeGreaterThanOrEqual(12.7062)
})
