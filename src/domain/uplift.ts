import { type CouponKind, couponKinds } from './coupon.ts'
import type { PredictionReason } from './prediction.ts'

/**
 * What a coupon does to somebody. PERSUADABLE: buys with it, and would not without. SURE_THING: buys anyway. LOST_CAUSE: does not buy anyway. DO_NOT_DISTURB: would buy without it, and does not
 * with it. Append, never reorder.
 */
export const upliftClasses = ['PERSUADABLE', 'SURE_THING', 'LOST_CAUSE', 'DO_NOT_DISTURB'] as const
export type UpliftClass = (typeof upliftClasses)[number]

/** A kind of coupon that effects were learned of, or ANY: of coupons of all kinds together. */
export const upliftOffers = ['ANY', ...couponKinds] as const
export type UpliftOffer = (typeof upliftOffers)[number]

/** That a coupon was shown to somebody, or held back from somebody to compare with. */
export interface CouponExposure {
  readonly userId: number
  /** The campaign's key. */
  readonly campaign: string
  /** Milliseconds since 1970-01-01 UTC: from when an order counts, and from when it does no longer. */
  readonly at: number
  readonly until: number
  readonly treated: boolean
  /** null: nobody was told. */
  readonly kind: CouponKind | null
  /** The part of a usual order of the shop that it takes off, 0..1; null: nobody was told, or nobody knows. */
  readonly discountShare: number | null
  /** Whether anything was ordered in between. */
  readonly bought: boolean
}

/** What a coupon would change about whether somebody buys before it expires. */
export interface UpliftScore {
  readonly userId: number
  readonly offer: UpliftOffer
  /** In points of probability, -1..1. */
  readonly uplift: number
  readonly probabilityWithout: number
  readonly probabilityWith: number
  readonly upliftClass: UpliftClass
  /** Contributions are in points of probability; with the baseline's they add up to the uplift. */
  readonly reasons: readonly PredictionReason[]
}
