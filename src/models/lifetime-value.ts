import type { BgNbdOptions } from './bg-nbd.ts'
import { type Fit, fitted } from './fit.ts'
import { fitPurchaseModel } from './fit-purchase-model.ts'
import { fitGammaGamma, type GammaGamma } from './gamma-gamma.ts'
import type { PurchaseModel, PurchaseModelName } from './purchase-model.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Purchase histories with what they were worth. */
export interface SpendHistory extends PurchaseSummary {
  /** Mean value of a repeat purchase; ignored where frequency is 0, NaN where unknown. */
  readonly monetary: Float64Array
}

/** How often (BG/NBD or Pareto/NBD) and how much (Gamma-Gamma): Fader, Hardie & Lee 2005, "RFM and CLV". */
export interface LifetimeValueModel {
  readonly purchases: PurchaseModel
  readonly gammaGamma: GammaGamma
}

/** Fits both parts. Too little data for either is the answer. Throws a RangeError on malformed rows. */
export const fitLifetimeValue = (
  name: PurchaseModelName,
  history: SpendHistory,
  options: BgNbdOptions = {},
): Fit<LifetimeValueModel> => {
  const purchases = fitPurchaseModel(name, history, options)
  if (purchases.kind === 'insufficient') return purchases
  const gammaGamma = fitGammaGamma(history)
  if (gammaGamma.kind === 'insufficient') return gammaGamma
  return fitted({ purchases: purchases.model, gammaGamma: gammaGamma.model })
}
