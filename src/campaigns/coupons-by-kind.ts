import type { Campaign } from '../domain/campaign.ts'
import { type CouponAction, couponActions } from '../domain/next-action.ts'

/** A campaign's coupons as actions. */
export interface CouponsByKind {
  /** Bit a for action a; doing nothing is always among them. */
  readonly available: number
  /** By action: places of the coupons of that kind in the campaign, the cheapest first. */
  readonly places: readonly (readonly number[])[]
  /** By action: what the cheapest costs to send. */
  readonly costs: Readonly<Partial<Record<CouponAction, number>>>
}

export const couponsByKind = ({ coupons }: Pick<Campaign, 'coupons'>): CouponsByKind => {
  const places = couponActions.map((action) =>
    coupons
      .flatMap(({ kind }, place) => (kind === action ? [place] : []))
      .sort((a, b) => coupons[a].cost - coupons[b].cost || a - b),
  )
  return {
    available: places.reduce((bits, own, action) => (own.length > 0 ? bits | (1 << action) : bits), 1),
    places,
    costs: Object.fromEntries(
      couponActions.flatMap((action, a) => (places[a].length > 0 ? [[action, coupons[places[a][0]].cost]] : [])),
    ),
  }
}
