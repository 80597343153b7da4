import { beforeAll, describe, expect, it } from 'vitest'

import { type ClvEvaluation, evaluateClv } from '../../src/models/evaluate-clv.ts'
import { datasetFile } from '../support/datasets.ts'
import { dayNumber, readOnlineRetail } from '../support/purchase-data.ts'

const file = datasetFile('online-retail/online_retail.csv.gz')
const periods = { calibrationEnd: dayNumber('2011-09-09'), holdoutEnd: dayNumber('2011-12-09') }

describe.skipIf(file === null)('Online Retail, who buys again in the 13 weeks after 2011-09-09', () => {
  let evaluation: ClvEvaluation

  beforeAll(() => {
    const transactions = readOnlineRetail(file!)
    const fit = evaluateClv(transactions, periods)
    if (fit.kind === 'insufficient') throw new Error(fit.what)
    evaluation = fit.model
  }, 60_000)

  it('ranks 3,370 customers by BG/NBD with an AUC of .729', () => {
    expect(evaluation.customers).toBe(3370)
    expect(evaluation.holdout.auc).toBeCloseTo(0.729, 3)
  })

  it('has no maximum of the likelihood at finite parameters under either model, says so, and publishes no nonsense', () => {
    for (const { fallback, mean, auc, standardErrors } of evaluation.models) {
      expect([fallback, standardErrors]).toEqual(['penalised', null])
      expect(mean.mae).toBeCloseTo(0.94, 2)
      expect(auc).toBeCloseTo(0.729, 3)
    }
    expect(evaluation.choice?.name).toBe('bg-nbd')
  })
})
