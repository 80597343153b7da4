import type { LoggedEpisodes, Policy as LoggedPolicy } from '../reinforcement/episodes.ts'
import { isAvailable } from '../reinforcement/episodes.ts'
import { type LinearPosterior, type PosteriorOptions, priorPosterior, updatePosterior } from './linear-posterior.ts'
import { choiceProbabilities, type Policy } from './policies.ts'

/** Numbers that describe who a decision is about: steps x width, row-major. */
export interface DecisionContexts {
  readonly width: number
  readonly values: Float64Array
}

/**
 * Features of an arm in a context x: x itself, by which all arms are alike, and x once more in the arm's own block; the block of arm 0, what the others are measured against, is
 * left out. So many arms share what is known of the customer (Li et al. 2010, the hybrid model).
 */
export const armFeatures = (context: ArrayLike<number>, arm: number, arms: number): Float64Array => {
  const width = context.length
  const features = new Float64Array(width * arms)
  features.set(Float64Array.from(context), 0)
  if (arm > 0) features.set(Float64Array.from(context), width * arm)
  return features
}

const contextAt = ({ values, width }: DecisionContexts, step: number): Float64Array =>
  values.subarray(step * width, (step + 1) * width)

/** What is believed of all arms after these steps of a log. `scale`: what one unit of reward is. */
export const learnArms = (
  log: Pick<LoggedEpisodes, 'actions' | 'rewards' | 'actionCount'>,
  contexts: DecisionContexts,
  steps: Iterable<number>,
  { scale, ...options }: Partial<PosteriorOptions> & { readonly scale: number },
): LinearPosterior =>
  updatePosterior(
    priorPosterior(contexts.width * log.actionCount, options),
    (function* () {
      for (const step of steps)
        yield {
          features: armFeatures(contextAt(contexts, step), log.actions[step], log.actionCount),
          reward: log.rewards[step] / scale,
        }
    })(),
  )

/** Probabilities of each arm that can be chosen, 0 for the others, by number of the arm. */
export const armProbabilities = (
  policy: Policy,
  posterior: LinearPosterior,
  context: ArrayLike<number>,
  available: number,
): Float64Array => {
  const arms = posterior.features / context.length
  const open = Array.from({ length: arms }, (_, arm) => arm).filter((arm) => isAvailable(available, arm))
  const contexts = new Float64Array(open.length * posterior.features)
  open.forEach((arm, row) => {
    contexts.set(armFeatures(context, arm, arms), row * posterior.features)
  })
  const chances = choiceProbabilities(policy, posterior, contexts)
  const probabilities = new Float64Array(arms)
  open.forEach((arm, row) => {
    probabilities[arm] = chances[row]
  })
  return probabilities
}

/** The bandit as a policy that others are compared with. */
export const banditPolicy =
  (policy: Policy, posterior: LinearPosterior, contexts: DecisionContexts): LoggedPolicy =>
  (log) => {
    const probabilities = new Float64Array(log.states.length * log.actionCount)
    for (let step = 0; step < log.states.length; step++) {
      const row = armProbabilities(policy, posterior, contextAt(contexts, step), log.available[step])
      probabilities.set(row, step * log.actionCount)
    }
    return probabilities
  }
