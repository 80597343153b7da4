import {
  type CouponHistory,
  type CouponStanding,
  type CustomerState,
  couponStandings,
  type RecencyBand,
  recencyBands,
  type ShopHabits,
} from '../domain/next-action.ts'
import { type Lifecycle, lifecycles } from '../domain/portrait.ts'
import { daysBetween } from './days.ts'
import { lifecycleOf, rhythmOf } from './lifecycle.ts'

/** Days at which each band ends. */
const bandEnds = [14, 45, 120] as const

const stages: readonly (Lifecycle | null)[] = [null, ...lifecycles]

export const stateCount = stages.length * recencyBands.length * couponStandings.length

const recencyOf = (lastOrderAt: Date | null, at: Date): RecencyBand => {
  if (lastOrderAt === null) return recencyBands[0]
  const days = daysBetween(lastOrderAt, at)
  const place = bandEnds.findIndex((end) => days < end)
  return recencyBands[place < 0 ? bandEnds.length : place]
}

const standingOf = ({ couponsSent, lastCouponUsed, lastCouponUntil }: CouponHistory, at: Date): CouponStanding => {
  if (couponsSent === 0) return 'NONE'
  if (lastCouponUsed) return 'USED'
  return lastCouponUntil === null || lastCouponUntil > at ? 'HELD' : 'UNUSED'
}

/** Where somebody stands at an instant after what is known. */
export const customerState = (history: CouponHistory, shop: ShopHabits, at: Date): CustomerState => {
  const rhythm = rhythmOf(history, shop, at)
  return {
    lifecycle: rhythm === null ? null : lifecycleOf(rhythm, shop),
    recency: recencyOf(history.lastOrderAt, at),
    coupon: standingOf(history, at),
  }
}

/** The number of a state, 0 .. stateCount - 1. */
export const numberOfState = ({ lifecycle, recency, coupon }: CustomerState): number =>
  (stages.indexOf(lifecycle) * recencyBands.length + recencyBands.indexOf(recency)) * couponStandings.length +
  couponStandings.indexOf(coupon)

/** The state that has a number. */
export const stateOfNumber = (number: number): CustomerState => {
  const rest = Math.floor(number / couponStandings.length)
  return {
    lifecycle: stages[Math.floor(rest / recencyBands.length)],
    recency: recencyBands[rest % recencyBands.length],
    coupon: couponStandings[number % couponStandings.length],
  }
}

/** What a bandit looks at in a customer, all between -1 and 1. Append, never reorder: what was learned is read by it. */
export const customerFeatures = [
  'one',
  'recency',
  'silence',
  'frequency',
  'orderValue',
  'newness',
  'holdsCoupon',
  'couponsUsed',
  'lastCouponUsed',
  'couponsSent',
] as const

const recencyScale = 60
const newnessScale = 180
const mostSilence = 6
const mostPurchaseDays = 30
const mostCoupons = 10

const bounded = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/**
 * A constant; how recent the last order is; how many of the own gaps it has been silent; purchase days on a logarithmic scale; the usual order against the shop's; how new;
 * whether a coupon is held; the part of coupons that were used, with half of one of two more; whether the last was; and how many there
 * were.
 */
export const customerContext = (history: CouponHistory, shop: ShopHabits, at: Date): readonly number[] => {
  const rhythm = rhythmOf(history, shop, at)
  const { lastOrderAt, purchaseDays, orders, spend, couponsSent, couponsUsed, lastCouponUsed } = history
  const standing = standingOf(history, at)
  const usual = orders === 0 || shop.averageOrderValue <= 0 ? 1 : spend / orders / shop.averageOrderValue
  return [
    1,
    lastOrderAt === null ? 0 : Math.exp(-daysBetween(lastOrderAt, at) / recencyScale),
    rhythm === null ? 1 : bounded(rhythm.silence, 0, mostSilence) / mostSilence,
    bounded(Math.log1p(purchaseDays) / Math.log1p(mostPurchaseDays), 0, 1),
    usual > 0 ? bounded(Math.log(usual), -2, 2) / 2 : -1,
    rhythm === null ? 1 : Math.exp(-rhythm.tenureDays / newnessScale),
    standing === 'HELD' ? 1 : 0,
    (couponsUsed + 0.5) / (Math.max(couponsSent, couponsUsed) + 2),
    lastCouponUsed ? 1 : 0,
    bounded(Math.log1p(couponsSent) / Math.log1p(mostCoupons), 0, 1),
  ]
}
