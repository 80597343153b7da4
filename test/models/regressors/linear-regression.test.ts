import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { linearRegression, ridge } from '../../../src/models/regressors/linear-regression.ts'
import { describeRegressor } from '../../contracts/regressor.ts'
import { tableFrom } from '../../support/labelled-tables.ts'

describeRegressor(linearRegression)
describeRegressor(ridge)

describe('linear regression', () => {
  const tools = { compute: createPlainCompute(), seed: 1 }

  it("finds the line of Anscombe's first quartet: 3.0001 + 0.5001 x", () => {
    const table = tableFrom({ x: [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5] })
    const targets = Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
    const model = linearRegression.fit({ table, targets }, linearRegression.defaults, tools)
    const [at0, at1] = linearRegression.predict(model, tableFrom({ x: [0, 1] }), tools.compute)
    expect(at0).toBeCloseTo(3.0001, 3)
    expect(at1 - at0).toBeCloseTo(0.5001, 3)
  })

  it('shrinks one standardised coefficient by rows / (rows + lambda), which is what ridge does', () => {
    const x = Array.from({ length: 50 }, (_, row) => row % 10)
    const data = { table: tableFrom({ x }), targets: Float64Array.from(x, (value) => 7 + 3 * value) }
    const slope = (strength: number): number => {
      const model = ridge.fit(data, { ...ridge.defaults, strength }, tools)
      const [at0, at1] = ridge.predict(model, tableFrom({ x: [0, 1] }), tools.compute)
      return at1 - at0
    }
    expect(slope(50)).toBeCloseTo(1.5, 5)
    expect(slope(1e-6)).toBeCloseTo(3, 4)
  })
})
