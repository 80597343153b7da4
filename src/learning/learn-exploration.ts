import { priorPosterior, updatePosterior } from '../models/bandit/linear-posterior.ts'
import type { PopularProduct, SimilarPair } from '../store/survey.ts'
import { featureNames } from './candidate-features.ts'
import type { KeptModel } from './exploration-model.ts'
import { surveyPoolOf } from './survey-pool.ts'

/** What there is to learn from: plain data that crosses to another thread at little cost. */
export interface LearningInput {
  /** Of what was chosen: decisions x features. */
  readonly features: Float64Array
  /** Per decision: 1 where it was clicked or bought, else 0. */
  readonly rewards: Float64Array
  readonly popular: readonly PopularProduct[]
  readonly pairs: readonly SimilarPair[]
}

/** The mathematics of learning: pure, and too long for an event loop that renews locks. */
export const learnExploration = ({ features, rewards, popular, pairs }: LearningInput): KeptModel => {
  const d = featureNames.length
  const observations = Array.from(rewards, (reward, at) => ({
    features: features.subarray(at * d, (at + 1) * d),
    reward,
  }))
  return {
    features: featureNames,
    posterior: updatePosterior(priorPosterior(d), observations),
    survey: surveyPoolOf(popular, pairs),
  }
}
