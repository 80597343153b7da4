import { type CouponHistory, couponActions, type ShopHabits } from '../domain/next-action.ts'
import { createColumn } from './column.ts'
import { customerContext, customerState, numberOfState, stateCount } from './customer-state.ts'

const dayMs = 86_400_000

/** Coupons that were sent, shown or held out, by user and time, column by column. Instants in milliseconds. */
export interface ExposureColumns {
  readonly userIds: ArrayLike<number>
  readonly at: ArrayLike<number>
  /** Place in `couponActions`. */
  readonly action: ArrayLike<number>
  /** Probability with which it was that action; above 0. */
  readonly propensity: ArrayLike<number>
  /** What it might have been: bit a for action a. 0: it was not left to chance, so there is nothing to learn from it. */
  readonly available: ArrayLike<number>
  /** What sending it cost. */
  readonly cost: ArrayLike<number>
  /** When the coupon expired; NaN: never, or there was none. */
  readonly until: ArrayLike<number>
}

/** Orders by user and time, column by column. */
export interface CouponOrderColumns {
  readonly userIds: ArrayLike<number>
  readonly at: ArrayLike<number>
  /** Days since 1970 of the shop's time zone. */
  readonly day: ArrayLike<number>
  /** What was paid. */
  readonly amount: ArrayLike<number>
  /** What a coupon took off before; 0 without one. */
  readonly discount: ArrayLike<number>
  /** 1 where a coupon was used, though it is not known what it took off. */
  readonly used: ArrayLike<number>
}

export interface DecisionSetting {
  readonly shop: ShopHabits
  /** Nothing after it is known. */
  readonly asOf: Date
  /** Part of an order's price, before discounts, that is margin. */
  readonly marginRate: number
  /** Orders of so many days after a decision are its reward, up to the next decision. */
  readonly outcomeDays: number
  /** Days after which a reward counts half. */
  readonly halfLifeDays: number
}

export const usualDecisionSetting = { outcomeDays: 28, halfLifeDays: 60 } as const

/** Decisions as a policy is learned from them, a user after the other; see `models/reinforcement/episodes.ts`. */
export interface CouponDecisions {
  readonly stateCount: number
  readonly actionCount: number
  readonly starts: Int32Array
  readonly states: Int32Array
  readonly actions: Int32Array
  readonly rewards: Float64Array
  readonly discounts: Float64Array
  readonly propensities: Float64Array
  readonly available: Int32Array
  /** decisions x features of the customer then, row-major. */
  readonly contexts: Float64Array
  /** Users that the episodes are of. */
  readonly userIds: Float64Array
}

/** What an order left: its margin before the discount, less the discount. */
export const orderMargin = (amount: number, discount: number, marginRate: number): number =>
  marginRate * (amount + discount) - discount

const nobody: CouponHistory = {
  firstOrderAt: null,
  lastOrderAt: null,
  purchaseDays: 0,
  orders: 0,
  spend: 0,
  couponsSent: 0,
  couponsUsed: 0,
  lastCouponUsed: false,
  lastCouponUntil: null,
}

/** Rows of one user. */
interface Rows {
  readonly firstExposure: number
  readonly endExposure: number
  readonly firstOrder: number
  readonly endOrder: number
}

const afterOrder = (
  history: CouponHistory,
  orders: CouponOrderColumns,
  { i, isNewDay }: { readonly i: number; readonly isNewDay: boolean },
): CouponHistory => {
  const at = new Date(orders.at[i])
  const used = orders.used[i] === 1
  return {
    ...history,
    firstOrderAt: history.firstOrderAt ?? at,
    lastOrderAt: at,
    purchaseDays: history.purchaseDays + (isNewDay ? 1 : 0),
    orders: history.orders + 1,
    spend: history.spend + orders.amount[i],
    couponsUsed: history.couponsUsed + (used ? 1 : 0),
    lastCouponUsed: history.lastCouponUsed || (used && history.couponsSent > 0),
  }
}

const afterExposure = (history: CouponHistory, { action, until }: ExposureColumns, i: number): CouponHistory =>
  action[i] === 0
    ? history
    : {
        ...history,
        couponsSent: history.couponsSent + 1,
        lastCouponUsed: false,
        lastCouponUntil: Number.isNaN(until[i]) ? null : new Date(until[i]),
      }

/** Follows one user through time: what was known before each instant, of instants that only move on. */
const follow = (exposures: ExposureColumns, orders: CouponOrderColumns, rows: Rows) => {
  let { firstExposure: exposure, firstOrder: order } = rows
  let history = nobody
  const exposedAt = () => (exposure < rows.endExposure ? exposures.at[exposure] : Number.POSITIVE_INFINITY)
  const orderedAt = () => (order < rows.endOrder ? orders.at[order] : Number.POSITIVE_INFINITY)
  const step = (): void => {
    if (exposedAt() <= orderedAt()) history = afterExposure(history, exposures, exposure++)
    else {
      const isNewDay = order === rows.firstOrder || orders.day[order] !== orders.day[order - 1]
      history = afterOrder(history, orders, { i: order++, isNewDay })
    }
  }
  return (instant: number): CouponHistory => {
    while (Math.min(exposedAt(), orderedAt()) < instant) step()
    return history
  }
}

/** Sum of what the orders of a window left. */
const earnedWithin = (
  orders: CouponOrderColumns,
  { firstOrder, endOrder }: Rows,
  [from, to]: readonly [number, number],
  marginRate: number,
): number => {
  let sum = 0
  for (let i = firstOrder; i < endOrder && orders.at[i] < to; i++)
    if (orders.at[i] >= from) sum += orderMargin(orders.amount[i], orders.discount[i], marginRate)
  return sum
}

/** The rows of each user who has an exposure. */
function* rowsByUser(exposures: ExposureColumns, orders: CouponOrderColumns): Generator<Rows> {
  let order = 0
  for (let firstExposure = 0; firstExposure < exposures.userIds.length; ) {
    const userId = exposures.userIds[firstExposure]
    let endExposure = firstExposure
    while (endExposure < exposures.userIds.length && exposures.userIds[endExposure] === userId) endExposure++
    while (order < orders.userIds.length && orders.userIds[order] < userId) order++
    const firstOrder = order
    while (order < orders.userIds.length && orders.userIds[order] === userId) order++
    yield { firstExposure, endExposure, firstOrder, endOrder: order }
    firstExposure = endExposure
  }
}

const createDecisionColumns = () => ({
  starts: createColumn(),
  states: createColumn(),
  actions: createColumn(),
  rewards: createColumn(),
  discounts: createColumn(),
  propensities: createColumn(),
  available: createColumn(),
  contexts: createColumn(),
  userIds: createColumn(),
})

type DecisionColumns = ReturnType<typeof createDecisionColumns>

/** Adds the decisions about one user. */
const addUser = (
  columns: DecisionColumns,
  { exposures, orders, rows }: { exposures: ExposureColumns; orders: CouponOrderColumns; rows: Rows },
  { shop, asOf, marginRate, outcomeDays, halfLifeDays }: DecisionSetting,
): void => {
  const { firstExposure, endExposure } = rows
  const latest = asOf.getTime() - outcomeDays * dayMs
  const own = Array.from({ length: endExposure - firstExposure }, (_, i) => firstExposure + i).filter(
    (i) => exposures.available[i] !== 0 && exposures.at[i] <= latest,
  )
  if (own.length === 0) return
  const historyAt = follow(exposures, orders, rows)
  columns.starts.push(columns.states.values().length)
  columns.userIds.push(exposures.userIds[firstExposure])
  own.forEach((i, place) => {
    const at = exposures.at[i]
    const next = place + 1 < own.length ? exposures.at[own[place + 1]] : Number.POSITIVE_INFINITY
    const history = historyAt(at)
    const window = [at, Math.min(next, at + outcomeDays * dayMs)] as const
    columns.states.push(numberOfState(customerState(history, shop, new Date(at))))
    columns.actions.push(exposures.action[i])
    columns.rewards.push(earnedWithin(orders, rows, window, marginRate) - exposures.cost[i])
    columns.discounts.push(Number.isFinite(next) ? 0.5 ** ((next - at) / dayMs / halfLifeDays) : 0)
    columns.propensities.push(exposures.propensity[i])
    columns.available.push(exposures.available[i])
    for (const value of customerContext(history, shop, new Date(at))) columns.contexts.push(value)
  })
}

/**
 * Every decision that was left to chance and whose outcome is known by now: where the customer stood, what was done and with what probability, and what came of it: the margin of
 * the orders of `outcomeDays` (until the next decision) less what sending cost. What the next decision brings is worth less the later it is: half after `halfLifeDays`.
 */
export const couponDecisions = (
  exposures: ExposureColumns,
  orders: CouponOrderColumns,
  setting: DecisionSetting,
): CouponDecisions => {
  const columns = createDecisionColumns()
  for (const rows of rowsByUser(exposures, orders)) addUser(columns, { exposures, orders, rows }, setting)
  columns.starts.push(columns.states.values().length)
  return {
    stateCount,
    actionCount: couponActions.length,
    starts: Int32Array.from(columns.starts.values()),
    states: Int32Array.from(columns.states.values()),
    actions: Int32Array.from(columns.actions.values()),
    rewards: columns.rewards.values().slice(),
    discounts: columns.discounts.values().slice(),
    propensities: columns.propensities.values().slice(),
    available: Int32Array.from(columns.available.values()),
    contexts: columns.contexts.values().slice(),
    userIds: columns.userIds.values().slice(),
  }
}
