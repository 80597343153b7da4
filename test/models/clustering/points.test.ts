import { describe, expect, it } from 'vitest'

import { principalComponents, projectPoints } from '../../../src/models/clustering/principal-components.ts'
import { measureColumn, standardiseColumns, standardised } from '../../../src/models/clustering/standardise.ts'
import { createRandom } from '../../../src/models/math/random.ts'

const draws = (rows: number, draw: (random: ReturnType<typeof createRandom>) => number, seed = 1) => {
  const random = createRandom(seed)
  return Float32Array.from({ length: rows }, () => draw(random))
}

describe('standardised columns', () => {
  it('have mean 0 and deviation 1, of long tails the logarithm', () => {
    const columns = [
      draws(4000, ({ normal }) => 50 + 4 * normal()),
      draws(4000, ({ normal }) => Math.exp(3 + normal())),
    ]
    const scales = columns.map(measureColumn)
    expect(scales.map(({ logarithm }) => logarithm)).toEqual([false, true])
    const { values, width, rows } = standardiseColumns(columns, scales)
    for (let c = 0; c < width; c++) {
      const own = Array.from({ length: rows }, (_, row) => values[row * width + c])
      const mean = own.reduce((sum, value) => sum + value, 0) / rows
      expect(mean).toBeCloseTo(0, 2)
      expect(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows).toBeCloseTo(1, 1)
    }
  })

  it('take no logarithm of what is below 0, or of what it would skew more', () => {
    expect(measureColumn(Float32Array.from([-1, 0, 0, 0, 0, 90])).logarithm).toBe(false)
    expect(measureColumn(draws(500, ({ uniform }) => uniform())).logarithm).toBe(false)
  })

  it('count what is missing, or never changes, as everybody, and nobody as farther than 3', () => {
    const scale = measureColumn(Float32Array.from([1, 2, 3, Number.NaN]))
    expect(scale.mean).toBe(2)
    expect(standardised(Number.NaN, scale)).toBe(0)
    expect(standardised(1e9, scale)).toBe(3)
    expect(standardised(-1e9, scale)).toBe(-3)
    expect(standardised(7, measureColumn(Float32Array.from([7, 7, 7])))).toBe(0)
    expect(standardised(1, measureColumn(Float32Array.from([Number.NaN, Number.NaN])))).toBe(0)
  })
})

describe('principal components', () => {
  const random = createRandom(2)
  const rows = 2000
  /** Along (3, 4) / 5 with deviation 5, across it with 1, and nothing in the third. */
  const values = Float32Array.from(
    Array.from({ length: rows }, () => {
      const [along, across] = [5 * random.normal(), random.normal()]
      return [10 + 0.6 * along - 0.8 * across, 0.8 * along + 0.6 * across, 7]
    }).flat(),
  )
  const points = { rows, width: 3, values }
  const components = principalComponents(points, 2)

  it('are the directions that were planted, with their shares of the variance', () => {
    ;[0.6, 0.8, 0, 0.8, -0.6, 0].forEach((wanted, at) => {
      expect(Math.abs(components.loadings[at] - wanted)).toBeLessThan(0.02)
    })
    expect(components.shares[0]).toBeCloseTo(25 / 26, 2)
    expect(components.shares[1]).toBeCloseTo(1 / 26, 2)
  })

  it('place points without correlation, each axis as wide as its share says', () => {
    const placed = projectPoints(components, points)
    let [xx, xy, yy] = [0, 0, 0]
    for (let row = 0; row < rows; row++) {
      const [x, y] = [placed[2 * row], placed[2 * row + 1]]
      xx += (x * x) / rows
      xy += (x * y) / rows
      yy += (y * y) / rows
    }
    expect(Math.abs(xy)).toBeLessThan(1e-4)
    expect(xx / yy).toBeCloseTo(components.shares[0] / components.shares[1], 3)
  })

  it('point the same way for the mirrored data, so that a picture does not flip', () => {
    const mirrored = principalComponents({ ...points, values: values.map((value) => -value) }, 2)
    expect([...mirrored.loadings].map((value) => value.toFixed(6))).toEqual(
      [...components.loadings].map((value) => value.toFixed(6)),
    )
  })
})
