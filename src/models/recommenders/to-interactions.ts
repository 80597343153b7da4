import type { Interactions } from '../interactions.ts'
import { type Histories, type Signal, signals } from './histories.ts'
import { positionsByItem } from './positions-by-item.ts'

/** How much one event of each signal says, 0 or more; 0: it is not heard. */
export type SignalWeights = Readonly<Record<Signal, number>>

export const purchasesOnly: SignalWeights = { VIEW: 0, ADD_TO_CART: 0, LIKE: 0, PURCHASE: 1 }
export const lovedAndBought: SignalWeights = { VIEW: 0, ADD_TO_CART: 0, LIKE: 1, PURCHASE: 1 }
export const everySignal: SignalWeights = { VIEW: 0.1, ADD_TO_CART: 0.3, LIKE: 1, PURCHASE: 1 }
/** Where looking tells taste as buying does, and there is several times as much of it. */
export const everySignalAlike: SignalWeights = { VIEW: 1, ADD_TO_CART: 1, LIKE: 1, PURCHASE: 1 }

/** How a history is heard. */
export interface Hearing {
  readonly weights: SignalWeights
  /** An event says half as much after so many days; 0: nothing fades. */
  readonly halfLifeDays: number
  /** Events older than this are not heard; all are when absent. */
  readonly windowDays?: number
}

/** Per event of a history how much it says: its signal's weight, faded by its age. */
const createVolume = ({ weights, halfLifeDays, windowDays = Infinity }: Hearing) => {
  const bySignal = signals.map((signal) => weights[signal])
  const rate = halfLifeDays > 0 ? 1 / halfLifeDays : 0
  return (signal: number, ageDays: number): number =>
    ageDays <= windowDays ? bySignal[signal] * 2 ** (-ageDays * rate) : 0
}

/**
 * What the histories of users `from .. to` say of items: one value an item, that of its loudest event, so that an event told twice says no more than once.
 * Items that are not recommendable say nothing. Row u - from of the answer is user u. Time: events, sorted by row; 8 bytes a distinct pair.
 */
export const toInteractions = (
  histories: Histories,
  recommendable: ArrayLike<number>,
  hearing: Hearing,
  from = 0,
  to = histories.users,
): Interactions => {
  const volume = createVolume(hearing)
  const most = histories.pointers[to] - histories.pointers[from]
  const pointers = new Int32Array(to - from + 1)
  const indices = new Int32Array(most)
  const values = new Float32Array(most)
  let length = 0
  for (let user = from; user < to; user++) {
    const [first, end] = [histories.pointers[user], histories.pointers[user + 1]]
    const rowStart = length
    for (const at of positionsByItem(histories, first, end)) {
      const item = histories.item[at]
      const value = volume(histories.signal[at], histories.ageDays[at])
      if (!(value > 0) || !recommendable[item]) continue
      if (length > rowStart && indices[length - 1] === item) {
        values[length - 1] = Math.max(values[length - 1], value)
        continue
      }
      indices[length] = item
      values[length++] = value
    }
    pointers[user - from + 1] = length
  }
  return {
    users: to - from,
    items: histories.items,
    pointers,
    indices: indices.slice(0, length),
    values: values.slice(0, length),
  }
}
