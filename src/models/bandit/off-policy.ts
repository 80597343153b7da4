/**
 * What a policy would have earned per decision, from decisions that another one made and logged with its probabilities (propensities).
 * Arrays run in parallel, one entry a decision.
 */
export interface LoggedDecisions {
  readonly rewards: ArrayLike<number>
  /** Probability with which the logging policy chose what it chose; above 0. */
  readonly propensities: ArrayLike<number>
  /** Probability with which the policy in question would have chosen the same. */
  readonly targets: ArrayLike<number>
}

/** For the doubly robust estimate: what a model of rewards, fitted on other decisions, says. */
export interface RewardModel {
  /** Of what was chosen. */
  readonly chosen: ArrayLike<number>
  /** Mean over the candidates under the policy in question. */
  readonly expected: ArrayLike<number>
}

export interface PolicyValue {
  readonly value: number
  /** 95 % interval, normal approximation. */
  readonly low: number
  readonly high: number
  /** (sum w)^2 / sum w^2 (Kish 1965): so many decisions of the policy's own the log is worth. */
  readonly effectiveDecisions: number
}

const z95 = 1.959963984540054

const weightsOf = ({ propensities, targets }: LoggedDecisions): Float64Array =>
  Float64Array.from(propensities, (propensity, i) => targets[i] / propensity)

const effective = (weights: Float64Array): number => {
  const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0)
  return squares === 0 ? 0 : weights.reduce((sum, weight) => sum + weight, 0) ** 2 / squares
}

const meanWithInterval = (terms: Float64Array, weights: Float64Array): PolicyValue => {
  const n = terms.length
  const value = terms.reduce((sum, term) => sum + term, 0) / n
  const variance = terms.reduce((sum, term) => sum + (term - value) ** 2, 0) / Math.max(1, n - 1)
  const half = z95 * Math.sqrt(variance / n)
  return { value, low: value - half, high: value + half, effectiveDecisions: effective(weights) }
}

/**
 * Inverse propensity scoring (Horvitz & Thompson 1952): mean of w r, w = target / propensity. Unbiased; its variance grows with the weights. Where no
 * decision is one that the policy could have made, the mean is 0 without spread, but nothing is known: anything from 0 to 1.
 */
export const estimateIps = (log: LoggedDecisions): PolicyValue => {
  const weights = weightsOf(log)
  if (weights.every((weight) => weight === 0)) return { value: 0, low: 0, high: 1, effectiveDecisions: 0 }
  return meanWithInterval(
    weights.map((weight, i) => weight * log.rewards[i]),
    weights,
  )
}

/**
 * Self-normalised IPS (Swaminathan & Joachims 2015): sum w r / sum w. Slightly biased, much steadier; interval by the delta method. Where no decision
 * is one that the policy could have made, nothing is known: anything from 0 to 1.
 */
export const estimateSnips = (log: LoggedDecisions): PolicyValue => {
  const weights = weightsOf(log)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return { value: 0.5, low: 0, high: 1, effectiveDecisions: 0 }
  const value = weights.reduce((sum, weight, i) => sum + weight * log.rewards[i], 0) / total
  const squares = weights.reduce((sum, weight, i) => sum + (weight * (log.rewards[i] - value)) ** 2, 0)
  const half = (z95 * Math.sqrt(squares)) / total
  return { value, low: value - half, high: value + half, effectiveDecisions: effective(weights) }
}

/**
 * Doubly robust (Dudík, Langford & Li 2011): mean of q(policy) + w (r - q(chosen)). Unbiased where the propensities are right, whatever the model; steadier than IPS the
 * better the model.
 */
export const estimateDoublyRobust = (log: LoggedDecisions, model: RewardModel): PolicyValue => {
  const weights = weightsOf(log)
  return meanWithInterval(
    weights.map((weight, i) => model.expected[i] + weight * (log.rewards[i] - model.chosen[i])),
    weights,
  )
}
