import type { ActionProbabilities, LoggedEpisodes } from './episodes.ts'
import { stateValues } from './fitted-q-evaluation.ts'

/** A mean per episode with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

const z = 1.959963984540054

/** Mean of independent parts, and the normal interval. Of none: 0, and nothing known; of one the same. */
export const meanWithInterval = (parts: ArrayLike<number>): Estimate => {
  const n = parts.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += parts[i]
  const value = n === 0 ? 0 : sum / n
  if (n < 2) return { value, low: -Infinity, high: Infinity }
  let squares = 0
  for (let i = 0; i < n; i++) squares += (parts[i] - value) ** 2
  const half = z * Math.sqrt(squares / (n - 1) / n)
  return { value, low: value - half, high: value + half }
}

/** pi / mu of what was done at each step. */
const ratios = ({ actions, actionCount, propensities }: LoggedEpisodes, targets: ActionProbabilities): Float64Array =>
  Float64Array.from(actions, (action, step) => targets[step * actionCount + action] / propensities[step])

/**
 * Stepwise doubly robust (Jiang & Li 2016; Thomas & Brunskill 2016), a part per episode:
 *
 *   V(s_0) + sum over t of gamma^t rho_0..t (r_t + gamma V(s_t+1) - Q(s_t, a_t))
 *
 * Their mean is unbiased where the propensities are right, whatever Q (fitted on other episodes); the better Q, the steadier.
 */
export const doublyRobustParts = (log: LoggedEpisodes, targets: ActionProbabilities, q: Float64Array): Float64Array => {
  const { starts, states, actions, rewards, discounts, actionCount } = log
  const values = stateValues(log, targets, q)
  const ratio = ratios(log, targets)
  return Float64Array.from({ length: starts.length - 1 }, (_, e) => {
    // Backwards: D_t = V(s_t) + rho_t (r_t + gamma D_t+1 - Q(s_t, a_t)), Jiang & Li's equation (10).
    let part = 0
    for (let step = starts[e + 1] - 1; step >= starts[e]; step--) {
      const follows = step + 1 < starts[e + 1] ? discounts[step] * part : 0
      part = values[step] + ratio[step] * (rewards[step] + follows - q[states[step] * actionCount + actions[step]])
    }
    return part
  })
}

export interface WeightedEstimate extends Estimate {
  /** n^2 / sum w^2 at the first step (after Kish 1965): so many episodes of the policy's own the log is worth at most. */
  readonly effectiveEpisodes: number
}

const longestEpisode = ({ starts }: LoggedEpisodes): number => {
  let longest = 0
  for (let e = 0; e + 1 < starts.length; e++) longest = Math.max(longest, starts[e + 1] - starts[e])
  return longest
}

/** Weight and discounted reward of each episode at its step t, one t after the other; an episode that has ended keeps its weight and earns nothing. */
function* weighByStep(log: LoggedEpisodes, targets: ActionProbabilities) {
  const { starts, rewards, discounts } = log
  const ratio = ratios(log, targets)
  const weights = new Float64Array(starts.length - 1).fill(1)
  const worths = new Float64Array(starts.length - 1).fill(1)
  const earned = new Float64Array(starts.length - 1)
  for (let t = 0; t < longestEpisode(log); t++) {
    for (let e = 0; e < earned.length; e++) {
      const step = starts[e] + t
      const isOver = step >= starts[e + 1]
      earned[e] = isOver ? 0 : worths[e] * rewards[step]
      if (isOver) continue
      weights[e] *= ratio[step]
      worths[e] *= discounts[step]
    }
    yield { t, weights, earned }
  }
}

const sumsOf = (weights: Float64Array, earned: Float64Array) => {
  let [total, squares, sum] = [0, 0, 0]
  for (let e = 0; e < weights.length; e++) {
    total += weights[e]
    squares += weights[e] ** 2
    sum += weights[e] * earned[e]
  }
  return { total, squares, mean: sum / total }
}

/**
 * Per-decision weighted importance sampling (Precup, Sutton & Singh 2000): of each place t in the episodes
 *
 *   sum over episodes of w_t gamma^t r_t / sum of w_t,  w_t = product of pi / mu up to t
 *
 * and the sum of these. Consistent, slightly biased, much steadier than unweighted. The interval is by the delta method, from each episode's influence. Where no episode is one
 * that the policy could have had, nothing is known.
 */
export const weightedPerDecision = (log: LoggedEpisodes, targets: ActionProbabilities): WeightedEstimate => {
  const n = log.starts.length - 1
  const influence = new Float64Array(n)
  let [value, effectiveEpisodes] = [0, n]
  for (const { t, weights, earned } of weighByStep(log, targets)) {
    const { total, squares, mean } = sumsOf(weights, earned)
    if (total === 0) return { value, low: -Infinity, high: Infinity, effectiveEpisodes: 0 }
    if (t === 0) effectiveEpisodes = total ** 2 / squares
    value += mean
    for (let e = 0; e < n; e++) influence[e] += (n * weights[e] * (earned[e] - mean)) / total
  }
  const { value: middle, low, high } = meanWithInterval(influence)
  return { value, low: value + low - middle, high: value + high - middle, effectiveEpisodes }
}
