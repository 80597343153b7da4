import { createRandom } from '../math/random.ts'
import { isAvailable, type LoggedEpisodes } from './episodes.ts'

/** Q(s, a): what doing a in s brings in all, by a table. Plain data. */
export interface ActionValues {
  readonly stateCount: number
  readonly actionCount: number
  /** states x actions, row-major; 0 where it was never tried. */
  readonly values: Float64Array
  /** How often each was tried. */
  readonly visits: Int32Array
  /** Standard error of each value: of the mean of what was earned and what followed. Infinity with fewer than two visits. */
  readonly errors: Float64Array
}

export interface TabularOptions {
  /** Times that the log is gone through. */
  readonly sweeps: number
  /** 0.5 < omega <= 1: the step size of a cell is its number of updates to the power -omega (Even-Dar & Mansour 2003). */
  readonly omega: number
  /** Decides the order of episodes in each sweep. */
  readonly seed: number
}

export const defaultTabularOptions: TabularOptions = { sweeps: 60, omega: 0.7, seed: 1 }

/** What following on from the next step is believed to be worth. */
type Continuation = (values: Float64Array, next: number) => number

const learn = (log: LoggedEpisodes, options: Partial<TabularOptions>, continuation: Continuation): ActionValues => {
  const { sweeps, omega, seed } = { ...defaultTabularOptions, ...options }
  const { stateCount, actionCount, starts, states, actions, rewards, discounts } = log
  const values = new Float64Array(stateCount * actionCount)
  const updates = new Int32Array(values.length)
  const targetOf = (step: number, isLast: boolean): number =>
    rewards[step] + (isLast ? 0 : discounts[step] * continuation(values, step + 1))
  const random = createRandom(seed)
  const episodes = Array.from({ length: starts.length - 1 }, (_, e) => e)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const e of random.shuffle(episodes)) {
      // Backwards: what was earned late reaches the early steps in one sweep.
      for (let step = starts[e + 1] - 1; step >= starts[e]; step--) {
        const cell = states[step] * actionCount + actions[step]
        updates[cell]++
        values[cell] += (targetOf(step, step + 1 === starts[e + 1]) - values[cell]) / updates[cell] ** omega
      }
    }
  }
  const visits = countVisits(log)
  return { stateCount, actionCount, values, visits, errors: standardErrors(log, { values, visits }, targetOf) }
}

/** Root of the mean square of what a step's target misses its value by, over the root of the visits. */
const standardErrors = (
  { actionCount, starts, states, actions }: LoggedEpisodes,
  { values, visits }: Pick<ActionValues, 'values' | 'visits'>,
  targetOf: (step: number, isLast: boolean) => number,
): Float64Array => {
  const squares = new Float64Array(values.length)
  for (let e = 0; e + 1 < starts.length; e++) {
    for (let step = starts[e]; step < starts[e + 1]; step++) {
      const cell = states[step] * actionCount + actions[step]
      squares[cell] += (targetOf(step, step + 1 === starts[e + 1]) - values[cell]) ** 2
    }
  }
  return squares.map((sum, cell) =>
    visits[cell] < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(sum / (visits[cell] - 1) / visits[cell]),
  )
}

/** states x actions: how often each was done. */
export const countVisits = ({ stateCount, actionCount, states, actions }: LoggedEpisodes): Int32Array => {
  const visits = new Int32Array(stateCount * actionCount)
  for (let step = 0; step < states.length; step++) visits[states[step] * actionCount + actions[step]]++
  return visits
}

/**
 * Q-learning (Watkins & Dayan 1992) by replay of a log:
 *
 *   Q(s, a) += alpha (r + gamma max_a' Q(s', a') - Q(s, a))
 *
 * The maximum is over what could be done at the next step and was ever tried there: of the rest the log says nothing.
 * Learns the value of the best policy, whatever policy was logged.
 */
export const fitQLearning = (log: LoggedEpisodes, options: Partial<TabularOptions> = {}): ActionValues => {
  const visits = countVisits(log)
  const { actionCount, states, available } = log
  return learn(log, options, (values, next) => {
    let best = Number.NEGATIVE_INFINITY
    for (let action = 0; action < actionCount; action++) {
      const cell = states[next] * actionCount + action
      if (visits[cell] > 0 && isAvailable(available[next], action) && values[cell] > best) best = values[cell]
    }
    return best
  })
}

/**
 * SARSA (Rummery & Niranjan 1994; Sutton & Barto 2018, 6.4) by replay of a log:
 *
 *   Q(s, a) += alpha (r + gamma Q(s', a') - Q(s, a))
 *
 * with the a' that was done: the value of an action if all goes on as logged. Best by it is one step of policy improvement over what was logged.
 */
export const fitSarsa = (log: LoggedEpisodes, options: Partial<TabularOptions> = {}): ActionValues =>
  learn(log, options, (values, next) => values[log.states[next] * log.actionCount + log.actions[next]])

/**
 * Expected SARSA (van Seijen et al. 2009): the mean of Q(s', .) under a policy in place of one action's, so it learns the value of that policy and with less noise.
 * `targets`: steps x actions, what the policy would do at each step of the log.
 */
export const fitExpectedSarsa = (
  log: LoggedEpisodes,
  targets: ArrayLike<number>,
  options: Partial<TabularOptions> = {},
): ActionValues =>
  learn(log, options, (values, next) => {
    let mean = 0
    for (let action = 0; action < log.actionCount; action++)
      mean += targets[next * log.actionCount + action] * values[log.states[next] * log.actionCount + action]
    return mean
  })
