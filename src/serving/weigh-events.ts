import type { EventType } from '../domain/event.ts'
import { purchaseSignal, signals } from '../models/recommenders/histories.ts'
import { mostInterests, mostPurchases } from '../store/histories.ts'
import type { Evidence } from './question.ts'

/** Somebody's events about products: parallel lists, in any order. */
export interface ProductEvents {
  readonly productIds: readonly number[]
  readonly types: readonly EventType[]
  readonly times: readonly Date[]
  readonly ratings: readonly (number | null)[]
  /** Bought ever, and when last, as far as it is known beside the events. */
  readonly bought: readonly number[]
  readonly boughtAt: readonly Date[]
  /** Words searched for, and when: parallel lists. */
  readonly searches: readonly string[]
  readonly searchedAt: readonly Date[]
}

interface ProductEvent {
  readonly productId: number
  readonly type: EventType
  readonly time: number
  readonly rating: number | null
}

const [viewed, added, liked] = [signals.indexOf('VIEW'), signals.indexOf('ADD_TO_CART'), signals.indexOf('LIKE')]
const likedFrom = 4
const dislikedUpTo = 2

const is = (type: EventType) => (event: ProductEvent) => event.type === type
const isLike = ({ type, rating }: ProductEvent) => type === 'REVIEW' && rating !== null && rating >= likedFrom
const isRegret = ({ type, rating }: ProductEvent) =>
  type === 'RETURN' || (type === 'REVIEW' && rating !== null && rating <= dislikedUpTo)

interface Entry {
  readonly productId: number
  readonly time: number
  readonly signal: number
}

const latest = (events: readonly ProductEvent[]): number =>
  events.reduce((time, event) => Math.max(time, event.time), -Infinity)

/** When somebody was sorry last; null where a purchase or a like came after it. */
const regretOf = (events: readonly ProductEvent[]): number | null => {
  const regretted = latest(events.filter(isRegret))
  const spoken = latest(events.filter((event) => isLike(event) || is('PURCHASE')(event)))
  return regretted > -Infinity && spoken <= regretted ? regretted : null
}

/** As `store/histories.ts` reads them for everybody: each thing once a day, at its latest. */
const entriesOf = (productId: number, events: readonly ProductEvent[], dayOf: (time: number) => number): Entry[] => {
  const [likes, purchases] = [events.filter(isLike), events.filter(is('PURCHASE'))]
  if (regretOf(events) !== null) return []
  const removed = latest(events.filter(is('REMOVE_FROM_CART')))
  const byDay = (signal: number, all: readonly ProductEvent[]): Entry[] =>
    [...Map.groupBy(all, ({ time }) => dayOf(time)).values()].map((day) => ({ productId, time: latest(day), signal }))
  return [
    ...byDay(viewed, events.filter(is('VIEW'))),
    ...byDay(
      added,
      events.filter((event) => is('ADD_TO_CART')(event) && event.time > removed),
    ),
    ...byDay(liked, likes),
    ...byDay(purchaseSignal, purchases),
  ]
}

/** The newest so many, ties as a recompute breaks them. */
const newest = (entries: readonly Entry[], most: number): readonly Entry[] =>
  entries.length <= most
    ? entries
    : entries.toSorted((a, b) => b.time - a.time || b.signal - a.signal || a.productId - b.productId).slice(0, most)

/** As many as a recompute keeps of anybody, oldest first. */
const keptOf = (entries: readonly Entry[]): readonly Entry[] => {
  const isPurchase = ({ signal }: Entry) => signal === purchaseSignal
  const interests = entries.filter((entry) => !isPurchase(entry))
  const kept = [...newest(interests, mostInterests), ...newest(entries.filter(isPurchase), mostPurchases)]
  return kept.sort((a, b) => a.time - b.time || a.signal - b.signal || a.productId - b.productId)
}

/** What was bought longer ago than the events reach. */
const olderPurchases = ({ productIds, times, types, bought, boughtAt }: ProductEvents): ProductEvent[] => {
  const oldest = times.reduce((oldest, time) => Math.min(oldest, time.getTime()), Infinity)
  const told = new Set(productIds.filter((_, at) => types[at] === 'PURCHASE'))
  return bought.flatMap((productId, at) => {
    const time = boughtAt[at].getTime()
    return told.has(productId) || time >= oldest ? [] : [{ productId, type: 'PURCHASE' as const, time, rating: null }]
  })
}

/**
 * What events say of somebody, and what is left out because of them. What was returned or rated badly speaks for nothing, until it is bought or liked again, but has been seen.
 * @param dayOf the shop's day of an instant in milliseconds
 * @param upTo milliseconds: events after it say nothing, so that the pages of one walk agree, but what they bought or saw is left out
 */
export const weighEvents = (events: ProductEvents, dayOf: (time: number) => number, upTo = Infinity): Evidence => {
  const { productIds, types, times, ratings, bought } = events
  const all: ProductEvent[] = productIds.map((productId, at) => ({
    productId,
    type: types[at],
    time: times[at].getTime(),
    rating: ratings[at],
  }))
  const within = [...olderPurchases(events), ...all].filter(({ time }) => time <= upTo)
  const byProduct = Map.groupBy(within, ({ productId }) => productId)
  const entries = keptOf([...byProduct].flatMap(([productId, own]) => entriesOf(productId, own, dayOf)))
  const boughtNow = all.filter(is('PURCHASE')).map(({ productId }) => productId)
  return {
    productIds: entries.map(({ productId }) => productId),
    times: entries.map(({ time }) => time),
    signals: entries.map(({ signal }) => signal),
    purchased: [...new Set([...bought, ...boughtNow])],
    seen: [...new Set(productIds)],
    regrets: [...byProduct].flatMap(([productId, own]) => {
      const time = regretOf(own)
      return time === null ? [] : [{ productId, time }]
    }),
    searches: events.searches
      .map((query, at) => ({ query, time: events.searchedAt[at].getTime() }))
      .filter(({ time }) => time <= upTo),
  }
}
