import type { CampaignArm, CouponKind } from './coupon.ts'

/** What a file tells of somebody else's campaign. A null field leaves what is stored as it is; times are milliseconds since 1970 UTC. */
export interface IncomingCampaign {
  readonly campaignId: string
  readonly name: string | null
  readonly description: string | null
  readonly startsAt: number | null
  readonly endsAt: number | null
}

/** A coupon of such a campaign, and one of the products that it is good for; null: the row names none. */
export interface IncomingCoupon {
  readonly campaignId: string
  readonly couponId: string
  readonly productId: string | null
  readonly kind: CouponKind | null
  readonly value: number | null
  readonly cost: number | null
  readonly validDays: number | null
  readonly minimumSpend: number | null
}

/** That somebody was in such a campaign. */
export interface IncomingAssignment {
  readonly campaignId: string
  readonly userId: string
  readonly arm: CampaignArm
  /** null: all coupons of the campaign, or the file does not say. */
  readonly couponId: string | null
  /** null: when the campaign started. */
  readonly assignedAt: number | null
  /** null: when the campaign ended. */
  readonly expiresAt: number | null
  /** Probability with which this came to them, above 0 and at most 1; null where nobody knows. */
  readonly propensity: number | null
}

/** That somebody used a coupon of such a campaign. */
export interface IncomingRedemption {
  readonly campaignId: string
  readonly userId: string
  readonly couponId: string
  /** null: the file does not say; then one coupon is redeemed once at one time. */
  readonly orderId: string | null
  readonly redeemedAt: number
  readonly discount: number | null
}
