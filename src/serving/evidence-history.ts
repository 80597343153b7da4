import type { Histories } from '../models/recommenders/histories.ts'
import type { Evidence } from './question.ts'

const dayMs = 86_400_000

/** The evidence about the first so many items, as the one and only history, as of an instant in milliseconds. A model is asked with those that it knows. */
export const historyOf = (
  evidence: Evidence,
  itemOf: ReadonlyMap<number, number>,
  items: number,
  asOf: number,
): Histories => {
  const { productIds, times, signals } = evidence
  const rows = productIds.flatMap((id, at) => {
    const item = itemOf.get(id)
    return item === undefined || item >= items ? [] : [{ item, at: times[at], signal: signals[at] }]
  })
  rows.sort((a, b) => a.at - b.at || a.signal - b.signal || a.item - b.item)
  return {
    users: 1,
    items,
    pointers: Int32Array.of(0, rows.length),
    item: Int32Array.from(rows, ({ item }) => item),
    ageDays: Float32Array.from(rows, ({ at }) => Math.max(0, (asOf - at) / dayMs)),
    signal: Uint8Array.from(rows, ({ signal }) => signal),
  }
}

/**
 * The instant to answer as of: that of the run, or of what the person did since. So a list does not change because a clock ticks, and a
 * shop whose data ended years ago is answered as of then.
 */
export const instantOf = (runAsOf: number, { times }: Evidence): number =>
  times.reduce((latest, time) => Math.max(latest, time), runAsOf)
