import { fitBgNbd } from './bg-nbd.ts'
import { expectedPurchases } from './bg-nbd-predictions.ts'
import { auc } from './evaluation/auc.ts'
import { meanAbsoluteError } from './evaluation/mean-absolute-error.ts'
import { type Fallback, type Fit, fitted } from './fit.ts'
import { fitGammaGamma } from './gamma-gamma.ts'
import type { LifetimeValueModel } from './lifetime-value.ts'
import { predictLifetimeValue } from './lifetime-value-predictions.ts'
import { type PurchaseHistories, splitHistories, type Transactions } from './purchase-histories.ts'

/** Parameters in weeks, as in the papers. */
export interface ClvEvaluation {
  /** Who bought in the calibration period. */
  readonly customers: number
  readonly bgnbd: {
    readonly r: number
    readonly alpha: number
    readonly a: number
    readonly b: number
    readonly logLikelihood: number
    readonly fallback: Fallback
  }
  /** null where values are not given, or too few repeat purchases have one. */
  readonly gammaGamma: { readonly p: number; readonly q: number; readonly v: number; readonly customers: number } | null
  /** Repeat purchases (purchase days) after the calibration period. */
  readonly holdout: {
    readonly actual: number
    readonly expected: number
    readonly mae: number
    /** Who buys again, ranked by expectation; null where all do or none does. */
    readonly auc: number | null
  }
  /** Spend in the holdout, with the share of customers inside the 80 % interval; null without a Gamma-Gamma. */
  readonly spend: {
    readonly actual: number
    readonly expected: number
    readonly mae: number
    readonly coverage: number
  } | null
}

export interface ClvPeriods {
  /** The last day of the calibration period, counted as the transactions' days are. */
  readonly calibrationEnd: number
  /** The last day of the holdout. */
  readonly holdoutEnd: number
}

const daysPerWeek = 7
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const measureSpend = (model: LifetimeValueModel, { calibration, holdoutSpend }: PurchaseHistories, horizon: number) => {
  const { predicted, low, high } = predictLifetimeValue(model, calibration, { horizon })
  // To within a rounding error of the bounds, for sums of prices are not exact.
  const inside = holdoutSpend.filter((spend, i) => spend >= low[i] - 1e-9 && spend <= high[i] + 1e-9).length
  return {
    actual: total(holdoutSpend),
    expected: total(predicted),
    mae: meanAbsoluteError(predicted, holdoutSpend),
    coverage: inside / holdoutSpend.length,
  }
}

const measurePurchases = (expected: Float64Array, actual: Float64Array) => ({
  actual: total(actual),
  expected: total(expected),
  mae: meanAbsoluteError(expected, actual),
  auc: auc(
    expected,
    Uint8Array.from(actual, (purchases) => (purchases > 0 ? 1 : 0)),
  ),
})

/**
 * Fits BG/NBD, and Gamma-Gamma where values are given, on the calibration period and compares the holdout with what
 * they expected; `onFitted` is called between the two. Throws a RangeError when the holdout does not end after the calibration period.
 */
export const evaluateClv = (
  transactions: Transactions,
  { calibrationEnd, holdoutEnd }: ClvPeriods,
  onFitted: () => void = () => {},
): Fit<ClvEvaluation> => {
  if (!(holdoutEnd > calibrationEnd)) throw new RangeError('the holdout does not end after the calibration period')
  const histories = splitHistories(transactions, { calibrationEnd, holdoutEnd, daysPerUnit: daysPerWeek })
  const { calibration, holdoutPurchases } = histories
  const horizon = (holdoutEnd - calibrationEnd) / daysPerWeek
  const fit = fitBgNbd(calibration)
  if (fit.kind === 'insufficient') return fit
  const bgNbd = fit.model
  const spendFit = fitGammaGamma(calibration)
  const gammaGamma = spendFit.kind === 'fitted' ? spendFit.model : null
  onFitted()
  const { frequency, recency, tenure } = calibration
  const expected = frequency.map((x, i) => expectedPurchases(bgNbd, x, recency[i], tenure[i], horizon))
  return fitted({
    customers: frequency.length,
    bgnbd: {
      r: bgNbd.r,
      alpha: bgNbd.alpha,
      a: bgNbd.a,
      b: bgNbd.b,
      logLikelihood: bgNbd.logLikelihood,
      fallback: bgNbd.fallback,
    },
    gammaGamma: gammaGamma && { p: gammaGamma.p, q: gammaGamma.q, v: gammaGamma.v, customers: gammaGamma.customers },
    holdout: measurePurchases(expected, holdoutPurchases),
    spend: gammaGamma && measureSpend({ bgNbd, gammaGamma }, histories, horizon),
  })
}
