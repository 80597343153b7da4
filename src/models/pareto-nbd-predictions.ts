import { visitPurchases } from './dropout-process.ts'
import { gaussLegendre } from './math/gauss-legendre.ts'
import { sigmoid, softplus } from './math/sigmoid.ts'
import { logOddsOfDropout, type ParetoNbdParameters } from './pareto-nbd-dropout.ts'

/** P(alive | x, t_x, T), eqs. (11)-(13) of Schmittlein, Morrison & Colombo 1987. Falls with time also for a customer with no repeat purchase. */
export const probabilityAlive = (model: ParetoNbdParameters, x: number, tx: number, T: number): number =>
  sigmoid(-logOddsOfDropout(model, x, tx, T))

/** (1 - e^-u) / u, which is 1 at 0. */
const decayed = (u: number): number => (Math.abs(u) < 1e-8 ? 1 - u / 2 : -Math.expm1(-u) / u)

/** Expected purchases within the horizon of a customer who is active at T: (r + x) / (alpha + T) times the expected time until the horizon or dropout, whichever is first. */
export const expectedOfActive = ({ r, alpha, s, beta }: ParetoNbdParameters, x: number, T: number, horizon: number) => {
  const length = Math.log1p(horizon / (beta + T))
  return ((r + x) / (alpha + T)) * (beta + T) * length * decayed((s - 1) * length)
}

/**
 * E[Y(t) | x, t_x, T]: expected purchases in (T, T + horizon], eq. (41) of Fader & Hardie 2005, written so that s = 1 is not special and large s does not cancel.
 */
export const expectedPurchases = (
  model: ParetoNbdParameters,
  x: number,
  tx: number,
  T: number,
  horizon: number,
): number => probabilityAlive(model, x, tx, T) * expectedOfActive(model, x, T, horizon)

/** E[X(t)]: expected repeat purchases of a customer within t of the first purchase. */
export const expectedPurchasesOfNewCustomer = (model: ParetoNbdParameters, t: number): number =>
  expectedOfActive(model, 0, 0, t)

/**
 * P(at least one purchase in (T, T + horizon]), exactly: that none comes is the likelihood of the same history watched for the horizon longer, over the likelihood of the history.
 */
export const probabilityOfPurchase = (
  model: ParetoNbdParameters,
  x: number,
  tx: number,
  T: number,
  horizon: number,
): number => {
  const { r, alpha, s, beta } = model
  const until = (r + x) * Math.log1p(horizon / (alpha + T)) + s * Math.log1p(horizon / (beta + T))
  const longer = softplus(logOddsOfDropout(model, x, tx, T + horizon))
  return Math.max(0, -Math.expm1(longer - softplus(logOddsOfDropout(model, x, tx, T)) - until))
}

/** Points at which dropout within the horizon is looked at: enough for a purchase count of hundreds to come out smooth. */
const dropouts = gaussLegendre(12)

/**
 * Calls `visit(n, P(N >= n | active at T))` for n = 1, 2, ... until the rest no longer counts or `visit` returns false: N is negative binomial over the time until dropout, which is
 * Pareto (Lomax) and integrated over by Gauss-Legendre in its logarithm.
 */
export const visitFuturePurchases = (
  { r, alpha, s, beta }: ParetoNbdParameters,
  x: number,
  T: number,
  horizon: number,
  visit: (n: number, atLeast: number) => boolean,
): void => {
  const length = Math.log1p(horizon / (beta + T))
  const stays = Math.exp(-s * length)
  const tails: number[] = []
  const add = (time: number, weight: number): void => {
    const process = { shape: r + x, length: time / (alpha + T), a: 0, b: 1 }
    visitPurchases(process, (n, atLeast) => {
      tails[n - 1] = (tails[n - 1] ?? 0) + weight * atLeast
      return true
    })
  }
  add(horizon, stays)
  // Who is all but sure to stay is not looked at further.
  if (1 - stays > 1e-6) {
    const { points, weights } = dropouts
    points.forEach((point, i) => {
      const passed = point * length
      add((beta + T) * Math.expm1(passed), weights[i] * length * s * Math.exp(-s * passed))
    })
  }
  for (let n = 1; n <= tails.length; n++) if (!visit(n, Math.min(1, tails[n - 1]))) return
}
