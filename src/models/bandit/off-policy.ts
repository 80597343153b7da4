/**
 * What a policy would have earned per decision, from decisions that another one made and logged with its probabilities (propensities). Rewards are 0..1, and so is every value.
 * Arrays run in parallel, one entry a decision.
 */
export interface LoggedDecisions {
  readonly rewards: ArrayLike<number>
  /** Probability with which the logging policy chose what it chose; above 0. */
  readonly propensities: ArrayLike<number>
  /** Probability with which the policy in question would have chosen the same. */
  readonly targets: ArrayLike<number>
  /** E w^2 of each decision over all its candidates: sum over a of target_a^2 / propensity_a. Counts the heavy weights that happen not to be in the log. */
  readonly squares: ArrayLike<number>
}

/** For the doubly robust estimate: what a model of rewards, fitted on other decisions, says. */
export interface RewardModel {
  /** Of what was chosen. */
  readonly chosen: ArrayLike<number>
  /** Mean over the candidates under the policy in question. */
  readonly expected: ArrayLike<number>
}

/** All within 0..1: an estimate beyond what rewards can be is cut off there. */
export interface PolicyValue {
  readonly value: number
  /** 95 % interval; it holds the value. */
  readonly low: number
  readonly high: number
  /** n^2 / sum w^2 (after Kish 1965): so many decisions of the policy's own the log is worth. */
  readonly effectiveDecisions: number
}

const z = 1.959963984540054
/** Half of the decisions that are made up for an interval were rewarded, half were not. */
const made = z ** 2

const sumOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return sum
}

/**
 * Weights w = target / propensity, and the weight that the decisions that count have: sum w^2 / n, as logged or as expected, whatever is larger. A log without one decision that
 * the policy could have made is worth none.
 */
const weigh = ({ propensities, targets, squares }: LoggedDecisions) => {
  const weights = Float64Array.from(propensities, (propensity, i) => targets[i] / propensity)
  const n = weights.length
  const typical = Math.max(1, sumOf(weights.map((weight) => weight ** 2)) / n, sumOf(squares) / n)
  return { weights, typical, effectiveDecisions: weights.some((weight) => weight > 0) ? n / typical : 0 }
}

const clip = (value: number): number => Math.min(1, Math.max(0, value))

const valueWith = (estimate: number, middle: number, half: number, effectiveDecisions: number): PolicyValue => {
  const value = clip(estimate)
  return {
    value,
    low: Math.min(value, clip(middle - half)),
    high: Math.max(value, clip(middle + half)),
    effectiveDecisions,
  }
}

/**
 * Inverse propensity scoring (Horvitz & Thompson 1952): mean of w r, w = target / propensity. Unbiased before it is cut off; its variance grows with the weights.
 * The interval is Agresti & Coull's (1998) with weights: the normal one after z^2 more decisions of the typical weight W, half of them rewarded. Without them it closes around 0
 * where no reward has come yet, which is where little is known. With all weights 1 it is theirs. Where no decision is one that the policy could have made, nothing is known:
 * anything from 0 to 1.
 */
export const estimateIps = (log: LoggedDecisions): PolicyValue => {
  const { weights, typical, effectiveDecisions } = weigh(log)
  if (effectiveDecisions === 0) return { value: 0, low: 0, high: 1, effectiveDecisions }
  const terms = weights.map((weight, i) => weight * log.rewards[i])
  const n = terms.length + made * typical
  const middle = (sumOf(terms) + (made / 2) * typical) / n
  const squares = sumOf(terms.map((term) => term ** 2)) + (made / 2) * typical ** 2
  const half = z * Math.sqrt(Math.max(0, squares / n - middle ** 2) / n)
  return valueWith(sumOf(terms) / terms.length, middle, half, effectiveDecisions)
}

/** Wilson's interval (1927) of a rate among so many decisions. */
const wilson = (rate: number, n: number): readonly [number, number] => {
  const middle = (rate + made / (2 * n)) / (1 + made / n)
  const half = (z / (1 + made / n)) * Math.sqrt((rate * (1 - rate)) / n + made / (4 * n ** 2))
  return [middle, half]
}

/**
 * Self-normalised IPS (Swaminathan & Joachims 2015): sum w r / sum w. Slightly biased, much steadier. The interval is Wilson's for the effective decisions, or for as many as
 * its variance by the delta method is worth where these are fewer.
 */
export const estimateSnips = (log: LoggedDecisions): PolicyValue => {
  const { weights, effectiveDecisions } = weigh(log)
  if (effectiveDecisions === 0) return { value: 0.5, low: 0, high: 1, effectiveDecisions }
  const total = sumOf(weights)
  const value = sumOf(weights.map((weight, i) => weight * log.rewards[i])) / total
  const variance = sumOf(weights.map((weight, i) => (weight * (log.rewards[i] - value)) ** 2)) / total ** 2
  const worth = variance > 0 ? Math.min(effectiveDecisions, (value * (1 - value)) / variance) : effectiveDecisions
  const [middle, half] = wilson(value, worth)
  return valueWith(value, middle, half, effectiveDecisions)
}

/**
 * Doubly robust (Dudík, Langford & Li 2011): mean of q(policy) + w (r - q(chosen)). Unbiased where the propensities are right, whatever the model; steadier than IPS the
 * better the model. The interval is made like that of IPS, around what the model expects.
 */
export const estimateDoublyRobust = (log: LoggedDecisions, model: RewardModel): PolicyValue => {
  const { weights, typical, effectiveDecisions } = weigh(log)
  const { length } = weights
  const expected = sumOf(model.expected) / length
  const corrections = weights.map((weight, i) => weight * (log.rewards[i] - model.chosen[i]))
  const n = length + made * typical
  const guess = clip(expected)
  const correction = (sumOf(corrections) + (made / 2) * typical * (1 - 2 * guess)) / n
  const squares =
    sumOf(corrections.map((one) => one ** 2)) + (made / 2) * typical ** 2 * ((1 - guess) ** 2 + guess ** 2)
  const ofModel = sumOf(Array.from(model.expected, (one) => (one - expected) ** 2)) / length
  const half = z * Math.sqrt(Math.max(0, squares / n - correction ** 2) / n + ofModel / length)
  return valueWith(expected + sumOf(corrections) / length, expected + correction, half, effectiveDecisions)
}
