import type { IncomingEvent } from '../domain/event.ts'
import { drawMishap, type FollowUp, followUps, leaveAfter, type Mishap, type PlacedOrder } from './aftermath.ts'
import { createChooser } from './basket.ts'
import { COUPON, campaignAt, conversionWithCoupon } from './campaigns.ts'
import { between, chance, diceOf, streams } from './dice.ts'
import { DAY } from './festivals.ts'
import { createPersona, type Persona, tastesOf } from './persona.ts'
import { createScribe } from './scribe.ts'
import { browse, order, type Scene, type Visit } from './session.ts'
import type { ChurnCause, DemoTruth, LastOrder } from './truth.ts'
import { userIdOf } from './user-id.ts'
import type { World } from './world.ts'

export interface Life {
  readonly events: readonly IncomingEvent[]
  readonly truth: DemoTruth
}

/** Most people sign up because they are about to buy. */
const FIRST_CONVERSION = 0.62
/** Of those who lose interest, the part that drifts away instead of falling silent at once. */
export const DRIFT = { share: 0.35, activity: 0.5, shortestDays: 35, longestDays: 75 } as const

interface Coupon {
  readonly campaign: string
  readonly treated: boolean
  readonly validTo: number
}

/** What changes in the course of a life; local to one call of `live`. */
interface State {
  orders: number
  coupon: Coupon | null
  redeemed: boolean
  pending: readonly FollowUp[]
  lastOrder: (LastOrder & { readonly visits: { at: number; conversion: number }[] }) | null
  leaving: { readonly at: number; readonly cause: ChurnCause; readonly since: number } | null
}

export const signedUpAt = (world: World, persona: Persona): number => {
  const calendar = world.calendarOf(persona)
  const at = calendar.instantOf(persona.arrival * calendar.elapsed(world.until))
  return Math.min(at, world.until)
}

const settlePending = (state: State, before: number, from: number): void => {
  for (const due of state.pending) if (due.at <= before) due.write(Math.max(due.at, from))
  state.pending = state.pending.filter((due) => due.at > before)
}

/** Decides who is shown a coupon, at the first visit of each campaign, from all that the user did before it. */
export type DecideCoupon = (at: number, events: readonly IncomingEvent[]) => boolean

/** The toss is made in any case: whoever decides, the rest of a life goes by the same draws. */
const meetCampaign = (
  scene: Scene,
  state: State,
  { at, visits }: { readonly at: number; readonly visits: number },
  decide?: DecideCoupon,
): Visit['exposure'] => {
  const campaign = visits === 0 ? null : campaignAt(scene.world.campaigns, at)
  if (campaign === null || state.coupon?.campaign === campaign.key) return null
  const tossed = chance(scene.random, COUPON.treatedShare)
  const treated = decide?.(at, scene.scribe.events) ?? tossed
  state.coupon = { campaign: campaign.key, treated, validTo: at + COUPON.validDays * DAY }
  state.redeemed = false
  return { campaign: campaign.key, treated }
}

const holdsCoupon = (state: State, at: number): boolean =>
  state.coupon?.treated === true && !state.redeemed && at < state.coupon.validTo

const conversionAt = (persona: Persona, state: State, at: number, visits: number): number => {
  if (visits === 0) return FIRST_CONVERSION
  return holdsCoupon(state, at) ? conversionWithCoupon(persona.couponResponse, persona.conversion) : persona.conversion
}

const chooseChannel = ({ persona, random }: Scene, exposed: boolean, buying: boolean, first: boolean): string => {
  if (exposed && chance(random, 0.3)) return 'email'
  if (buying && !exposed && !first && chance(random, 0.06)) return 'store'
  return persona.usesApp && chance(random, 0.75) ? 'app' : 'web'
}

const redeems = (scene: Scene, state: State, at: number): string | null => {
  if (state.coupon === null || !holdsCoupon(state, at)) return null
  state.redeemed = chance(scene.random, scene.persona.couponResponse === 'DO_NOT_DISTURB' ? 0.5 : 0.9)
  return state.redeemed ? state.coupon.campaign : null
}

/** The chances of leaving with an order that went so, see `LastOrder`. The first order alone scares nobody off, as in BG/NBD. */
const leaveChances = (persona: Persona, orders: number, mishap: Mishap | null) => {
  if (mishap !== null) return { silentLeave: leaveAfter[mishap], driftLeave: 0 }
  const dropout = orders > 1 ? persona.dropout : 0
  return { silentLeave: dropout * (1 - DRIFT.share), driftLeave: dropout * DRIFT.share }
}

/** Draws what follows from an order: reviews and returns to come, and whether it was the last. */
const concludeOrder = (scene: Scene, state: State, placed: PlacedOrder): void => {
  const { random, persona } = scene
  const mishap = drawMishap(scene, placed)
  state.orders++
  state.pending = [...state.pending, ...followUps(scene, placed, mishap)].sort((a, b) => a.at - b.at)
  const settledAt = Math.max(placed.at, state.pending.at(-1)?.at ?? 0)
  const chances = leaveChances(persona, state.orders, mishap)
  state.lastOrder = { at: placed.at, ...chances, settledAt, visits: [] }
  const u = random.uniform()
  if (u < chances.silentLeave) {
    state.leaving = { at: settledAt, cause: mishap ?? 'LOST_INTEREST', since: placed.at }
  } else if (u < chances.silentLeave + chances.driftLeave) {
    const at = Math.round(placed.at + between(random, DRIFT.shortestDays, DRIFT.longestDays) * DAY)
    state.leaving = { at, cause: 'SLOW_DRIFT', since: placed.at }
  }
}

const number3 = (n: number): string => String(n).padStart(3, '0')

/** One visit; returns when it ended. An order past `asOf` has not happened yet. */
const visitShop = (
  scene: Scene,
  state: State,
  userId: string,
  { at, visits, asOf }: { readonly at: number; readonly visits: number; readonly asOf: number },
  decide?: DecideCoupon,
): number => {
  const exposure = meetCampaign(scene, state, { at, visits }, decide)
  const conversion = conversionAt(scene.persona, state, at, visits)
  const buying = state.leaving === null && chance(scene.random, conversion)
  const channel = chooseChannel(scene, exposure !== null, buying, visits === 0)
  const visit = { at, sessionId: `s-${userId.slice(2)}-${number3(visits + 1)}`, channel, exposure }
  if (!buying) {
    state.lastOrder?.visits.push({ at, conversion })
    return browse(scene, visit)
  }
  const orderId = `o-${userId.slice(2)}-${number3(state.orders + 1)}`
  const { at: boughtAt, lines } = order(scene, visit, orderId, redeems(scene, state, at))
  if (boughtAt <= asOf) concludeOrder(scene, state, { orderId, at: boughtAt, lines })
  return boughtAt
}

/** When the next visit begins, Infinity when there is none: activity is a Poisson process in ordinary days. */
const nextVisit = (scene: Scene, state: State, at: number): number => {
  const { persona, random, world } = scene
  const calendar = world.calendarOf(persona)
  const drifting = state.leaving?.cause === 'SLOW_DRIFT'
  if (state.leaving !== null && !drifting) return Number.POSITIVE_INFINITY
  const rate = persona.visitRate * (drifting ? DRIFT.activity : 1)
  const next = calendar.instantOf(calendar.elapsed(at) + random.exponential(rate))
  // A drift ends with its last visit; the hour leaves that visit time to end.
  return state.leaving !== null && next > state.leaving.at - 3_600_000 ? Number.POSITIVE_INFINITY : next
}

const truthOf = (world: World, persona: Persona, userId: string, state: State, asOf: number): DemoTruth => {
  const gone = state.leaving !== null && state.leaving.at <= asOf ? state.leaving : null
  return {
    userId,
    archetype: persona.archetype.name,
    language: persona.language,
    signedUpAt: new Date(signedUpAt(world, persona)),
    tastes: tastesOf(persona),
    priceSensitivity: persona.priceSensitivity,
    visitRate: persona.visitRate,
    conversion: persona.conversion,
    purchaseRate: 365 * persona.visitRate * persona.conversion,
    dropout: persona.dropout,
    couponResponse: persona.couponResponse,
    orders: state.orders,
    lastOrder: state.lastOrder,
    churnedAt: gone === null ? null : new Date(gone.at),
    churnCause: gone?.cause ?? null,
    driftingSince: state.leaving?.cause === 'SLOW_DRIFT' ? new Date(state.leaving.since) : null,
  }
}

/**
 * Everything that one user does between signing up and the end of the shop's log, or the instant `asOf` before it, and why.
 *
 * Visits are a Poisson process of the user's own rate, modulated by hour, weekday and season; each ends in an order with the user's own
 * conversion, so orders are a thinned Poisson process. After an order the buyer may leave for good. Without the planted mishaps this is
 * BG/NBD in seasonal time (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way).
 *
 * Half of the visitors of a campaign are shown its coupon; with `decide` those of whom it says so.
 */
export const live = (world: World, user: number, asOf = world.until, decide?: DecideCoupon): Life => {
  const persona = createPersona(world.seed, user)
  const random = diceOf(world.seed, streams.life, user)
  const userId = userIdOf(user)
  const scribe = createScribe(world.seed, user, userId, asOf)
  const scene: Scene = { world, persona, random, scribe, chooser: createChooser(world, persona, random) }
  const state: State = { orders: 0, coupon: null, redeemed: false, pending: [], lastOrder: null, leaving: null }
  let ended = 0
  let at = signedUpAt(world, persona)
  for (let visits = 0; at <= asOf; visits++) {
    settlePending(state, at, ended)
    ended = visitShop(scene, state, userId, { at: Math.max(at, ended), visits, asOf }, decide)
    at = nextVisit(scene, state, at)
  }
  settlePending(state, asOf, ended)
  return { events: scribe.events, truth: truthOf(world, persona, userId, state, asOf) }
}
