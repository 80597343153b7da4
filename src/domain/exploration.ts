/** What is known of a product that might be tried out on a user. */
export interface CandidateFacts {
  readonly productId: number
  /** Part of the user's latest 200 products that is of its category, 0..1. */
  readonly categoryShare: number
  /** null when unknown. */
  readonly price: number | null
  /** Mean price of the user's products; null without any. */
  readonly usualPrice: number | null
  /** People who have bought it, counted up to 10,001. */
  readonly buyers: number
  readonly ageDays: number
}

/** A value and where it lies with 95 % confidence, all within 0..1. */
export interface EstimatedValue {
  readonly value: number
  readonly low: number
  readonly high: number
  /** So many decisions of the policy's own the log is worth. */
  readonly effectiveDecisions: number
}

/** How much a log says of a policy: NONE where it holds no choice that the policy could have made, THIN where it is worth few of its own. */
export type Support = 'ENOUGH' | 'THIN' | 'NONE'

/** What one way of choosing would have earned: outcomes per product tried out. */
export interface PolicyEstimate {
  readonly policy: string
  readonly decisions: number
  readonly support: Support
  readonly ips: EstimatedValue
  readonly snips: EstimatedValue
  readonly doublyRobust: EstimatedValue
}
