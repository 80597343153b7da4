import { createBasketOdds, lastOfShelves } from './basket-odds.ts'
import { DAY } from './festivals.ts'
import { live } from './life.ts'
import { createPersona, type Persona } from './persona.ts'
import { DEFAULT_DAYS, type DemoShopOptions } from './shop.ts'
import { userNumberOf } from './user-id.ts'
import { createWorld, type World } from './world.ts'

/**
 * What a user will buy, for one who knows the tastes: interests, loved brands and colour, thrift, what the season does to each shelf, what goes together, and what was bought
 * last of the things that run out. Only the dice of the future are hidden from it, so no list can be better on average than its order.
 */
export interface TasteOracle {
  /** External ids in the order of the probabilities below. */
  readonly productIds: readonly string[]
  /** Per product: the probability of being in an order placed at `at`, for what had been bought before. Instants in ms since 1970 UTC. */
  readonly nextOrder: (userId: string, at: number) => Float64Array
  /**
   * Per product: the probability of being bought at least once from `from` (exclusive) to `to`, at most the end of the shop's log, by somebody who orders at all in that time.
   * Coupons, which bring orders but do not choose them, are left out. Throws a RangeError for an id that is not of the shop.
   */
  readonly within: (userId: string, from: number, to: number) => Float64Array
}

/** The probability of leaving for a mishap, of all orders: the mean of what `aftermath.ts` draws. */
const MISHAP_LEAVES = 0.04
/** Nobody orders more often in the weeks that are asked for, or it changes nothing. */
const MOST_ORDERS = 40

/** P(K >= k | K >= 1) for k = 1, 2, …: orders are Poisson with this mean, each the last with probability `leave`. */
const orderTail = (mean: number, leave: number): Float64Array => {
  const tail = new Float64Array(MOST_ORDERS)
  let term = Math.exp(-mean)
  let atLeast = 1 - term
  for (let k = 0; k < MOST_ORDERS; k++) {
    tail[k] = Math.max(0, atLeast) * (1 - leave) ** k
    term *= mean / (k + 1)
    atLeast -= term
  }
  const some = tail[0]
  return some > 0 ? tail.map((value) => value / some) : tail.fill(1, 0, 1)
}

/** A season within a window: a day of it, and the orders expected in it. */
interface Stretch {
  readonly at: number
  readonly orders: number
}

/** What is expected of somebody who is there at the beginning; days on which all shelves attract alike are one stretch. */
const expectedOrders = (world: World, persona: Persona, leave: number, from: number, to: number) => {
  const calendar = world.calendarOf(persona)
  const rate = persona.visitRate * persona.conversion
  let mean = 0
  const stretches = new Map<string, Stretch>()
  for (let at = from; at < to; at += DAY) {
    const orders = rate * (calendar.elapsed(Math.min(at + DAY, to)) - calendar.elapsed(at))
    const season = world.appealsOn(at).join()
    const known = stretches.get(season) ?? { at, orders: 0 }
    stretches.set(season, { at: known.at, orders: known.orders + orders * Math.exp(-leave * mean) })
    mean += orders
  }
  return { stretches: [...stretches.values()], mean }
}

/** An order's odds on an average day of the window. */
const meanOdds = (oddsAt: (at: number) => Float64Array, stretches: readonly Stretch[]): Float64Array => {
  const total = stretches.reduce((sum, { orders }) => sum + orders, 0)
  const parts = stretches.map(({ at, orders }) => ({ odds: oddsAt(at), share: orders / total }))
  return parts[0].odds.map((_, i) => parts.reduce((sum, { odds, share }) => sum + share * odds[i], 0))
}

/** The same for somebody of whom the persona and what was bought are given, by position in the assortment. */
export const oddsWithin = (
  world: World,
  persona: Persona,
  bought: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array => {
  const leave = MISHAP_LEAVES + persona.dropout
  const { stretches, mean } = expectedOrders(world, persona, leave, from, to)
  const odds = meanOdds(createBasketOdds(world, persona, lastOfShelves(world, bought)), stretches)
  const tail = orderTail(mean, leave)
  return odds.map((b) => tail.reduce((sum, share, k) => sum + share * b * (1 - b) ** k, 0))
}

/** The oracle of the shop that the same options make. */
export const createTasteOracle = ({ seed, users, until, days = DEFAULT_DAYS }: DemoShopOptions): TasteOracle => {
  const world = createWorld(seed, until.getTime(), days)
  const productIds = world.assortment.products.map(({ id }) => id)
  const placeOf = new Map(productIds.map((id, place) => [id, place]))
  const boughtBy = (user: number, before: number): readonly number[] =>
    live(world, user)
      .events.filter(({ type, timestamp }) => type === 'PURCHASE' && timestamp <= before)
      .map(({ productId }) => placeOf.get(productId ?? '') as number)
  return {
    productIds,
    nextOrder: (userId, at) => {
      const user = userNumberOf(userId, users)
      const lasts = lastOfShelves(world, boughtBy(user, at - 1))
      return createBasketOdds(world, createPersona(seed, user), lasts)(at)
    },
    within: (userId, from, to) => {
      const user = userNumberOf(userId, users)
      return oddsWithin(world, createPersona(seed, user), boughtBy(user, from), { from, to })
    },
  }
}
