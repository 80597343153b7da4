import type { IncomingEvent } from '../domain/event.ts'
import { type Histories, type Signal, signals } from '../models/recommenders/histories.ts'

const DAY = 86_400_000

interface Row {
  readonly item: number
  readonly at: number
  /** Index into `signals`. */
  readonly signal: number
}

type Instants = Map<number, number>

/** Of one product: by day the latest instant at which it was looked at, put into the cart, liked and bought; and when it was last taken out of the cart, sent back or disliked, -Infinity where it was not. */
interface Deeds {
  readonly viewed: Instants
  readonly added: Instants
  readonly liked: Instants
  readonly bought: Instants
  removed: number
  regretted: number
}

const nothingDone = (): Deeds => ({
  viewed: new Map(),
  added: new Map(),
  liked: new Map(),
  bought: new Map(),
  removed: -Infinity,
  regretted: -Infinity,
})

const note = (deeds: Deeds, { type, rating, timestamp }: IncomingEvent): void => {
  const on = (instants: Instants) => instants.set(Math.floor(timestamp / DAY), timestamp)
  if (type === 'VIEW') on(deeds.viewed)
  else if (type === 'ADD_TO_CART') on(deeds.added)
  else if (type === 'REMOVE_FROM_CART') deeds.removed = timestamp
  else if (type === 'PURCHASE') on(deeds.bought)
  else if (type === 'RETURN' || (type === 'REVIEW' && rating !== null && rating <= 2)) deeds.regretted = timestamp
  else if (type === 'REVIEW' && rating !== null && rating >= 4) on(deeds.liked)
}

const entriesOf = ({ viewed, added, removed, liked, regretted, bought }: Deeds): readonly [Signal, number][] => {
  if (regretted >= Math.max(...liked.values(), ...bought.values(), -Infinity) && regretted > -Infinity) return []
  const told: readonly [Signal, readonly number[]][] = [
    ['VIEW', [...viewed.values()]],
    ['ADD_TO_CART', [...added.values()].filter((at) => at > removed)],
    ['LIKE', [...liked.values()]],
    ['PURCHASE', [...bought.values()]],
  ]
  return told.flatMap(([signal, instants]) => instants.map((at): [Signal, number] => [signal, at]))
}

/** One user's events, in time order, as rows of a history: the same entries that `store/histories.ts` reads from the database, with days of UTC. */
export const historyRows = (
  events: readonly IncomingEvent[],
  itemOf: (productId: string) => number,
): readonly Row[] => {
  const byItem = new Map<number, Deeds>()
  for (const event of events) {
    if (event.productId === null) continue
    const item = itemOf(event.productId)
    const deeds = byItem.get(item) ?? nothingDone()
    note(deeds, event)
    byItem.set(item, deeds)
  }
  return [...byItem]
    .flatMap(([item, deeds]) => entriesOf(deeds).map(([signal, at]) => ({ item, at, signal: signals.indexOf(signal) })))
    .sort((a, b) => a.at - b.at || a.signal - b.signal || a.item - b.item)
}

/** Rows of all users, in their order, as they were at `asOf`; times in ms since 1970-01-01 UTC. */
export const historiesAt = (asOf: number, items: number, rows: readonly (readonly Row[])[]): Histories => {
  const all = rows.flat()
  const pointers = new Int32Array(rows.length + 1)
  rows.forEach((row, user) => {
    pointers[user + 1] = pointers[user] + row.length
  })
  return {
    users: rows.length,
    items,
    pointers,
    item: Int32Array.from(all, ({ item }) => item),
    ageDays: Float32Array.from(all, ({ at }) => (asOf - at) / DAY),
    signal: Uint8Array.from(all, ({ signal }) => signal),
  }
}
