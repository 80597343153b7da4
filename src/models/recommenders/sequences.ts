import type { Histories } from './histories.ts'
import { signals } from './histories.ts'
import type { SignalWeights } from './to-interactions.ts'

/**
 * Histories as sequence models read them: row u is `pointers[u] .. pointers[u + 1]`, oldest first, no item twice running. 9 bytes an event and 4 a row.
 */
export interface Sequences {
  readonly rows: number
  /** rows + 1 */
  readonly pointers: Int32Array
  readonly item: Int32Array
  /** Of items met several times running: the one that says most. */
  readonly signal: Uint8Array
  /** Days before the as-of instant; of items met several times running: the last time. */
  readonly ageDays: Float32Array
}

/** What is read of a history. */
export interface Reading {
  /** A signal of weight 0 is not read. */
  readonly weights: SignalWeights
  /** Only the last so many (of different items) of each row. */
  readonly longest: number
}

/** Views that lead to a cart and an order are one step, not three: an item met again at once is read once. Items that are not recommendable are passed over. */
export const toSequences = (
  histories: Histories,
  recommendable: ArrayLike<number>,
  { weights, longest }: Reading,
  from = 0,
  to = histories.users,
): Sequences => {
  const isHeard = signals.map((signal) => weights[signal] > 0)
  const most = histories.pointers[to] - histories.pointers[from]
  const pointers = new Int32Array(to - from + 1)
  const item = new Int32Array(most)
  const signal = new Uint8Array(most)
  const ageDays = new Float32Array(most)
  let length = 0
  for (let user = from; user < to; user++) {
    const start = length
    for (let at = histories.pointers[user]; at < histories.pointers[user + 1]; at++) {
      if (!isHeard[histories.signal[at]] || !recommendable[histories.item[at]]) continue
      if (length > start && item[length - 1] === histories.item[at]) {
        signal[length - 1] = Math.max(signal[length - 1], histories.signal[at])
        ageDays[length - 1] = histories.ageDays[at]
        continue
      }
      item[length] = histories.item[at]
      signal[length] = histories.signal[at]
      ageDays[length++] = histories.ageDays[at]
    }
    if (length - start > longest) {
      for (const column of [item, signal, ageDays]) column.copyWithin(start, length - longest, length)
      length = start + longest
    }
    pointers[user - from + 1] = length
  }
  return {
    rows: to - from,
    pointers,
    item: item.slice(0, length),
    signal: signal.slice(0, length),
    ageDays: ageDays.slice(0, length),
  }
}
