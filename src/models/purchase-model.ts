import type { BgNbd } from './bg-nbd.ts'
import * as bgNbd from './bg-nbd-predictions.ts'
import { expectedBeforeDropout, visitPurchases } from './dropout-process.ts'
import type { ParetoNbd } from './pareto-nbd.ts'
import * as paretoNbd from './pareto-nbd-predictions.ts'

/** How often customers buy, by either model. */
export type PurchaseModel = ({ readonly name: 'bg-nbd' } & BgNbd) | ({ readonly name: 'pareto-nbd' } & ParetoNbd)

export type PurchaseModelName = PurchaseModel['name']

/** What a history says of the time after it. */
export interface Future {
  readonly alive: number
  /** Expected purchases within the horizon. */
  readonly expected: number
  /** Calls back with n and the probability of n or more purchases, n = 1, 2, ... until the rest no longer counts or it returns false. */
  readonly visit: (visit: (n: number, probability: number) => boolean) => void
}

/** The future of a customer with x repeat purchases, the last at t_x, who has been known for T. */
export const futureOf = (model: PurchaseModel, x: number, tx: number, T: number, horizon: number): Future => {
  if (model.name === 'pareto-nbd') {
    const alive = paretoNbd.probabilityAlive(model, x, tx, T)
    return {
      alive,
      expected: alive * paretoNbd.expectedOfActive(model, x, T, horizon),
      visit: (visit) => paretoNbd.visitFuturePurchases(model, x, T, horizon, (n, atLeast) => visit(n, alive * atLeast)),
    }
  }
  const alive = bgNbd.probabilityAlive(model, x, tx, T)
  const active = bgNbd.futureOfActive(model, x, T, horizon)
  return {
    alive,
    expected: alive * expectedBeforeDropout(active),
    visit: (visit) => visitPurchases(active, (n, atLeast, survived) => visit(n, alive * atLeast * survived)),
  }
}

/** The number of purchases that is as likely exceeded as not: the forecast of least absolute error, and 0 for most. */
export const medianPurchases = ({ visit }: Pick<Future, 'visit'>): number => {
  let median = 0
  visit((n, probability) => {
    if (probability < 0.5) return false
    median = n
    return true
  })
  return median
}

/** log P(N = n); a count that the model all but rules out has the log of 1e-12, so that no one customer decides. */
export const logProbabilityOf = ({ visit }: Pick<Future, 'visit'>, count: number): number => {
  let [here, next] = [count === 0 ? 1 : 0, 0]
  visit((n, probability) => {
    if (n === count) here = probability
    if (n === count + 1) next = probability
    return n <= count
  })
  return Math.log(Math.max(1e-12, here - next))
}
