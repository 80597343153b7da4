import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { families } from '../../../src/models/classifiers/families.ts'
import { logisticRegression } from '../../../src/models/classifiers/logistic-regression.ts'
import type { Column, Table } from '../../../src/models/classifiers/table.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { logit } from '../../../src/models/math/sigmoid.ts'
import { explainBlock, namedReasons } from '../../../src/models/predictions/score-block.ts'

const rows = 400
const width = 9
const random = createRandom(3)
const columns = Array.from({ length: width }, (_, at): Column => ({ kind: 'NUMBER', name: `x${at}` }))
const table: Table = { rows, columns, values: Float32Array.from({ length: rows * width }, () => random.normal()) }
const labels = Uint8Array.from({ length: rows }, (_, row) => (table.values[row] + random.normal() > 0 ? 1 : 0))
const compute = createPlainCompute()
const model = logisticRegression.fit({ table, labels }, logisticRegression.defaults, { compute, seed: 1 })
const calibrated = {
  family: logisticRegression.name,
  options: {},
  model,
  calibration: { kind: 'PLATT', platt: { slope: 0.8, intercept: 0.1 } },
} as const

const explain = (tell?: Parameters<typeof explainBlock>[4]) =>
  explainBlock({ families: families as never }, calibrated, table, compute, tell)

const sumOf = ({ baselines, contributions, others }: ReturnType<typeof explain>, row: number): number =>
  baselines[row] +
  others[row] +
  contributions.subarray(row * namedReasons, (row + 1) * namedReasons).reduce((sum, value) => sum + value, 0)

describe('why a block is scored as it is', () => {
  it('adds up to the logit of the calibrated probability, named columns first by size', () => {
    const block = explain()
    for (let row = 0; row < rows; row++) {
      expect(sumOf(block, row)).toBeCloseTo(logit(block.probabilities[row]), 9)
      const sizes = [...block.contributions.subarray(row * namedReasons, (row + 1) * namedReasons)].map(Math.abs)
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    }
  })

  it('adds up just so where columns are told together, and names one of them with the sum of all', () => {
    const together = explain((contributions, cellOf) => [
      { lead: cellOf(0) > 0 ? 0 : 1, contribution: contributions[0] + contributions[1] },
      { lead: 5, contribution: contributions[5] },
    ])
    for (let row = 0; row < rows; row++) {
      expect(sumOf(together, row)).toBeCloseTo(logit(together.probabilities[row]), 9)
      const named = [...together.features.subarray(row * namedReasons, (row + 1) * namedReasons)]
      expect(named.filter((column) => column >= 0).toSorted()).toEqual([table.values[row] > 0 ? 0 : 1, 5])
    }
  })
})
