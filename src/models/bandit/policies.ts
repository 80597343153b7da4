import { createRandom } from '../math/random.ts'
import { expectedRewards, type LinearPosterior, solveLower, solveUpper } from './linear-posterior.ts'

/** How an arm is chosen among candidates. */
export type Policy =
  | { readonly kind: 'uniform' }
  /** The best by expectation. */
  | { readonly kind: 'greedy'; readonly exploration: number }
  /** LinUCB (Li et al. 2010): the best by x'theta + alpha sqrt(x' A^-1 x). */
  | { readonly kind: 'linucb'; readonly alpha: number; readonly exploration: number }
  /** Linear Thompson sampling (Agrawal & Goyal 2013): each arm as often as it is the best of a draw of theta. */
  | { readonly kind: 'thompson'; readonly draws: number; readonly seed: number; readonly exploration: number }

const bestOf = (scores: Float64Array): number => scores.reduce((best, score, i) => (score > scores[best] ? i : best), 0)

/** LinUCB's optimistic rewards, one per context (rows of n x features). */
export const upperBounds = (model: LinearPosterior, contexts: ArrayLike<number>, alpha: number): Float64Array => {
  const { cholesky, features: d } = model
  const expected = expectedRewards(model, contexts)
  return expected.map((value, row) => {
    const x = Float64Array.from({ length: d }, (_, i) => contexts[row * d + i])
    // x' A^-1 x = |L^-1 x|^2
    const z = solveLower(cholesky, x, d)
    return value + alpha * Math.sqrt(z.reduce((sum, part) => sum + part * part, 0))
  })
}

/** How often each context is the best over so many draws of theta from the posterior. */
const drawnShares = (
  { mean, cholesky, features: d, noise }: LinearPosterior,
  contexts: ArrayLike<number>,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Float64Array => {
  const random = createRandom(seed)
  const shares = new Float64Array(contexts.length / d)
  const scores = new Float64Array(shares.length)
  for (let draw = 0; draw < draws; draw++) {
    // theta = mean + noise L'^-1 z has covariance noise^2 A^-1.
    const step = solveUpper(
      cholesky,
      Float64Array.from({ length: d }, () => random.normal()),
      d,
    )
    scores.fill(0)
    for (let row = 0; row < scores.length; row++) {
      for (let i = 0; i < d; i++) scores[row] += contexts[row * d + i] * (mean[i] + noise * step[i])
    }
    shares[bestOf(scores)] += 1 / draws
  }
  return shares
}

const oneHot = (length: number, at: number): Float64Array => Float64Array.from({ length }, (_, i) => (i === at ? 1 : 0))

const sharesOf = (
  policy: Exclude<Policy, { kind: 'uniform' }>,
  model: LinearPosterior,
  contexts: ArrayLike<number>,
) => {
  switch (policy.kind) {
    case 'greedy': {
      const expected = expectedRewards(model, contexts)
      return oneHot(expected.length, bestOf(expected))
    }
    case 'linucb': {
      const bounds = upperBounds(model, contexts, policy.alpha)
      return oneHot(bounds.length, bestOf(bounds))
    }
    case 'thompson':
      return drawnShares(model, contexts, policy)
  }
}

/**
 * The probability with which a policy chooses each of n contexts (rows of n x features). `exploration` (0..1) of it is spread over all alike, so that nothing has a
 * probability of 0 and estimates from the log have bounded weights. Adds up to 1.
 */
export const choiceProbabilities = (
  policy: Policy,
  model: LinearPosterior,
  contexts: ArrayLike<number>,
): Float64Array => {
  const arms = contexts.length / model.features
  if (policy.kind === 'uniform') return new Float64Array(arms).fill(1 / arms)
  const { exploration } = policy
  return sharesOf(policy, model, contexts).map((share) => (1 - exploration) * share + exploration / arms)
}

/** The arm that a uniform draw in (0, 1) falls on. */
export const drawArm = (probabilities: Float64Array, uniform: number): number => {
  let sum = 0
  for (let arm = 0; arm < probabilities.length; arm++) {
    sum += probabilities[arm]
    if (uniform < sum) return arm
  }
  return probabilities.length - 1
}
