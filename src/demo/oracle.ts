import type { Calendar } from './calendar.ts'
import { COUPON, conversionWithCoupon } from './campaigns.ts'
import { DAY } from './festivals.ts'
import { DRIFT, live } from './life.ts'
import { couponResponseWeights, createPersona } from './persona.ts'
import { DEFAULT_DAYS, type DemoShopOptions } from './shop.ts'
import { couponResponses, type DemoTruth, type LastOrder } from './truth.ts'
import { userNumberOf } from './user-id.ts'
import { createWorld } from './world.ts'

const STEPS = 80

/** Relative weights of the three things that may have happened with the last order, given the visits since. */
interface Weights {
  readonly stayed: number
  readonly gone: number
  readonly onTheWayOut: number
}

/** Midpoint rule over the length of a drift, which is uniform. */
const driftWeights = (truth: DemoTruth, last: LastOrder, calendar: Calendar, asOf: number) => {
  const { activity, shortestDays, longestDays } = DRIFT
  const lastVisit = last.visits.at(-1)?.at ?? last.at
  const unitsAtOrder = calendar.elapsed(last.at)
  let gone = 0
  let onTheWayOut = 0
  for (let step = 0; step < STEPS; step++) {
    const end = last.at + (shortestDays + ((step + 0.5) / STEPS) * (longestDays - shortestDays)) * DAY
    if (lastVisit > end) continue
    const units = calendar.elapsed(Math.min(end, asOf)) - unitsAtOrder
    const weight = activity ** last.visits.length * Math.exp(-truth.visitRate * activity * units)
    if (end > asOf) onTheWayOut += weight / STEPS
    else gone += weight / STEPS
  }
  return { gone, onTheWayOut }
}

/** Bayes over: stayed and has not happened to buy; left silently; drifts or has drifted away. Common factors are left out. */
const weigh = (truth: DemoTruth, last: LastOrder, calendar: Calendar, asOf: number): Weights => {
  const units = calendar.elapsed(asOf) - calendar.elapsed(last.at)
  const notBuying = last.visits.reduce((product, visit) => product * (1 - visit.conversion), 1)
  const silent = last.visits.length === 0 ? last.silentLeave : 0
  const drift = driftWeights(truth, last, calendar, asOf)
  const settled = last.settledAt <= asOf
  return {
    stayed: (1 - last.silentLeave - last.driftLeave) * notBuying * Math.exp(-truth.visitRate * units),
    gone: (settled ? silent : 0) + last.driftLeave * drift.gone,
    onTheWayOut: (settled ? 0 : silent) + last.driftLeave * drift.onTheWayOut,
  }
}

/** What cannot be known better than this, for users by their id. Throws a RangeError for an id that is not of the shop. */
export interface DemoOracle {
  /**
   * The probability that a user is still a customer at the end of the log, for one who knows the user's rates, what could happen
   * with the last order, and all visits and orders, but not whether the user left. No forecast can be better calibrated and sharper.
   * The counterpart of BG/NBD's P(alive) (Fader, Hardie & Lee 2008, Computing P(alive) Using the BG/NBD Model), with individual
   * rates, seasonal time, and visits as evidence.
   */
  readonly probabilityAlive: (userId: string) => number
  /**
   * The probability that a customer, as known at `asOf` (ms since 1970 UTC, before the end of the log), orders within so many days of it: of one who is there and not on the way out, orders are
   * Poisson in seasonal time. Coupons, which bring a few more, are left out.
   */
  readonly purchaseProbability: (userId: string, asOf: number, days: number) => number
  /** Top categories from the most to the least liked, in an ordinary season. */
  readonly categoryRanking: (userId: string) => readonly string[]
  /** What showing a coupon at a visit adds to the probability of an order within its days; negative where it does harm. */
  readonly uplift: (userId: string) => number
  /** The two probabilities that this is the difference of: of a customer who is there, and not on the way out. */
  readonly couponChances: (userId: string) => CouponChances
  /**
   * The same for one who knows the user's rates and thrift and how each coupon before was taken, but cannot look into a head: the mean over the four responses, each as likely as it is by Bayes. No model of behaviour can expect more
   * than it does.
   */
  readonly expectedCouponChances: (userId: string, past: readonly CouponPast[]) => CouponChances
}

interface CouponChances {
  readonly without: number
  readonly with: number
}

/** A coupon shown, or held back, and whether an order came within its days. */
interface CouponPast {
  readonly treated: boolean
  readonly bought: boolean
}

const probabilityAlive = (truth: DemoTruth, calendar: Calendar, asOf: number): number => {
  if (truth.lastOrder === null) return 1
  const { stayed, gone, onTheWayOut } = weigh(truth, truth.lastOrder, calendar, asOf)
  return (stayed + onTheWayOut) / (stayed + gone + onTheWayOut)
}

const purchaseProbability = (truth: DemoTruth, calendar: Calendar, asOf: number, days: number): number => {
  const rate = truth.visitRate * truth.conversion
  const units = calendar.elapsed(asOf + days * DAY) - calendar.elapsed(asOf)
  const orders = 1 - Math.exp(-rate * units)
  if (truth.lastOrder === null) return orders
  const { stayed, gone, onTheWayOut } = weigh(truth, truth.lastOrder, calendar, asOf)
  return (stayed / (stayed + gone + onTheWayOut)) * orders
}

/** P(an order within the coupon's days of a visit, that visit included), in an ordinary season, for a customer who is not leaving. */
const orderProbability = (truth: DemoTruth, conversion: number): number =>
  1 - (1 - conversion) * Math.exp(-truth.visitRate * COUPON.validDays * conversion)

const couponChances = (truth: DemoTruth): CouponChances => ({
  without: orderProbability(truth, truth.conversion),
  with: orderProbability(truth, conversionWithCoupon(truth.couponResponse, truth.conversion)),
})

const expectedCouponChances = (truth: DemoTruth, past: readonly CouponPast[]): CouponChances => {
  const without = orderProbability(truth, truth.conversion)
  const having = couponResponses.map((response) =>
    orderProbability(truth, conversionWithCoupon(response, truth.conversion)),
  )
  const shown = past.filter(({ treated }) => treated)
  const weights = couponResponseWeights(truth.priceSensitivity, truth.conversion).map((weight, at) =>
    shown.reduce((product, { bought }) => product * (bought ? having[at] : 1 - having[at]), weight),
  )
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return { without, with: weights.reduce((sum, weight, at) => sum + (weight / all) * having[at], 0) }
}

const uplift = (truth: DemoTruth): number => {
  const chances = couponChances(truth)
  return chances.with - chances.without
}

/** The oracle of the shop that the same options make. */
export const createDemoOracle = ({ seed, users, until, days = DEFAULT_DAYS }: DemoShopOptions): DemoOracle => {
  const world = createWorld(seed, until.getTime(), days)
  const truthOf = (userId: string, asOf?: number): DemoTruth => live(world, userNumberOf(userId, users), asOf).truth
  const calendarOf = (userId: string): Calendar => world.calendarOf(createPersona(seed, userNumberOf(userId, users)))
  return {
    probabilityAlive: (userId) => probabilityAlive(truthOf(userId), calendarOf(userId), world.until),
    purchaseProbability: (userId, asOf, days) =>
      purchaseProbability(truthOf(userId, asOf), calendarOf(userId), asOf, days),
    categoryRanking: (userId) =>
      Object.entries(truthOf(userId).tastes)
        .sort(([, a], [, b]) => b - a)
        .map(([category]) => category),
    uplift: (userId) => uplift(truthOf(userId)),
    couponChances: (userId) => couponChances(truthOf(userId)),
    expectedCouponChances: (userId, past) => expectedCouponChances(truthOf(userId), past),
  }
}
