import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/models/math/random.ts'

const draws = 40_000

/** Mean and variance of the draws, each with the standard error of the mean. */
const moments = (draw: () => number) => {
  const values = Float64Array.from({ length: draws }, draw)
  const mean = values.reduce((sum, v) => sum + v, 0) / draws
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws
  return { mean, variance, error: Math.sqrt(variance / draws) }
}

const expectMoments = (draw: () => number, mean: number, variance: number) => {
  const found = moments(draw)
  expect(Math.abs(found.mean - mean)).toBeLessThan(4.5 * found.error)
  expect(found.variance / variance).toBeCloseTo(1, 0.7)
}

describe('createRandom', () => {
  it('gives the same sequence for the same seed and another for another', () => {
    const sequence = (seed: number) => Array.from({ length: 20 }, createRandom(seed).uniform)
    expect(sequence(7)).toEqual(sequence(7))
    expect(sequence(7)).not.toEqual(sequence(8))
    expect(sequence(7)).not.toEqual(sequence(7 + 2 ** 32))
  })

  it('keeps the sequence that published runs were made with', () => {
    const { uniform, integer } = createRandom(1)
    expect([uniform(), uniform(), integer(1_000_000)]).toMatchInlineSnapshot(`
      [
        0.3450689467987268,
        0.6698425549497756,
        792675,
      ]
    `)
  })

  it('draws uniforms strictly inside (0, 1), evenly over 64 bins', () => {
    const { uniform } = createRandom(11)
    const bins = new Float64Array(64)
    for (let i = 0; i < draws; i++) bins[Math.floor(uniform() * 64)]++
    const chiSquare = bins.reduce((sum, n) => sum + (n - draws / 64) ** 2 / (draws / 64), 0)
    expect(chiSquare).toBeLessThan(63 + 5 * Math.sqrt(126))
    expectMoments(uniform, 1 / 2, 1 / 12)
  })

  it('has the moments of each distribution', () => {
    const random = createRandom(3)
    expectMoments(random.normal, 0, 1)
    expectMoments(() => random.exponential(4), 1 / 4, 1 / 16)
    for (const shape of [0.2, 0.9, 1, 3.7, 60]) expectMoments(() => random.gamma(shape), shape, shape)
    for (const mean of [0.1, 3, 9.9, 10, 42, 900]) expectMoments(() => random.poisson(mean), mean, mean)
    for (const [a, b] of [
      [0.3, 0.4],
      [0.8, 2.5],
      [5, 1],
      [30, 70],
    ]) {
      const s = a + b
      expectMoments(() => random.beta(a, b), a / s, (a * b) / (s * s * (s + 1)))
    }
  })

  it('never leaves a distribution’s range, whatever the parameters', () => {
    const parameter = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.maxSafeInteger(), parameter, parameter, (seed, a, b) => {
        const random = createRandom(seed)
        const beta = random.beta(a, b)
        return (
          beta >= 0 && beta <= 1 && random.gamma(a) >= 0 && Number.isInteger(random.poisson(a)) && random.integer(9) < 9
        )
      }),
    )
  })

  it('shuffles into a permutation, each place as likely, and leaves its input alone', () => {
    const random = createRandom(5)
    const items = Object.freeze(['a', 'b', 'c', 'd'])
    const first = { a: 0, b: 0, c: 0, d: 0 }
    for (let i = 0; i < 8_000; i++) {
      const shuffled = random.shuffle(items)
      first[shuffled[0] as keyof typeof first]++
      if (i === 0) expect(shuffled.toSorted()).toEqual(items)
    }
    for (const count of Object.values(first)) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })
})
