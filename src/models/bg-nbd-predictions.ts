import type { BgNbd } from './bg-nbd.ts'
import { type DropoutProcess, expectedBeforeDropout } from './dropout-process.ts'
import { sigmoid } from './math/sigmoid.ts'

/** The four parameters are all that predictions need. */
export type BgNbdParameters = Pick<BgNbd, 'r' | 'alpha' | 'a' | 'b'>

/** Log-odds that a customer has dropped out: −∞ without a repeat purchase, for dropping out takes one. */
const logOddsGone = ({ r, alpha, a, b }: BgNbdParameters, x: number, tx: number, T: number): number =>
  x > 0 ? Math.log(a / (b + x - 1)) + (r + x) * Math.log((alpha + T) / (alpha + tx)) : -Infinity

/**
 * P(alive | x, t_x, T), Fader, Hardie & Lee 2008, "Computing P(alive) using the BG/NBD model". Between 0 and 1;
 * 1 for a customer with no repeat purchase.
 */
export const probabilityAlive = (model: BgNbdParameters, x: number, tx: number, T: number): number =>
  sigmoid(-logOddsGone(model, x, tx, T))

/** What an active customer's future looks like: λ ~ Gamma(r + x, α + T), p ~ Beta(a, b + x). */
export const futureOfActive = (model: BgNbdParameters, x: number, T: number, horizon: number): DropoutProcess => ({
  shape: model.r + x,
  length: horizon / (model.alpha + T),
  a: model.a,
  b: model.b + x,
})

/**
 * E[Y(t) | x, t_x, T]: expected purchases in (T, T + horizon], eq. (10) of the paper. Summed as
 * P(alive) · Σ P(N >= n) E[(1 − p)^(n−1)], which equals the paper's 2F1 form and stays exact near a = 1 and for large x.
 */
export const expectedPurchases = (model: BgNbdParameters, x: number, tx: number, T: number, horizon: number): number =>
  probabilityAlive(model, x, tx, T) * expectedBeforeDropout(futureOfActive(model, x, T, horizon))

/** E[X(t)]: expected repeat purchases of a customer within t of the first purchase, eq. (9) of the paper. */
export const expectedPurchasesOfNewCustomer = (model: BgNbdParameters, t: number): number =>
  expectedBeforeDropout(futureOfActive(model, 0, 0, t))

/** Log-odds that no purchase comes within the horizon; finite wherever either probability is above 1e-308. */
export const logOddsOfNoPurchase = (
  model: BgNbdParameters,
  x: number,
  tx: number,
  T: number,
  horizon: number,
): number => {
  const gone = logOddsGone(model, x, tx, T)
  const exponent = (model.r + x) * Math.log1p(horizon / (model.alpha + T))
  const none = sigmoid(gone) + sigmoid(-gone) * Math.exp(-exponent)
  return Math.log(none) - Math.log(sigmoid(-gone) * -Math.expm1(-exponent))
}

/**
 * P(at least one purchase in (T, T + horizon]) = P(alive) · (1 − ((α + T) / (α + T + horizon))^(r + x)).
 * BG/NBD lets customers drop out only at a purchase: one who is alive at T is sure to reach the next purchase, at rate λ,
 * and given alive λ ~ Gamma(r + x, α + T), so the wait for it is Pareto.
 */
export const probabilityOfPurchase = (
  model: BgNbdParameters,
  x: number,
  tx: number,
  T: number,
  horizon: number,
): number => {
  const exponent = (model.r + x) * Math.log1p(horizon / (model.alpha + T))
  return probabilityAlive(model, x, tx, T) * -Math.expm1(-exponent)
}
