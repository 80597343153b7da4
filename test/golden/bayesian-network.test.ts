import { dirname } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readClassifyDataSet } from '../../src/commands/classify-data-sets.ts'
import { measureClassifier } from '../../src/commands/measure-classifier.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import type { BayesianOptions } from '../../src/models/bayesian/fit-bayesian-network.ts'
import { query } from '../../src/models/bayesian/query.ts'
import { bayesianNetwork } from '../../src/models/classifiers/bayesian-network.ts'
import { familyNamed } from '../../src/models/classifiers/families.ts'
import { datasetFile } from '../support/datasets.ts'

const file = datasetFile('telco-churn/telco_churn.csv')
const tools = { compute: createPlainCompute(), seed: 1 }

describe.skipIf(file === null)('A Bayesian network on telco churn', async () => {
  const dataSet = file === null ? null : await readClassifyDataSet(dirname(dirname(file)), 'telco-churn', 1)
  const measure = (changed: Partial<BayesianOptions>) => {
    const family = familyNamed('bayesian-network')
    return measureClassifier({ ...family, defaults: { ...family.defaults, ...changed } }, dataSet!, tools).metrics
  }

  it('ranks with an AUC of .838 and a Brier score of .139 over ten folds', () => {
    const metrics = measure({})
    expect(metrics?.auc).toBeGreaterThan(0.836)
    expect(metrics?.brier).toBeLessThan(0.1405)
  })

  it('is calibrated to within a hundredth where nothing but the criterion shapes it', () => {
    const metrics = measure({ shape: 'free' })
    expect(metrics?.calibrationError).toBeLessThan(0.01)
    expect(metrics?.auc).toBeGreaterThan(0.82)
  })

  it('knows who stays by the contract alone, as the rows do', () => {
    const { data } = dataSet!
    const model = bayesianNetwork.fit(data, { ...bayesianNetwork.defaults, label: 'Churn' }, tools)
    // Of 1,695 with a contract of two years 48 churned.
    expect(query(model, { Contract: 'Two year' }, 'Churn')[1].probability).toBeCloseTo(48 / 1695, 1)
    const fiber = query(model, { Churn: 1 }, 'InternetService').find(({ state }) => state === 'Fiber optic')
    // Of 1,869 who churned 1,297 had fiber.
    expect(fiber?.probability).toBeCloseTo(1297 / 1869, 2)
  })
})
