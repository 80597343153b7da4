import { type BgNbdOptions, fitBgNbd } from './bg-nbd.ts'
import { type Fit, fitted } from './fit.ts'
import { fitParetoNbd } from './pareto-nbd.ts'
import type { PurchaseModel, PurchaseModelName } from './purchase-model.ts'
import type { PurchaseSummary } from './purchase-summary.ts'

/** Fits the model of that name; errors and answers as `fitBgNbd` and `fitParetoNbd`. */
export const fitPurchaseModel = (
  name: PurchaseModelName,
  summary: PurchaseSummary,
  options: BgNbdOptions = {},
): Fit<PurchaseModel> => {
  if (name === 'pareto-nbd') {
    const fit = fitParetoNbd(summary, options)
    return fit.kind === 'insufficient' ? fit : fitted({ name, ...fit.model })
  }
  const fit = fitBgNbd(summary, options)
  return fit.kind === 'insufficient' ? fit : fitted({ name, ...fit.model })
}
