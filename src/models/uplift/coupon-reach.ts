import { type CouponTerms, discountOf } from './expected-margin.ts'

export interface OfferedCoupon extends Pick<CouponTerms, 'kind' | 'value'> {
  /** An order must come to as much; null: any. */
  readonly minimumSpend: number | null
}

/** The part of an order of `orderValue` that a coupon takes off, 0..1. */
export const discountShare = (coupon: Pick<CouponTerms, 'kind' | 'value'>, orderValue: number): number =>
  orderValue > 0 ? Math.min(1, discountOf(coupon, orderValue) / orderValue) : 0

/** Whether what somebody usually orders is enough to use a coupon. An unknown order is. */
export const isUsable = ({ minimumSpend }: OfferedCoupon, orderValue: number): boolean =>
  minimumSpend === null || !(orderValue < minimumSpend)

/**
 * How much of a measured effect a coupon is taken to have, 0..1. Effects were measured of coupons that took the part `learnedShare` off (null: nobody knows what they took off, and every coupon is taken to be one of them). One
 * that takes off less moves people in proportion; one that takes off more is not taken to move them more than was ever seen; one that their order is too small for moves nobody.
 */
export const couponReach = (coupon: OfferedCoupon, orderValue: number, learnedShare: number | null): number => {
  if (!isUsable(coupon, orderValue)) return 0
  if (learnedShare === null || !(learnedShare > 0) || !(orderValue > 0)) return 1
  return Math.min(1, discountShare(coupon, orderValue) / learnedShare)
}
