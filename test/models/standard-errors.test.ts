import { describe, expect, it } from 'vitest'

import { standardErrors } from '../../src/models/standard-errors.ts'

/** n exponential waits of mean 1 / rate: log-likelihood n log rate - rate sum. */
const exponential = (n: number, sum: number) => (parameters: Float64Array, gradient: Float64Array) => {
  gradient[0] = n / parameters[0] - sum
  return n * Math.log(parameters[0]) - parameters[0] * sum
}

describe('standardErrors', () => {
  it('knows the error of a rate from 400 waits, which is a twentieth of it', () => {
    const errors = standardErrors(exponential(400, 800), Float64Array.of(0.5), null)
    expect(errors?.[0]).toBeCloseTo(0.025, 6)
  })

  it('knows none where a prior decided, or where the likelihood is flat', () => {
    expect(standardErrors(exponential(400, 800), Float64Array.of(0.5), 'penalised')).toBeNull()
    expect(standardErrors(() => 0, Float64Array.of(0.5), null)).toBeNull()
  })
})
