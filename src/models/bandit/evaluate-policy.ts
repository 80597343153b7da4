import { expectedRewards, type LinearPosterior, priorPosterior, updatePosterior } from './linear-posterior.ts'
import { estimateDoublyRobust, estimateIps, estimateSnips, type PolicyValue } from './off-policy.ts'
import { choiceProbabilities, type Policy } from './policies.ts'

/** One decision as it was logged. */
export interface Decision {
  /** candidates x features, row-major. */
  readonly contexts: ArrayLike<number>
  /** Row that was chosen. */
  readonly chosen: number
  /** Probabilities with which each row would have been; above 0 where it was. */
  readonly propensities: ArrayLike<number>
  /** 0..1 */
  readonly reward: number
}

export interface PolicyEstimates {
  readonly ips: PolicyValue
  readonly snips: PolicyValue
  readonly doublyRobust: PolicyValue
}

const chosenFeatures = ({ contexts, chosen }: Decision, d: number): Float64Array =>
  Float64Array.from({ length: d }, (_, i) => contexts[chosen * d + i])

/** E w^2 over the candidates; what could never be logged says nothing. */
const squareOf = (targets: Float64Array, propensities: ArrayLike<number>): number =>
  targets.reduce((sum, target, arm) => sum + (propensities[arm] > 0 ? target ** 2 / propensities[arm] : 0), 0)

/** The posterior after these decisions. */
export const learnFrom = (prior: LinearPosterior, decisions: readonly Decision[]): LinearPosterior =>
  updatePosterior(
    prior,
    decisions.map((decision) => ({ features: chosenFeatures(decision, prior.features), reward: decision.reward })),
  )

/**
 * What a policy with this posterior would have earned per decision. The model of rewards for the doubly robust estimate is fitted on the other half of the log each time
 * (odd and even decisions), so that no decision speaks for itself. Empty logs have no estimate: null.
 */
export const evaluatePolicy = (
  decisions: readonly Decision[],
  policy: Policy,
  posterior: LinearPosterior,
): PolicyEstimates | null => {
  if (decisions.length === 0) return null
  const d = posterior.features
  const prior = priorPosterior(d)
  const halves = [0, 1].map((half) =>
    learnFrom(
      prior,
      decisions.filter((_, i) => i % 2 !== half),
    ),
  )
  const probabilities = decisions.map(({ contexts }) => choiceProbabilities(policy, posterior, contexts))
  const predicted = decisions.map(({ contexts }, i) => expectedRewards(halves[i % 2], contexts))
  const log = {
    rewards: decisions.map(({ reward }) => reward),
    propensities: decisions.map(({ propensities, chosen }) => propensities[chosen]),
    targets: decisions.map(({ chosen }, i) => probabilities[i][chosen]),
    squares: decisions.map(({ propensities }, i) => squareOf(probabilities[i], propensities)),
  }
  const model = {
    chosen: decisions.map(({ chosen }, i) => predicted[i][chosen]),
    expected: predicted.map((values, i) => values.reduce((sum, value, arm) => sum + probabilities[i][arm] * value, 0)),
  }
  return { ips: estimateIps(log), snips: estimateSnips(log), doublyRobust: estimateDoublyRobust(log, model) }
}
