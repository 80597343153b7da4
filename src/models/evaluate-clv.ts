import { choosePurchaseModel, type PurchaseModelChoice } from './choose-purchase-model.ts'
import { type EvaluatedPurchaseModel, evaluatePurchaseModel } from './evaluate-purchase-model.ts'
import { meanAbsoluteError } from './evaluation/mean-absolute-error.ts'
import { type Fallback, type Fit, fitted } from './fit.ts'
import { fitPurchaseModel } from './fit-purchase-model.ts'
import { fitGammaGamma } from './gamma-gamma.ts'
import type { LifetimeValueModel } from './lifetime-value.ts'
import { predictLifetimeValue } from './lifetime-value-predictions.ts'
import { type PurchaseHistories, splitHistories, type Transactions } from './purchase-histories.ts'
import type { PurchaseModel, PurchaseModelName } from './purchase-model.ts'

/** Spend in the holdout, with the share of customers inside the 80 % interval. */
export type EvaluatedSpend = Readonly<Record<'actual' | 'expected' | 'mae' | 'coverage', number>>

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
  /** Repeat purchases (purchase days) after the calibration period, as BG/NBD expects them. */
  readonly holdout: {
    readonly actual: number
    readonly expected: number
    readonly mae: number
    /** Who buys again, ranked by expectation; null where all do or none does. */
    readonly auc: number | null
  }
  /** By BG/NBD; null without a Gamma-Gamma. */
  readonly spend: EvaluatedSpend | null
  /** BG/NBD and Pareto/NBD side by side. */
  readonly models: readonly (EvaluatedPurchaseModel & { readonly spend: EvaluatedSpend | null })[]
  /** Which of them the last third of the calibration period speaks for, as a recompute would choose; null where the first two thirds are too little. */
  readonly choice: ChoiceWithin | null
}

interface ChoiceWithin extends Pick<PurchaseModelChoice, 'name' | 'difference' | 'standardError'> {
  /** Weeks that it was judged by. */
  readonly horizon: number
}

export interface ClvPeriods {
  /** The last day of the calibration period, counted as the transactions' days are. */
  readonly calibrationEnd: number
  /** The last day of the holdout. */
  readonly holdoutEnd: number
}

const daysPerWeek = 7
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const measureSpend = (
  model: LifetimeValueModel,
  { calibration, holdoutSpend }: PurchaseHistories,
  horizon: number,
): EvaluatedSpend => {
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

/** The choice that could have been made at the end of the calibration period. */
const chooseWithin = (transactions: Transactions, calibrationEnd: number): ChoiceWithin | null => {
  const first = transactions.day.reduce((least, day) => Math.min(least, day), calibrationEnd)
  const cut = calibrationEnd - Math.max(1, Math.round((calibrationEnd - first) / 3))
  const inner = splitHistories(transactions, {
    calibrationEnd: cut,
    holdoutEnd: calibrationEnd,
    daysPerUnit: daysPerWeek,
  })
  const horizon = (calibrationEnd - cut) / daysPerWeek
  const choice = choosePurchaseModel({ history: inner.calibration, purchases: inner.holdoutPurchases, horizon })
  if (choice.kind === 'insufficient') return null
  const { name, difference, standardError } = choice.model
  return { name, difference, standardError, horizon }
}

const fitBoth = (calibration: PurchaseHistories['calibration']): Fit<readonly PurchaseModel[]> => {
  const models: PurchaseModel[] = []
  for (const name of ['bg-nbd', 'pareto-nbd'] satisfies PurchaseModelName[]) {
    const fit = fitPurchaseModel(name, calibration)
    if (fit.kind === 'insufficient') return fit
    models.push(fit.model)
  }
  return fitted(models)
}

/** The first of them is BG/NBD. */
const namedAsBefore = ([{ parameters, logLikelihood, fallback, mean, auc }]: readonly EvaluatedPurchaseModel[]) => {
  const { r, alpha, a, b } = parameters
  return {
    bgnbd: { r, alpha, a, b, logLikelihood, fallback },
    expected: { expected: mean.expected, mae: mean.mae, auc },
  }
}

/**
 * Fits BG/NBD and Pareto/NBD, and Gamma-Gamma where values are given, on the calibration period and compares the holdout with what
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
  const fit = fitBoth(calibration)
  if (fit.kind === 'insufficient') return fit
  const spendFit = fitGammaGamma(calibration)
  const gammaGamma = spendFit.kind === 'fitted' ? spendFit.model : null
  const choice = chooseWithin(transactions, calibrationEnd)
  onFitted()
  const models = fit.model.map((purchases) => ({
    ...evaluatePurchaseModel(purchases, calibration, holdoutPurchases, horizon),
    spend: gammaGamma && measureSpend({ purchases, gammaGamma }, histories, horizon),
  }))
  const { bgnbd, expected } = namedAsBefore(models)
  return fitted({
    customers: holdoutPurchases.length,
    bgnbd,
    gammaGamma: gammaGamma && { p: gammaGamma.p, q: gammaGamma.q, v: gammaGamma.v, customers: gammaGamma.customers },
    holdout: { actual: total(holdoutPurchases), ...expected },
    spend: models[0].spend,
    models,
    choice,
  })
}
