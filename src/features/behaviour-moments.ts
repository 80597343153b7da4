import type { BehaviourMoment } from '../domain/behaviour-sequence.ts'
import { eventTypes, type IncomingEvent } from '../domain/event.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]

interface Cut {
  readonly asOf: Date
  /** How many of the last moments are kept. */
  readonly longest: number
  /** Place of a product's category; NaN: none. Nothing has one when absent. */
  readonly categoryOf?: (productId: string) => number
}

interface Moment {
  readonly type: number
  readonly at: number
  readonly events: readonly IncomingEvent[]
}

/** By kind and clock hour, in the order of their last events; of those at once, in the order of their types. */
const groupEvents = (events: readonly IncomingEvent[]): readonly Moment[] => {
  const groups = new Map<string, IncomingEvent[]>()
  for (const event of events) {
    const key = `${event.type} ${Math.floor(event.timestamp / HOUR)}`
    const own = groups.get(key)
    if (own) own.push(event)
    else groups.set(key, [event])
  }
  return [...groups.values()]
    .map((own) => ({
      type: eventTypes.indexOf(own[0].type),
      at: own.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0),
      events: own,
    }))
    .sort((a, b) => a.at - b.at || a.type - b.type)
}

const amountOf = (events: readonly IncomingEvent[]): number => {
  const priced = events.filter(({ unitPrice }) => unitPrice !== null)
  return priced.length === 0
    ? Number.NaN
    : priced.reduce((sum, { quantity, unitPrice }) => sum + Math.abs(quantity ?? 1) * (unitPrice ?? 0), 0)
}

const ratingOf = (events: readonly IncomingEvent[]): number => {
  const ratings = events.flatMap(({ rating }) => rating ?? [])
  return ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length
}

const mostFrequent = (codes: readonly number[]): number => {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  const [first] = [...counts].sort(([a, times], [b, others]) => others - times || a - b)
  return first?.[0] ?? Number.NaN
}

/**
 * The last moments of people before a cut, made from events instead of read from the database: the same as `store/behaviour-sequences.ts` reads, from the same events.
 */
export const behaviourMomentsOf = (
  people: readonly (readonly IncomingEvent[])[],
  { asOf, longest, categoryOf = () => Number.NaN }: Cut,
): readonly (readonly BehaviourMoment[])[] =>
  people.map((events) => {
    const moments = groupEvents(events.filter(({ timestamp }) => timestamp <= asOf.getTime()))
    const codes = ({ events }: Moment): readonly number[] =>
      events
        .flatMap(({ productId }) => (productId === null ? [] : categoryOf(productId)))
        .filter((code) => !Number.isNaN(code))
    return moments
      .map((moment, place) => ({
        type: moment.type,
        ago: (asOf.getTime() - moment.at) / DAY,
        gap: place === 0 ? Number.NaN : (moment.at - moments[place - 1].at) / DAY,
        times: moment.events.length,
        amount: amountOf(moment.events),
        rating: ratingOf(moment.events),
        category: mostFrequent(codes(moment)),
      }))
      .slice(-longest)
  })
