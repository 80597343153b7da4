/** What a coupon takes off an order. PERCENT: per cent of its price; FIXED: off it; SHIPPING: what delivery would have cost. */
export interface CouponTerms {
  readonly kind: 'PERCENT' | 'FIXED' | 'SHIPPING'
  readonly value: number
  /** What sending one costs, redeemed or not. */
  readonly cost: number
}

/** What a coupon might change about one user. Probabilities are of an order before the coupon expires. */
export interface CouponProspect {
  readonly probabilityWithout: number
  readonly probabilityWith: number
  /** What the user's order usually comes to, before any discount. */
  readonly orderValue: number
  /** Part of the order's price that is margin, 0..1. */
  readonly marginRate: number
}

/** What an order of `orderValue` pays less with the coupon: never more than the order itself, except that delivery is paid apart. */
export const discountOf = ({ kind, value }: Pick<CouponTerms, 'kind' | 'value'>, orderValue: number): number => {
  if (kind === 'PERCENT') return (Math.min(value, 100) / 100) * orderValue
  return kind === 'FIXED' ? Math.min(value, orderValue) : value
}

/**
 * What sending the coupon is expected to add to the shop's margin, in the shop's currency:
 *
 *   P(with) (m v - d) - P(without) m v - cost
 *
 * with m the margin rate, v the order's value and d the discount. Everybody who buys with the coupon in hand is counted as using it, those too who would have bought anyway: that is what a
 * sure thing costs. Negative where it does not pay.
 */
export const expectedIncrementalMargin = (
  coupon: CouponTerms,
  { probabilityWithout, probabilityWith, orderValue, marginRate }: CouponProspect,
): number => {
  const margin = marginRate * orderValue
  return probabilityWith * (margin - discountOf(coupon, orderValue)) - probabilityWithout * margin - coupon.cost
}
