import type { DecideCoupon } from '../../src/demo/life.ts'
import type { DemoShop } from '../../src/demo/shop.ts'
import type { IncomingEvent } from '../../src/domain/event.ts'
import type { ShopHabits } from '../../src/domain/next-action.ts'
import {
  type CouponOrderColumns,
  couponDecisions,
  type DecisionSetting,
  type ExposureColumns,
  usualDecisionSetting,
} from '../../src/features/coupon-decisions.ts'
import { loggedReturns } from '../../src/models/reinforcement/episodes.ts'

const dayMs = 86_400_000

interface Columns {
  readonly exposures: { readonly [Name in keyof ExposureColumns]: number[] }
  readonly orders: { readonly [Name in keyof CouponOrderColumns]: number[] }
}

const exposuresOf = (events: readonly IncomingEvent[], numberOf: (userId: string) => number): Columns['exposures'] => {
  const seen = events.filter(
    ({ type, properties }) => type === 'COUPON_VIEW' || (type === 'CUSTOM' && properties?.name === 'coupon_held_out'),
  )
  const isShown = (event: IncomingEvent) => event.type === 'COUPON_VIEW'
  return {
    userIds: seen.map(({ userId }) => numberOf(userId ?? '')),
    at: seen.map(({ timestamp }) => timestamp),
    action: seen.map((event) => (isShown(event) ? 1 : 0)),
    propensity: seen.map(() => 0.5),
    available: seen.map(() => 3),
    cost: seen.map(() => 0),
    until: seen.map((event) => (isShown(event) ? event.timestamp + 14 * dayMs : Number.NaN)),
  }
}

/** What a generated shop's own events say of its coupons, by user and time. `numberOf`: rising with the order of the users. */
export const demoDecisions = (
  events: Iterable<IncomingEvent>,
  numberOf: (userId: string) => number = (userId) => Number(userId.slice(2)),
): Columns => {
  const all = [...events]
  const used = new Set(all.filter(({ type }) => type === 'COUPON_REDEEM').map(({ orderId }) => orderId))
  const lines = Map.groupBy(
    all.filter(({ type }) => type === 'PURCHASE'),
    ({ orderId }) => orderId,
  )
  const orders = [...lines].map(([orderId, own]) => ({
    userId: numberOf(own[0].userId ?? ''),
    at: own[0].timestamp,
    amount: own.reduce((sum, { quantity, unitPrice }) => sum + (quantity ?? 0) * (unitPrice ?? 0), 0),
    used: used.has(orderId),
  }))
  return {
    exposures: exposuresOf(all, numberOf),
    orders: {
      userIds: orders.map(({ userId }) => userId),
      at: orders.map(({ at }) => at),
      day: orders.map(({ at }) => Math.floor(at / dayMs)),
      amount: orders.map(({ amount }) => amount),
      discount: orders.map(({ amount, used }) => (used ? (amount * 0.15) / 0.85 : 0)),
      used: orders.map(({ used }) => (used ? 1 : 0)),
    },
  }
}

const numberOfUser = (userId: string | null): number => Number((userId ?? '').slice(2))

/** The number of the state that a user of a generated shop is in, from all that happened before. */
export const demoStateAt = (at: number, events: readonly IncomingEvent[], shop: ShopHabits): number => {
  const { exposures, orders } = demoDecisions(events)
  const userId = numberOfUser(events[0].userId)
  const probe = {
    userIds: [...exposures.userIds, userId],
    at: [...exposures.at, at],
    action: [...exposures.action, 0],
    propensity: [...exposures.propensity, 1],
    available: [...exposures.available.map(() => 0), 1],
    cost: [...exposures.cost, 0],
    until: [...exposures.until, Number.NaN],
  }
  const asOf = new Date(at + usualDecisionSetting.outcomeDays * dayMs)
  return couponDecisions(probe, orders, { shop, asOf, marginRate: 0, ...usualDecisionSetting }).states[0]
}

/** What a generated shop would really earn per customer, from the first campaign on, were coupons shown to those of whom `decide` says so. */
export const trueValue = (shop: DemoShop, decide: DecideCoupon, setting: DecisionSetting): number => {
  const { exposures, orders } = demoDecisions(shop.eventsIf(decide))
  const returns = loggedReturns(couponDecisions(exposures, orders, setting))
  return returns.reduce((sum, value) => sum + value, 0) / returns.length
}
