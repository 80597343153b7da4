import { createRandom } from '../math/random.ts'
import { isAvailable, type LoggedEpisodes, type Policy as LoggedPolicy } from '../reinforcement/episodes.ts'
import {
  type LinearPosterior,
  type PosteriorOptions,
  priorPosterior,
  solveUpper,
  updatePosterior,
} from './linear-posterior.ts'

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

/** Weights that may be so, as many as were drawn: draws x features, row-major. */
export interface BelievedWeights {
  readonly draws: number
  readonly features: number
  readonly values: Float64Array
}

/** The weights that are believed most: of a greedy choice. */
export const meanWeights = ({ mean, features }: LinearPosterior): BelievedWeights => ({
  draws: 1,
  features,
  values: Float64Array.from(mean),
})

/** Weights drawn from what is believed, theta = mean + noise L'^-1 z: drawn once for many choices. */
export const drawWeights = (
  { mean, cholesky, features, noise }: LinearPosterior,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): BelievedWeights => {
  const random = createRandom(seed)
  const values = new Float64Array(draws * features)
  for (let draw = 0; draw < draws; draw++) {
    const z = Float64Array.from({ length: features }, () => random.normal())
    solveUpper(cholesky, z, features).forEach((step, i) => {
      values[draw * features + i] = mean[i] + noise * step
    })
  }
  return { draws, features, values }
}

/** What an arm earns more than arm 0, by weights that begin at `from`. */
const advantage = (weights: Float64Array, from: number, context: ArrayLike<number>, arm: number): number => {
  let sum = 0
  for (let i = 0; i < context.length; i++) sum += weights[from + arm * context.length + i] * context[i]
  return sum
}

export interface ArmChoice {
  /** Bit a for arm a. */
  readonly available: number
  /** 0..1 */
  readonly exploration: number
  /** How much more each arm costs now than when it was learned, in units of reward; null: nothing. */
  readonly dearer?: ArrayLike<number> | null
}

/**
 * Linear Thompson sampling (Agrawal & Goyal 2013): the probability of each arm is how often it is the best of those available over the draws. `exploration` (0..1) of it is spread over
 * these alike, so that nothing available has a probability of 0. By number of the arm, 0 for what is not available; arm 0 always is.
 */
export const armProbabilities = (
  { draws, features, values }: BelievedWeights,
  context: ArrayLike<number>,
  { available, exploration, dearer = null }: ArmChoice,
): Float64Array => {
  const probabilities = new Float64Array(features / context.length)
  const open = Array.from(probabilities, (_, arm) => arm).filter((arm) => arm === 0 || isAvailable(available, arm))
  for (const arm of open) probabilities[arm] = exploration / open.length
  for (let draw = 0; draw < draws; draw++) {
    let [best, most] = [0, 0]
    for (const arm of open) {
      const more = arm === 0 ? 0 : advantage(values, draw * features, context, arm) - (dearer?.[arm] ?? 0)
      if (more > most) [best, most] = [arm, more]
    }
    probabilities[best] += (1 - exploration) / draws
  }
  return probabilities
}

/** The bandit as a policy that others are compared with. */
export const banditPolicy =
  (weights: BelievedWeights, contexts: DecisionContexts, exploration: number): LoggedPolicy =>
  (log) => {
    const probabilities = new Float64Array(log.states.length * log.actionCount)
    for (let step = 0; step < log.states.length; step++) {
      const row = armProbabilities(weights, contextAt(contexts, step), { available: log.available[step], exploration })
      probabilities.set(row, step * log.actionCount)
    }
    return probabilities
  }
