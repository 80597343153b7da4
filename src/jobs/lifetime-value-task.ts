import { choosePurchaseModel, type PurchaseModelChoice } from '../models/choose-purchase-model.ts'
import { meanAbsoluteError } from '../models/evaluation/mean-absolute-error.ts'
import { fitGammaGamma } from '../models/gamma-gamma.ts'
import { fitLifetimeValue, type LifetimeValueModel, type SpendHistory } from '../models/lifetime-value.ts'
import { predictLifetimeValue } from '../models/lifetime-value-predictions.ts'

export interface LifetimeValueInput {
  readonly history: SpendHistory
  /** Days ahead. */
  readonly horizon: number
  /** Histories cut off `horizon` days ago, and what followed. */
  readonly holdout: {
    readonly history: SpendHistory
    readonly purchases: Float64Array
    readonly spend: Float64Array
    readonly horizon: number
  }
  readonly seed: number
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How both models of purchases did, whichever was taken. */
const metricsOf = ({ bgNbd, paretoNbd, difference, standardError }: PurchaseModelChoice) => ({
  bgNbdOrdersMae: bgNbd.mae,
  paretoNbdOrdersMae: paretoNbd.mae,
  bgNbdLogScore: bgNbd.logScore,
  paretoNbdLogScore: paretoNbd.logScore,
  logScoreDifference: difference,
  logScoreDifferenceError: standardError,
})

/** The model that was taken, as fitted on the earlier histories; null where no value of theirs is known. */
const pastModelOf = (choice: PurchaseModelChoice, history: SpendHistory): LifetimeValueModel | null => {
  const gammaGamma = fitGammaGamma(history)
  if (gammaGamma.kind === 'insufficient') return null
  const { model: purchases } = choice.name === 'bg-nbd' ? choice.bgNbd : choice.paretoNbd
  return { purchases, gammaGamma: gammaGamma.model }
}

/** What the model, fitted on the earlier histories, expected of the holdout. */
const measureHoldout = (
  choice: PurchaseModelChoice,
  { history, purchases, spend, horizon }: LifetimeValueInput['holdout'],
  seed: number,
) => {
  const model = pastModelOf(choice, history)
  if (model === null) return metricsOf(choice)
  const { predicted, expectedOrders, low, high } = predictLifetimeValue(model, history, { horizon, seed })
  // To within a rounding error of the bounds, for sums of prices are not exact.
  const inside = spend.filter((value, i) => value >= low[i] - 1e-9 && value <= high[i] + 1e-9).length
  return {
    holdoutCustomers: spend.length,
    holdoutMeanSpend: mean(spend),
    expectedMeanSpend: mean(predicted),
    spendMae: meanAbsoluteError(predicted, spend),
    ordersMae: meanAbsoluteError(expectedOrders, purchases),
    intervalCoverage: inside / spend.length,
    ...metricsOf(choice),
  }
}

/**
 * Chooses the model of purchases by the shop's own holdout, fits it on everything and looks ahead. Where the earlier histories are too few to choose by, it is BG/NBD, and `holdout` is null.
 */
export const lifetimeValues = (
  { history, horizon, holdout, seed }: LifetimeValueInput,
  report: (fraction: number) => void,
) => {
  const choice = choosePurchaseModel(holdout)
  report(0.2)
  const fit = fitLifetimeValue(choice.kind === 'insufficient' ? 'bg-nbd' : choice.model.name, history)
  if (fit.kind === 'insufficient') return fit
  report(0.4)
  const scores = predictLifetimeValue(fit.model, history, { horizon, seed })
  report(0.7)
  const measured = choice.kind === 'insufficient' ? null : measureHoldout(choice.model, holdout, seed)
  return { kind: 'fitted', model: fit.model, scores, holdout: measured } as const
}
