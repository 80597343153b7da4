import type { IncomingEvent } from '../domain/event.ts'
import { type Histories, type Signal, signals } from '../models/recommenders/histories.ts'

const DAY = 86_400_000

interface Row {
  readonly item: number
  readonly at: number
  /** Index into `signals`. */
  readonly signal: number
}

/** Of one product: the latest instant of each thing that somebody did with it, -Infinity where it was not done; and the days on which it was bought. */
interface Deeds {
  viewed: number
  added: number
  removed: number
  liked: number
  regretted: number
  readonly bought: Map<number, number>
}

const nothingDone = (): Deeds => ({
  viewed: -Infinity,
  added: -Infinity,
  removed: -Infinity,
  liked: -Infinity,
  regretted: -Infinity,
  bought: new Map(),
})

const note = (deeds: Deeds, { type, rating, timestamp }: IncomingEvent): void => {
  if (type === 'VIEW') deeds.viewed = timestamp
  else if (type === 'ADD_TO_CART') deeds.added = timestamp
  else if (type === 'REMOVE_FROM_CART') deeds.removed = timestamp
  else if (type === 'PURCHASE') deeds.bought.set(Math.floor(timestamp / DAY), timestamp)
  else if (type === 'RETURN' || (type === 'REVIEW' && rating !== null && rating <= 2)) deeds.regretted = timestamp
  else if (type === 'REVIEW' && rating !== null && rating >= 4) deeds.liked = timestamp
}

const entriesOf = ({ viewed, added, removed, liked, regretted, bought }: Deeds): readonly [Signal, number][] => {
  if (regretted >= Math.max(liked, ...bought.values(), -Infinity) && regretted > -Infinity) return []
  const interests: readonly [Signal, number][] = [
    ['VIEW', viewed],
    ['ADD_TO_CART', added > removed ? added : -Infinity],
    ['LIKE', liked],
  ]
  return [
    ...interests.filter(([, at]) => at > -Infinity),
    ...[...bought.values()].map((at): [Signal, number] => ['PURCHASE', at]),
  ]
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
