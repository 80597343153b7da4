/** PERCENT: of the order's price; FIXED: off it, in the shop's currency; SHIPPING: what delivery would have cost. Append, never reorder. */
export const couponKinds = ['PERCENT', 'FIXED', 'SHIPPING'] as const
export type CouponKind = (typeof couponKinds)[number]

/** TREATED: was sent a coupon. CONTROL: would have been, and was held out to measure against. */
export const campaignArms = ['TREATED', 'CONTROL'] as const
export type CampaignArm = (typeof campaignArms)[number]

/** What a campaign may send. */
export interface NewCoupon {
  /** Unique within the campaign. */
  readonly key: string
  readonly kind: CouponKind
  /** Per cent of the order, or an amount in the shop's currency. */
  readonly value: number
  /** What sending one costs, redeemed or not, in the shop's currency: what the budget is spent on. */
  readonly cost: number
  /** Days from when it may be sent to when it expires. */
  readonly validDays: number
  /** Orders below it do not count; null: any. */
  readonly minimumSpend: number | null
}

export interface Coupon extends NewCoupon {
  readonly id: number
  readonly campaignId: number
}

/** That somebody is in a campaign, one per user and campaign. */
export interface CouponAssignment {
  readonly userId: number
  readonly campaignId: number
  readonly arm: CampaignArm
  /** null for CONTROL. */
  readonly couponId: number | null
  /** null for CONTROL, and in campaigns that were imported. */
  readonly code: string | null
  readonly assignedAt: Date
  /** Not before: quiet hours are waited for. */
  readonly availableAt: Date
  readonly expiresAt: Date | null
  /** Probability with which this arm and coupon came to somebody who is in the campaign. */
  readonly propensity: number
  readonly upliftClass: string | null
  /** Points of purchase probability that the coupon was expected to add. */
  readonly expectedUplift: number | null
  /** What it was expected to add in margin, discount and cost taken off. */
  readonly expectedMargin: number | null
}

/** That a coupon was used for an order. */
export interface CouponRedemption {
  readonly userId: number
  readonly campaignId: number
  readonly couponId: number
  /** The shop's order id. */
  readonly orderKey: string
  readonly redeemedAt: Date
  /** What it took off, where the sender says so. */
  readonly discount: number | null
}
