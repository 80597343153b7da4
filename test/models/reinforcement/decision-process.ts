import { createRandom } from '../../../src/models/math/random.ts'
import type { LoggedEpisodes } from '../../../src/models/reinforcement/episodes.ts'

/** A Markov decision process of which everything is known. */
export interface DecisionProcess {
  readonly states: number
  readonly actions: number
  /** P(s' | s, a): states x actions x states; what is missing to 1 is the end. */
  readonly moves: readonly (readonly (readonly number[])[])[]
  /** Mean reward of (s, a). */
  readonly rewards: readonly (readonly number[])[]
  readonly discount: number
}

/**
 * Three states of a customer: active, cooling, gone quiet. A coupon (action 1) costs something at once, keeps who is cooling, and is wasted on the others; what it earns comes a step
 * later. Best at once is never to send one; best in the long run is to send one to who is cooling alone.
 */
export const shop: DecisionProcess = {
  states: 3,
  actions: 2,
  moves: [
    [
      [0.6, 0.3, 0],
      [0.6, 0.3, 0],
    ],
    [
      [0.1, 0.3, 0.5],
      [0.7, 0.1, 0.1],
    ],
    [
      [0.02, 0, 0.7],
      [0.04, 0, 0.7],
    ],
  ],
  rewards: [
    [10, 8],
    [3, 1],
    [0.5, -1.5],
  ],
  discount: 0.8,
}

/** What each state is worth if `probabilities[s][a]` is how it is played: Bellman's equation, iterated. */
export const valuesOf = (process: DecisionProcess, probabilities: readonly (readonly number[])[]): number[] => {
  let values = Array.from({ length: process.states }, () => 0)
  for (let i = 0; i < 500; i++) {
    const q = actionValues(process, values)
    values = q.map((row, s) => row.reduce((sum, value, a) => sum + probabilities[s][a] * value, 0))
  }
  return values
}

export const actionValues = ({ moves, rewards, discount }: DecisionProcess, values: readonly number[]): number[][] =>
  rewards.map((row, s) =>
    row.map((reward, a) => reward + discount * moves[s][a].reduce((sum, p, next) => sum + p * values[next], 0)),
  )

/** The best action of each state, and Q under it, by value iteration. */
export const solve = (process: DecisionProcess) => {
  let values = Array.from({ length: process.states }, () => 0)
  for (let i = 0; i < 500; i++) values = actionValues(process, values).map((row) => Math.max(...row))
  const q = actionValues(process, values)
  return { q, values, best: q.map((row) => row.indexOf(Math.max(...row))) }
}

/** Episodes of at most `longest` steps that begin in any state, played with these probabilities; rewards have noise of deviation 2. */
export const simulate = (
  { states, actions, moves, rewards, discount }: DecisionProcess,
  probabilities: readonly (readonly number[])[],
  { episodes, longest, seed }: { readonly episodes: number; readonly longest: number; readonly seed: number },
): LoggedEpisodes => {
  const random = createRandom(seed)
  const draw = (weights: readonly number[]): number => {
    let left = random.uniform()
    return weights.findIndex((weight) => {
      left -= weight
      return left < 0
    })
  }
  const steps: { s: number; a: number; r: number; p: number }[] = []
  const starts = [0]
  for (let e = 0; e < episodes; e++) {
    for (let [t, s] = [0, random.integer(states)]; t < longest && s >= 0; t++) {
      const a = draw(probabilities[s])
      steps.push({ s, a, r: rewards[s][a] + 2 * random.normal(), p: probabilities[s][a] })
      s = draw(moves[s][a])
    }
    starts.push(steps.length)
  }
  return {
    stateCount: states,
    actionCount: actions,
    starts: Int32Array.from(starts),
    states: Int32Array.from(steps, ({ s }) => s),
    actions: Int32Array.from(steps, ({ a }) => a),
    rewards: Float64Array.from(steps, ({ r }) => r),
    discounts: new Float64Array(steps.length).fill(discount),
    propensities: Float64Array.from(steps, ({ p }) => p),
    available: new Int32Array(steps.length).fill((1 << actions) - 1),
  }
}

/** The true value of episodes of `longest` steps that begin in any state. */
export const valueWithin = (
  process: DecisionProcess,
  probabilities: readonly (readonly number[])[],
  longest: number,
): number => {
  let values = Array.from({ length: process.states }, () => 0)
  for (let t = 0; t < longest; t++)
    values = actionValues(process, values).map((row, s) => row.reduce((sum, q, a) => sum + probabilities[s][a] * q, 0))
  return values.reduce((sum, value) => sum + value, 0) / process.states
}
