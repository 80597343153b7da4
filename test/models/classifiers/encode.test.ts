import { describe, expect, it } from 'vitest'

import {
  addColumnScores,
  addGradient,
  encodeRows,
  fitEncoder,
  widthOfEncoder,
} from '../../../src/models/classifiers/encode.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { plantedTable, tableFrom } from '../../support/labelled-tables.ts'

const featuresOf = (encoder: ReturnType<typeof fitEncoder>, table: Parameters<typeof encodeRows>[1]) => {
  const features = new Float32Array(table.rows * widthOfEncoder(encoder))
  encodeRows(encoder, table, [0, table.rows], features)
  return features
}

describe('an encoder', () => {
  const { table } = plantedTable(300, 1)
  const encoder = fitEncoder(table, { knots: 2 })
  const width = widthOfEncoder(encoder)
  const features = featuresOf(encoder, table)

  it('gives every feature a mean of 0, and every piece of a number without missing values a deviation of 1', () => {
    for (let feature = 0; feature < width; feature++) {
      const own = features.filter((_, at) => at % width === feature)
      expect(own.reduce((sum, value) => sum + value, 0) / 300).toBeCloseTo(0, 5)
    }
    const first = features.filter((_, at) => at % width === 0)
    expect(first.reduce((sum, value) => sum + value * value, 0) / 300).toBeCloseTo(1, 4)
  })

  it('gives a number without change no feature, a category one per level, and a number with gaps a flag', () => {
    expect([...encoder.first]).toEqual([0, 3, 6, 9, 13, 13, 16])
  })

  it('scores and sums without encoding as it does with it', () => {
    const random = createRandom(9)
    const draw = (length: number) => Float64Array.from({ length }, () => random.normal())
    const [coefficients, residuals] = [draw(width), draw(300)]
    const [scores, gradient] = [new Float64Array(300), new Float64Array(width)]
    table.columns.forEach((_, column) => {
      addColumnScores(encoder, column, coefficients, table, [0, 300], scores)
    })
    addGradient(encoder, table, [0, 300], residuals, gradient)
    scores.forEach((score, row) => {
      const wanted = coefficients.reduce((sum, b, feature) => sum + b * features[row * width + feature], 0)
      expect(score).toBeCloseTo(wanted, 4)
    })
    gradient.forEach((sum, feature) => {
      expect(sum).toBeCloseTo(
        residuals.reduce((sum, r, row) => sum + r * features[row * width + feature], 0),
        3,
      )
    })
  })

  it('takes the mean for a missing number and flags it, and nothing at all for what it never saw missing', () => {
    const seen = fitEncoder(tableFrom({ x: [1, 3, null, 4] }))
    expect(featuresOf(seen, tableFrom({ x: [null] }))).toEqual(Float32Array.of(0, 0.75))
    const never = fitEncoder(tableFrom({ x: [1, 3, 5] }))
    expect(featuresOf(never, { ...tableFrom({ x: [7] }), values: Float32Array.of(Number.NaN) })).toEqual(
      Float32Array.of(0),
    )
  })

  it('lets the rarest levels share a feature', () => {
    const shop = fitEncoder(tableFrom({ city: ['a', 'a', 'a', 'b', 'b', 'c', 'd', null] }), { levels: 2 })
    expect(widthOfEncoder(shop)).toBe(4)
    const features = featuresOf(shop, tableFrom({ city: ['a', 'b', 'c', 'd'] }))
    expect(features.subarray(8, 12)).toEqual(features.subarray(12, 16))
    expect([...features.subarray(0, 4)]).toEqual([0.625, -0.25, -0.25, -0.125])
  })

  it('does not let one wild number flatten the others', () => {
    const x = Array.from({ length: 1000 }, (_, row) => (row === 3 ? 1e30 : row % 10))
    const wild = fitEncoder(tableFrom({ x }))
    const features = featuresOf(wild, tableFrom({ x }))
    expect(features[9] - features[0]).toBeGreaterThan(1)
  })
})
