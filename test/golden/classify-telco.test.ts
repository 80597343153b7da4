import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { readClassifyDataSet } from '../../src/commands/classify-data-sets.ts'
import { measureClassifier } from '../../src/commands/measure-classifier.ts'
import { openCompute } from '../../src/compute/open.ts'
import { familyNamed } from '../../src/models/classifiers/families.ts'
import { datasetFile } from '../support/datasets.ts'

const file = datasetFile('telco-churn/telco_churn.csv')

describe.skipIf(file === null)('telco churn in ten folds', () => {
  const compute = openCompute({ threads: 1 })
  afterAll(() => compute.close())

  it('is told apart by boosted trees above .848, as well as the best, with probabilities that hold', async () => {
    const dataSet = await readClassifyDataSet(dirname(dirname(file ?? '')), 'telco-churn', 1)
    const { metrics } = measureClassifier(familyNamed('gradient-boosted-trees'), dataSet, { compute, seed: 1 })
    expect(metrics?.auc).toBeCloseTo(0.8494, 3)
    expect(metrics?.brier).toBeCloseTo(0.1334, 3)
    expect(metrics?.calibrationError).toBeLessThan(0.02)
  }, 60_000)
})
