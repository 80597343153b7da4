import { isAvailable, type LoggedEpisodes, type Policy } from './episodes.ts'
import type { ActionValues } from './tabular.ts'

export interface GreedyOptions {
  /** What is done where nothing better is known; it must always be available. */
  readonly fallback: number
  /** Less often tried than this, an action is not known to be better. At least 1. */
  readonly fewestVisits: number
  /** At least 0: standard errors of the difference by which an action has to be better than the fallback. */
  readonly caution: number
}

/**
 * The best of what is available and was tried often enough, where it is better than the fallback by more than noise: pessimism in the face of what a log does not tell (Jin, Yang &
 * Wang 2021). Of equals, and where nothing is, the fallback.
 */
export const greedyAction = (
  { values, visits, errors, actionCount }: Omit<ActionValues, 'stateCount'>,
  state: number,
  available: number,
  { fallback, fewestVisits, caution }: GreedyOptions,
): number => {
  const first = state * actionCount
  let best = fallback
  // Whether anything is better than the fallback is not known where that was not tried.
  if (visits[first + fallback] < fewestVisits) return fallback
  for (let action = 0; action < actionCount; action++) {
    const known = isAvailable(available, action) && visits[first + action] >= fewestVisits
    if (!known || values[first + action] <= values[first + best]) continue
    const noise = caution === 0 ? 0 : caution * Math.hypot(errors[first + action], errors[first + fallback])
    if (values[first + action] - values[first + fallback] > noise) best = action
  }
  return best
}

const certain = (log: LoggedEpisodes, choose: (step: number) => number): Float64Array => {
  const probabilities = new Float64Array(log.states.length * log.actionCount)
  for (let step = 0; step < log.states.length; step++) probabilities[step * log.actionCount + choose(step)] = 1
  return probabilities
}

/** Does what is best by a table, see `greedyAction`. */
export const greedyPolicy =
  (table: ActionValues, options: GreedyOptions): Policy =>
  (log) =>
    certain(log, (step) => greedyAction(table, log.states[step], log.available[step], options))

/** Always does the same where it can be done, and else the fallback. */
export const constantPolicy =
  (action: number, fallback: number): Policy =>
  (log) =>
    certain(log, (step) => (isAvailable(log.available[step], action) ? action : fallback))
