import type { Campaign } from '../domain/campaign.ts'

/** Those of whom nothing bars a coupon, row by row, by user id. */
export interface Candidates {
  readonly userIds: Float64Array
  /** 1: is left without a coupon, to measure against. */
  readonly heldOut: Uint8Array
  /** Draws of 0 to 1 per user, the same whenever they are asked for: who goes first among equals, and what a strategy has to draw. */
  readonly order: Float64Array
  readonly draw: Float64Array
  /** Published churn probability and predicted value; NaN: unknown. */
  readonly churn: Float64Array
  readonly value: Float64Array
  /** What their order usually comes to. */
  readonly orderValue: Float64Array
  /** candidates x coupons, row-major: what each coupon is expected to add in margin, cost and discount taken off; NaN: unknown. */
  readonly margins: Float64Array
  /** candidates x coupons: points of purchase probability that it is expected to add; NaN: unknown. */
  readonly uplifts: Float64Array
  /** candidates x coupons: place in `upliftClasses`; -1: unknown. */
  readonly upliftClass: Int8Array
  /** What the margins rest on that was not measured, in sentences. */
  readonly assumptions: readonly string[]
}

/** Why a candidate is passed over by a strategy. */
export const choiceReasons = ['BUDGET', 'NEGATIVE_UPLIFT', 'NO_SCORE', 'NOT_CHOSEN'] as const
export type ChoiceReason = (typeof choiceReasons)[number]

/** What a strategy decides, row by row of the candidates, those held out as if they were not. */
export interface Choice {
  /** Place of the coupon in the campaign; below 0 for none: -1 - place of the reason in `choiceReasons`. */
  readonly coupons: Int16Array
  /** Probability with which that coupon was chosen. */
  readonly probabilities: Float64Array
  /** What one more unit of budget would bring; null where the strategy does not know. */
  readonly shadowPrice: number | null
  /** What the strategy could not go by, and what was done instead. */
  readonly caveat?: string
}

/** What a strategy is told beside the candidates. */
export interface ChoiceSetting {
  readonly campaign: Campaign
  /** What is left of the budget; null: no limit. */
  readonly budget: number | null
}

export const passedOver = (reason: ChoiceReason): number => -1 - choiceReasons.indexOf(reason)
