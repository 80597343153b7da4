import { type BgNbd, type BgNbdOptions, fitBgNbd } from './bg-nbd.ts'
import { type Fit, fitted } from './fit.ts'
import { fitGammaGamma, type GammaGamma } from './gamma-gamma.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Purchase histories with what they were worth. */
export interface SpendHistory extends PurchaseSummary {
  /** Mean value of a repeat purchase; ignored where frequency is 0, NaN where unknown. */
  readonly monetary: Float64Array
}

/** How often (BG/NBD) and how much (Gamma-Gamma): Fader, Hardie & Lee 2005, "RFM and CLV", with BG/NBD for Pareto/NBD. */
export interface LifetimeValueModel {
  readonly bgNbd: BgNbd
  readonly gammaGamma: GammaGamma
}

/** Fits both parts. Too little data for either is the answer. Throws a RangeError on malformed rows. */
export const fitLifetimeValue = (history: SpendHistory, options: BgNbdOptions = {}): Fit<LifetimeValueModel> => {
  const bgNbd = fitBgNbd(history, options)
  if (bgNbd.kind === 'insufficient') return bgNbd
  const gammaGamma = fitGammaGamma(history)
  if (gammaGamma.kind === 'insufficient') return gammaGamma
  return fitted({ bgNbd: bgNbd.model, gammaGamma: gammaGamma.model })
}
