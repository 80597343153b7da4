import { beforeAll, describe, expect, it } from 'vitest'

import { expectedPurchases } from '../../src/models/bg-nbd-predictions.ts'
import { type ClvEvaluation, evaluateClv } from '../../src/models/evaluate-clv.ts'
import { meanAbsoluteError } from '../../src/models/evaluation/mean-absolute-error.ts'
import { fitLifetimeValue } from '../../src/models/lifetime-value.ts'
import { predictLifetimeValue } from '../../src/models/lifetime-value-predictions.ts'
import { splitHistories, type Transactions } from '../../src/models/purchase-histories.ts'
import { datasetFile } from '../support/datasets.ts'
import { dayNumber, readCdnowSample } from '../support/purchase-data.ts'

const file = datasetFile('cdnow/CDNOW_sample.txt')
const periods = { calibrationEnd: dayNumber('1997-09-30'), holdoutEnd: dayNumber('1998-06-30') }

describe.skipIf(file === null)('CDNOW sample, calibrated on 39 weeks', () => {
  let transactions: Transactions
  let evaluation: ClvEvaluation

  beforeAll(() => {
    transactions = readCdnowSample(file!)
    const fit = evaluateClv(transactions, periods)
    if (fit.kind === 'insufficient') throw new Error(fit.what)
    evaluation = fit.model
  }, 60_000)

  it('has the BG/NBD parameters and likelihood that Fader, Hardie & Lee published in 2005', () => {
    const { bgnbd, customers } = evaluation
    expect(customers).toBe(2357)
    expect(bgnbd.fallback).toBeNull()
    expect(bgnbd.r).toBeCloseTo(0.243, 3)
    expect(bgnbd.alpha).toBeCloseTo(4.414, 2.7)
    expect(bgnbd.a).toBeCloseTo(0.793, 3)
    expect(bgnbd.b).toBeCloseTo(2.426, 3)
    expect(bgnbd.logLikelihood).toBeCloseTo(-9582.43, 2)
  })

  it('has the Pareto/NBD parameters and likelihood that Fader, Hardie & Lee published in 2005', () => {
    const [, { name, parameters, logLikelihood, fallback }] = evaluation.models
    expect([name, fallback]).toEqual(['pareto-nbd', null])
    expect(parameters.r).toBeCloseTo(0.553, 3)
    expect(parameters.alpha).toBeCloseTo(10.578, 3)
    expect(parameters.s).toBeCloseTo(0.606, 3)
    expect(parameters.beta).toBeCloseTo(11.669, 3)
    expect(logLikelihood).toBeCloseTo(-9594.98, 2)
  })

  it('has the Gamma-Gamma parameters that Fader & Hardie published in 2013, on the 946 repeat buyers', () => {
    const { gammaGamma } = evaluation
    expect(gammaGamma?.customers).toBe(946)
    expect(gammaGamma?.p).toBeCloseTo(6.25, 2)
    expect(gammaGamma?.q).toBeCloseTo(3.74, 2)
    expect(gammaGamma?.v).toBeCloseTo(15.44, 2)
  })

  it('expects 1,653 of the 1,882 repeat purchases of the next 39 weeks', () => {
    expect(evaluation.holdout.actual).toBe(1882)
    expect(Math.floor(evaluation.holdout.expected)).toBe(1653)
  })

  it('errs by .786 purchases a customer at the published parameters, and by no more at its own', () => {
    const { calibration, holdoutPurchases } = splitHistories(transactions, { ...periods, daysPerUnit: 7 })
    const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
    const expected = calibration.frequency.map((x, i) =>
      expectedPurchases(published, x, calibration.recency[i], calibration.tenure[i], 39),
    )
    expect(meanAbsoluteError(expected, holdoutPurchases)).toBeCloseTo(0.786, 3)
    expect(evaluation.holdout.mae).toBeLessThan(0.786)
    expect(evaluation.holdout.mae).toBeCloseTo(0.786, 2)
  })

  it('errs by .755 with what Pareto/NBD expects, and by .661 with its median, the forecast of least absolute error', () => {
    const [bgNbd, paretoNbd] = evaluation.models
    expect(paretoNbd.mean.mae).toBeCloseTo(0.7545, 3)
    expect(paretoNbd.mean.rmse).toBeLessThan(bgNbd.mean.rmse)
    expect(paretoNbd.auc).toBeGreaterThan(bgNbd.auc ?? 1)
    expect(paretoNbd.median.mae).toBeCloseTo(0.6614, 3)
    expect(bgNbd.median.mae).toBeCloseTo(0.6657, 3)
    // The price of the median: in total it is half of what came.
    expect(paretoNbd.median.expected).toBeLessThan(0.5 * evaluation.holdout.actual)
  })

  it('keeps at least four in five inside the interval of what they spend, by either model, and an eighth above it where a tenth is meant', () => {
    for (const { spend } of evaluation.models) {
      expect(spend?.coverage).toBeGreaterThanOrEqual(0.8)
      expect(spend?.coverage).toBeLessThan(0.9)
    }
    const { calibration, holdoutSpend } = splitHistories(transactions, { ...periods, daysPerUnit: 7 })
    for (const name of ['bg-nbd', 'pareto-nbd'] as const) {
      const fit = fitLifetimeValue(name, calibration)
      if (fit.kind === 'insufficient') throw new Error(fit.what)
      const { high } = predictLifetimeValue(fit.model, calibration, { horizon: 39 })
      const above = holdoutSpend.filter((spend, i) => spend > high[i] + 1e-9).length / holdoutSpend.length
      expect(above).toBeLessThan(0.14)
    }
  })

  it('speaks for neither model within the calibration period, so that the simpler one is taken', () => {
    const { choice } = evaluation
    expect(choice?.name).toBe('bg-nbd')
    expect(Math.abs(choice?.difference ?? 1)).toBeLessThan(choice?.standardError ?? 0)
  })
})
