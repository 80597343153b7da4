import { type Histories, signals } from './histories.ts'
import type { SignalWeights } from './to-interactions.ts'

/** Takes one choice: an item, how much it says (above 0), and how many days ago it was. */
export type ChoiceListener = (item: number, weight: number, ageDays: number) => void

interface Hearing {
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

/** Events of one item that follow each other within this are one choice: looked at, put into the cart, bought. */
const sameChoiceDays = 1

/**
 * Reads the row of a user as choices: each item as often as it was chosen, by its loudest event, fading by half in `halfLifeDays` (0: never). Unlike `toInteractions`, which hears
 * an item once, this counts how often somebody came back to it. Items that are not recommendable are passed over.
 */
export const createChoiceReader =
  ({ pointers, item, ageDays, signal }: Histories, recommendable: ArrayLike<number>, hearing: Hearing) =>
  (user: number, hear: ChoiceListener): void => {
    const bySignal = signals.map((name) => hearing.weights[name])
    const open = new Map<number, { weight: number; age: number }>()
    const close = (which: number, { weight, age }: { weight: number; age: number }) => {
      hear(which, hearing.halfLifeDays > 0 ? weight * 2 ** (-age / hearing.halfLifeDays) : weight, age)
    }
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      const weight = bySignal[signal[at]]
      if (!(weight > 0) || !recommendable[item[at]]) continue
      const before = open.get(item[at])
      if (before !== undefined && before.age - ageDays[at] < sameChoiceDays) {
        before.weight = Math.max(before.weight, weight)
        before.age = ageDays[at]
        continue
      }
      if (before !== undefined) close(item[at], before)
      open.set(item[at], { weight, age: ageDays[at] })
    }
    for (const [which, choice] of open) close(which, choice)
  }
