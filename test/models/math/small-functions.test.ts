import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { median } from '../../../src/models/math/median.ts'
import { logit, sigmoid, softplus } from '../../../src/models/math/sigmoid.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('sigmoid', () => {
  it('stays in [0, 1] for every number and is undone by logit', () => {
    fc.assert(fc.property(finite, (x) => sigmoid(x) >= 0 && sigmoid(x) <= 1))
    fc.assert(fc.property(fc.double({ min: -15, max: 15, noNaN: true }), (x) => Math.abs(logit(sigmoid(x)) - x) < 1e-8))
  })

  it('mirrors: sigmoid(x) + sigmoid(-x) = 1', () => {
    fc.assert(fc.property(finite, (x) => Math.abs(sigmoid(x) + sigmoid(-x) - 1) < 1e-15))
  })
})

describe('softplus', () => {
  it('is -log sigmoid(-x) and never overflows', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        (x) => Math.abs(softplus(x) + Math.log(sigmoid(-x))) < 1e-9,
      ),
    )
    expect(softplus(1e300)).toBe(1e300)
    expect(softplus(-Infinity)).toBe(0)
  })
})

describe('median', () => {
  it('is a value that occurs, the lower of two, and leaves its input as it was', () => {
    const values = Float64Array.of(9, 1, 4, 2)
    expect(median(values)).toBe(2)
    expect(median(Float64Array.of(3, 1, 2))).toBe(2)
    expect([...values]).toEqual([9, 1, 4, 2])
    expect(median(new Float64Array(0))).toBeNaN()
  })
})
