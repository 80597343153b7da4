import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readClassifyDataSet } from '../../src/commands/classify-data-sets.ts'
import { judgedLabels, measureClassifier, measureSequenceClassifier } from '../../src/commands/measure-classifier.ts'
import { openCompute } from '../../src/compute/open.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import type { ClassifierFamily } from '../../src/models/classifiers/family.ts'
import { leakingColumns } from '../../src/models/classifiers/leaking-columns.ts'
import { logisticRegression } from '../../src/models/classifiers/logistic-regression.ts'
import type { SequenceFamily } from '../../src/models/sequences/family.ts'
import { recurrent } from '../../src/models/sequences/recurrent.ts'
import { datasetFile } from '../support/datasets.ts'

const file = datasetFile('online-retail/online_retail.csv.gz')

describe.skipIf(file === null)('Online Retail, who buys again in the 13 weeks after 2011-09-09', () => {
  let dataSet: Awaited<ReturnType<typeof readClassifyDataSet>>
  const compute = openCompute({ threads: 1 })
  afterAll(() => compute.close())

  beforeAll(async () => {
    dataSet = await readClassifyDataSet(file!.replace(/\/online-retail\/[^/]*$/, ''), 'online-retail', 1)
  }, 60_000)

  it('asks of 3,370 customers, of whom 57 % do', () => {
    const labels = judgedLabels(dataSet)
    expect(labels.length).toBe(3370)
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(1921)
    expect(leakingColumns(dataSet.data)).toEqual([])
  })

  it('ranks them by logistic regression, learned from earlier cuts alone, above the .729 of BG/NBD', () => {
    const tools = { compute: createPlainCompute(), seed: 1 }
    const { metrics } = measureClassifier(logisticRegression as unknown as ClassifierFamily, dataSet, tools)
    expect(metrics?.auc).toBeGreaterThan(0.735)
  })

  it('ranks them as well by nothing but what they did last, in its order', () => {
    const tools = { compute, seed: 1 }
    const { metrics } = measureSequenceClassifier(recurrent as unknown as SequenceFamily, dataSet, tools)
    expect(metrics?.auc).toBeGreaterThan(0.735)
    expect(metrics?.brier).toBeLessThan(0.21)
  }, 60_000)
})
