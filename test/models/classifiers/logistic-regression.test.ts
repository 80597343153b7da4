import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { additiveLogisticRegression } from '../../../src/models/classifiers/additive-logistic-regression.ts'
import type { LabelledTable } from '../../../src/models/classifiers/family.ts'
import { logisticRegression } from '../../../src/models/classifiers/logistic-regression.ts'
import { sigmoid, softplus } from '../../../src/models/math/sigmoid.ts'
import { describeClassifier } from '../../contracts/classifier.ts'
import { plantedTable, tableFrom } from '../../support/labelled-tables.ts'

describeClassifier(logisticRegression)
describeClassifier({ ...logisticRegression, name: 'logistic-regression with L1' }, { options: { penalty: 'L1' } })
describeClassifier(additiveLogisticRegression)

describe('logistic regression', () => {
  const compute = createPlainCompute()
  const learn = (data: LabelledTable, changed: Partial<typeof logisticRegression.defaults> = {}) =>
    logisticRegression.fit(data, { ...logisticRegression.defaults, ...changed }, { compute, seed: 1 })

  it('finds the log-odds ratio of a table of two by two', () => {
    // 30 of 40 among the ones, 10 of 40 among the others: the ratio of odds is 9.
    const x = Array.from({ length: 80 }, (_, row) => (row < 40 ? 1 : 0))
    const labels = Uint8Array.from(x, (_, row) => (row < 30 || row >= 70 ? 1 : 0))
    const model = learn({ table: tableFrom({ x }), labels }, { strength: 1e-9 })
    expect(model.coefficients[0] / 0.5).toBeCloseTo(Math.log(9), 5)
    expect(model.intercept).toBeCloseTo(0, 6)
  })

  it('gives what is never missing the coefficients with which the planted labels were drawn', () => {
    const { table, labels } = plantedTable(20_000, 5)
    const { values } = logisticRegression.explain(learn({ table, labels }), table, compute)
    const [first, second] = [0, 1].map((row) => values[row * 6] + values[row * 6 + 5])
    expect((first - second) / (table.values[0] - table.values[1])).toBeCloseTo(2, 1)
  })

  it.each(['L1', 'L2'] as const)('stands where no coefficient can be changed for the better under %s', (penalty) => {
    const data = plantedTable(500, 4)
    const strength = 3
    const model = learn(data, { penalty, strength })
    const lossOf = (coefficients: Float64Array): number => {
      const { base, values } = logisticRegression.explain({ ...model, coefficients }, data.table, compute)
      let loss = 0
      data.labels.forEach((label, row) => {
        const score = values.subarray(row * 6, row * 6 + 6).reduce((sum, value) => sum + value, base)
        loss += softplus(score) - label * score
      })
      for (const b of coefficients) loss += strength * (penalty === 'L1' ? Math.abs(b) : (b * b) / 2)
      return loss
    }
    const least = lossOf(model.coefficients)
    model.coefficients.forEach((_, at) => {
      for (const change of [-0.01, 0.01]) {
        const there = model.coefficients.map((b, i) => (i === at ? b + change : b))
        expect(lossOf(there)).toBeGreaterThan(least - 1e-7)
      }
    })
  })

  it('ends where all rows say, though parts of very many lead the way', () => {
    const data = plantedTable(70_000, 4)
    const model = learn(data)
    const { labels, table } = data
    const { base, values } = logisticRegression.explain(model, table, compute)
    const slope = new Float64Array(6)
    labels.forEach((label, row) => {
      const own = values.subarray(6 * row, 6 * row + 6)
      const residual = sigmoid(own.reduce((sum, value) => sum + value, base)) - label
      own.forEach((value, column) => {
        slope[column] += residual * value
      })
    })
    // What a column contributes, were it a little more: nothing to be gained, beside a standard deviation of some hundred and a penalty of 1 / 2 b^2.
    for (const own of slope) expect(Math.abs(own)).toBeLessThan(6)
  })

  it('leaves out what says nothing under L1', () => {
    const data = plantedTable(500, 4)
    const [signal, noise] = logisticRegression.importance(learn(data, { penalty: 'L1', strength: 20 }))
    expect(noise).toBe(0)
    expect(signal).toBeGreaterThan(0.3)
  })

  it('is left with the base rate under a penalty without measure', () => {
    const data = plantedTable(500, 4)
    const rate = data.labels.reduce((sum, label) => sum + label, 0) / 500
    for (const p of logisticRegression.predict(learn(data, { strength: 1e9 }), data.table, compute)) {
      expect(p).toBeCloseTo(rate, 4)
    }
  })

  it('refuses to go without a penalty, which separable classes would not survive', () => {
    expect(() => learn(plantedTable(100, 1), { strength: 0 })).toThrow(/above 0/)
  })
})

describe('additive logistic regression', () => {
  it('finds who is in the middle, which a straight line cannot', () => {
    const x = Array.from({ length: 300 }, (_, row) => row)
    const table = tableFrom({ x })
    const labels = Uint8Array.from(x, (value) => (Math.abs(value - 150) < 60 ? 1 : 0))
    const tools = { compute: createPlainCompute(), seed: 1 }
    const straight = logisticRegression.fit({ table, labels }, { penalty: 'L2', strength: 0.01 }, tools)
    const bent = additiveLogisticRegression.fit({ table, labels }, { penalty: 'L2', strength: 0.01, knots: 3 }, tools)
    expect(logisticRegression.predict(straight, table, tools.compute)[150]).toBeLessThan(0.6)
    const scores = additiveLogisticRegression.predict(bent, table, tools.compute)
    expect(scores[150]).toBeGreaterThan(0.9)
    expect(scores[5]).toBeLessThan(0.1)
  })
})
