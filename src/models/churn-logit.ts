import { type BgNbdParameters, logOddsOfNoPurchase } from './bg-nbd-predictions.ts'

/** A customer as reasons speak of one; any non-negative triple is a customer, see `churnLogit`. */
export interface CustomerState {
  /** Repeat purchases. */
  readonly frequency: number
  /** Time since the last purchase. */
  readonly gap: number
  /** Time since the first purchase. */
  readonly tenure: number
}

/** 1 in 10,000: no history says more than this, and one customer who surprises must not bend the whole calibration. */
const surest = Math.log(9_999)

/**
 * Log-odds, before calibration, that nothing is bought within the horizon. Reasons mix features of two customers, so a
 * gap may exceed the tenure: it then reaches back to the first purchase and no further. With frequency 0 the gap says
 * nothing that the tenure does not, as in BG/NBD itself.
 */
export const churnLogit = (
  model: BgNbdParameters,
  { frequency, gap, tenure }: CustomerState,
  horizon: number,
): number => {
  const recency = Math.max(0, tenure - gap)
  const logOdds = logOddsOfNoPurchase(model, frequency, recency, tenure, horizon)
  return Math.min(surest, Math.max(-surest, logOdds))
}
