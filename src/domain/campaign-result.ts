import type { CampaignArm } from './coupon.ts'

/** Sizes of arms that come about less often than this are no accident: nothing is to be believed, and nothing decided. */
export const mismatchBelow = 0.001

/** Sums over the people of an arm: y is what came of it, x the same from before. */
export interface OutcomeSums {
  readonly y: number
  readonly yy: number
  readonly x: number
  readonly xx: number
  readonly xy: number
}

/** What the people of one arm did within their windows. */
export interface ArmOutcome {
  readonly people: number
  /** Whose window is not over yet. */
  readonly open: number
  readonly buyers: number
  /** Spent, returns taken off. */
  readonly revenue: OutcomeSums
  /** Margin of it, with discounts and what sending cost taken off. */
  readonly margin: OutcomeSums
}

/** The same people by what their coupon was expected to do; null: nothing was known. */
export interface GroupOutcome {
  readonly name: string | null
  readonly treated: number
  readonly control: number
  readonly treatedBuyers: number
  readonly controlBuyers: number
}

/** What came of one coupon of a campaign; who used it may have been sent another, in campaigns that were imported. */
export interface CouponOutcome {
  readonly couponId: number
  readonly sent: number
  /** Of those whom it was sent to. */
  readonly buyers: number
  readonly cost: number
  readonly redemptions: number
  readonly redeemers: number
  readonly discount: number
}

export interface CampaignOutcome {
  readonly arms: Readonly<Record<CampaignArm, ArmOutcome>>
  readonly redemptions: number
  readonly redeemers: number
  readonly discount: number
  readonly cost: number
  /** Probability of being held out, as assignments say it on the mean. */
  readonly holdoutShare: number
  readonly coupons: readonly CouponOutcome[]
  readonly classes: readonly GroupOutcome[]
  /** In parts of the same size, highest expected uplift first; only those of whom it was known. */
  readonly byUplift: readonly GroupOutcome[]
}
