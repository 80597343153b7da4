import { type CouponAction, couponActions } from '../domain/next-action.ts'

/** How a table of values is acted on: nothing is sent unless sending is known to be better. As `models/reinforcement/policies.ts` takes it. */
export const actingOptions = { fallback: 0, fewestVisits: 30, caution: 1 } as const

/** Actions as bits; doing nothing is always among them. */
export const actionBits = (actions: Iterable<CouponAction>): number => {
  let bits = 1
  for (const action of actions) bits |= 1 << couponActions.indexOf(action)
  return bits
}
