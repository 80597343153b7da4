import { describe, expect, it } from 'vitest'

import { minimise } from '../../../src/models/math/minimise.ts'

const rosenbrock = ([x, y]: Float64Array, gradient: Float64Array): number => {
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
  gradient[1] = 200 * (y - x * x)
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2
}

describe('minimise', () => {
  it('walks the whole of Rosenbrock’s valley to (1, 1)', () => {
    const { point, converged, iterations } = minimise(rosenbrock, Float64Array.of(-1.2, 1))
    expect(converged).toBe(true)
    expect(point[0]).toBeCloseTo(1, 6)
    expect(point[1]).toBeCloseTo(1, 6)
    expect(iterations).toBeLessThan(60)
  })

  it('keeps inside where the objective is finite', () => {
    const barrier = ([x]: Float64Array, gradient: Float64Array) => {
      gradient[0] = 1 - 1 / x
      return x > 0 ? x - Math.log(x) : Infinity
    }
    expect(minimise(barrier, Float64Array.of(40)).point[0]).toBeCloseTo(1, 6)
  })

  it('says so when it is stopped before the bottom, and when there is none', () => {
    expect(minimise(rosenbrock, Float64Array.of(-1.2, 1), { maximumIterations: 3 }).converged).toBe(false)
    const slope = (point: Float64Array, gradient: Float64Array) => {
      gradient[0] = -1
      return -point[0]
    }
    expect(minimise(slope, Float64Array.of(0), { maximumIterations: 20 }).converged).toBe(false)
    expect(minimise(() => Number.NaN, Float64Array.of(0)).converged).toBe(false)
  })

  it('leaves its start as it was', () => {
    const start = Float64Array.of(-1.2, 1)
    minimise(rosenbrock, start)
    expect([...start]).toEqual([-1.2, 1])
  })
})
