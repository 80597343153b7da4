import { expectedOrderValue } from './gamma-gamma.ts'
import type { LifetimeValueModel, SpendHistory } from './lifetime-value.ts'
import { groupRows } from './math/group-rows.ts'
import { futureOf } from './purchase-model.ts'
import { checkPurchaseSummary } from './purchase-summary.ts'
import { createSpendQuantiles } from './spend-quantiles.ts'

export interface LifetimeValueOptions {
  /** In the unit of recency and tenure. */
  readonly horizon: number
  /** Probability inside the interval. Default 0.8. */
  readonly level?: number
  /** Points that stand for one customer's future: the interval's ends are right to about 1 / √draws in probability. Default 512. */
  readonly draws?: number
  readonly seed?: number
}

/** One value per customer. 32 bytes a customer. */
export interface LifetimeValuePredictions {
  /** Expected purchases within the horizon, in purchase days. */
  readonly expectedOrders: Float64Array
  /** Expected spend within the horizon. */
  readonly predicted: Float64Array
  /**
   * Ends of the central interval of the predictive distribution of spend, widened to the expectation where that lies
   * outside (a customer who is probably gone has a high end of 0 and an expectation above it). 0 <= low <= predicted <= high.
   */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** What each distinct history costs to compute; money enters only as the scale v + x m. */
const predictGroups = (model: LifetimeValueModel, columns: readonly Float64Array[], options: LifetimeValueOptions) => {
  const { horizon, level = 0.8, draws = 512, seed = 1 } = options
  const { purchases, gammaGamma } = model
  const quantiles = createSpendQuantiles(gammaGamma, { level, draws, seed })
  const [x, tx, T, spendX] = columns
  const groups = x.length
  const orders = new Float64Array(groups)
  const low = new Float64Array(groups)
  const high = new Float64Array(groups)
  for (let i = 0; i < groups; i++) {
    const future = futureOf(purchases, x[i], tx[i], T[i], horizon)
    const interval = quantiles(future, spendX[i])
    orders[i] = future.expected
    low[i] = interval.low
    high[i] = interval.high
  }
  return { orders, low, high }
}

/**
 * Spend of each customer within the horizon: expected purchases (BG/NBD or Pareto/NBD) times expected value (Gamma-Gamma,
 * eq. 5), which the models take as independent, and the central interval of the same two posteriors. Deterministic:
 * equal rows get equal values, whatever the order. Time grows with the distinct histories.
 */
export const predictLifetimeValue = (
  model: LifetimeValueModel,
  customers: SpendHistory,
  options: LifetimeValueOptions,
): LifetimeValuePredictions => {
  checkPurchaseSummary(customers)
  if (!(options.horizon > 0 && options.horizon < Infinity))
    throw new RangeError(`horizon ${options.horizon} is not above 0`)
  const { frequency, recency, tenure, monetary } = customers
  // Where the value of past purchases is unknown, the customer's spend is anybody's.
  const spendFrequency = frequency.map((x, i) => (Number.isNaN(monetary[i]) ? 0 : x))
  const { columns, groupOf } = groupRows([frequency, recency, tenure, spendFrequency])
  const groups = predictGroups(model, columns, options)
  const rows = frequency.length
  const [expectedOrders, predicted, low, high] = Array.from({ length: 4 }, () => new Float64Array(rows))
  for (let i = 0; i < rows; i++) {
    const group = groupOf[i]
    const x = spendFrequency[i]
    const scale = model.gammaGamma.v + (x > 0 ? x * Math.max(0, monetary[i]) : 0)
    expectedOrders[i] = groups.orders[group]
    predicted[i] = groups.orders[group] * expectedOrderValue(model.gammaGamma, x, monetary[i])
    low[i] = Math.min(predicted[i], scale * groups.low[group])
    high[i] = Math.max(predicted[i], scale * groups.high[group])
  }
  return Object.freeze({ expectedOrders, predicted, low, high })
}
