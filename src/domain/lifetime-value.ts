/** All amounts in the shop's currency. */
export interface LifetimeValue {
  readonly userId: number
  /** Spent less returned up to the run's as-of. */
  readonly historic: number
  /** Expected spend within the horizon. */
  readonly predicted: number
  readonly expectedOrders: number
  /** Bounds of the central 80 % of the predictive distribution of spend within the horizon. */
  readonly low: number
  readonly high: number
}
