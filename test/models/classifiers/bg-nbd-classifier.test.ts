import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { bgNbdClassifier } from '../../../src/models/classifiers/bg-nbd-classifier.ts'
import { auc } from '../../../src/models/evaluation/auc.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../../src/models/model-bytes.ts'

const compute = createPlainCompute()
const names = ['noise', 'daysSinceLastOrder', 'purchaseDays', 'tenure', 'usualGapDays']
const rows = 800

/** People who live by BG/NBD (r .8, alpha 40, a .8, b 2.5) for a year, and whether they buy within 90 days after; a tenth never bought. */
const planted = () => {
  const random = createRandom(3)
  const values = new Float32Array(rows * names.length)
  const labels = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const put = (name: string, value: number) => {
      values[names.indexOf(name) * rows + row] = value
    }
    put('noise', random.normal())
    if (row % 10 === 0) {
      for (const name of ['daysSinceLastOrder', 'tenure', 'usualGapDays']) put(name, Number.NaN)
      labels[row] = random.uniform() < 0.05 ? 1 : 0
      continue
    }
    const [rate, dropout] = [random.gamma(0.8) / 40, random.beta(0.8, 2.5)]
    let [at, days, last, gone] = [0, 1, 0, false]
    while (!gone) {
      at += random.exponential(rate)
      if (at > 365) break
      days++
      last = at
      gone = random.uniform() < dropout
    }
    labels[row] = !gone && at <= 455 ? 1 : 0
    put('daysSinceLastOrder', Math.round(365 - last))
    put('purchaseDays', days)
    put('tenure', 365)
    put('usualGapDays', 60)
  }
  const table = { rows, columns: names.map((name) => ({ kind: 'NUMBER', name }) as const), values }
  return { table, labels }
}

const data = planted()
const model = bgNbdClassifier.fit(data, { horizonDays: 90 }, { compute, seed: 1 })
const probabilities = bgNbdClassifier.predict(model, data.table, compute)

describe('BG/NBD as a classifier', () => {
  it('tells who buys again, whichever way round the label is', () => {
    expect(auc(probabilities, data.labels)).toBeGreaterThan(0.75)
    const opposite = { ...data, labels: data.labels.map((label) => 1 - label) }
    const turned = bgNbdClassifier.fit(opposite, { horizonDays: 90 }, { compute, seed: 1 })
    const p = bgNbdClassifier.predict(turned, data.table, compute)
    p.forEach((value, row) => {
      expect(value).toBeCloseTo(1 - probabilities[row], 5)
    })
  })

  it('gives those who never bought the rate of those', () => {
    expect(probabilities[0]).toBe(probabilities[10])
    expect(probabilities[0]).toBeLessThan(0.15)
  })

  it('explains by the four that it reads, to the logit', () => {
    const { base, values } = bgNbdClassifier.explain(model, data.table, compute)
    probabilities.forEach((p, row) => {
      const own = values.subarray(row * names.length, (row + 1) * names.length)
      expect(own[0]).toBe(0)
      expect(base + own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(Math.log(p / (1 - p)), 8)
    })
    const importance = bgNbdClassifier.importance(model)
    expect(importance[0]).toBe(0)
    expect(importance.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9)
  })

  it('looks as far ahead as somebody usually waits, where no horizon is given', () => {
    const own = bgNbdClassifier.fit(data, { horizonDays: 0 }, { compute, seed: 1 })
    expect(bgNbdClassifier.predict(own, data.table, compute)).toEqual(probabilities)
  })

  it('survives its bytes', () => {
    const again = modelFromBytes<typeof model>(modelToBytes(model))
    expect(bgNbdClassifier.predict(again, data.table, compute)).toEqual(probabilities)
  })

  it('says what it lacks', () => {
    const { columns, values } = data.table
    const without = { rows, columns: columns.slice(0, 3), values: values.subarray(0, 3 * rows) }
    const fit = () => bgNbdClassifier.fit({ ...data, table: without }, { horizonDays: 90 }, { compute, seed: 1 })
    expect(fit).toThrow('The table has no numbers called tenure, usualGapDays to go by.')
  })
})
