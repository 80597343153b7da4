import type { Purchases } from '../popularity.ts'
import { recommendForUsers } from '../recommend.ts'
import {
  fitRecommender,
  type ItemFacts,
  type Recommender,
  type RecommenderOptions,
  type TermWeights,
} from '../recommender.ts'
import { type Holdout, type HoldoutOptions, holdOut } from './holdout.ts'
import { type RankingMetrics, rankingMetrics } from './ranking.ts'

export interface RecommenderEvaluation {
  /** The candidate with the best NDCG, the first of equals. */
  readonly weights: TermWeights
  readonly model: RankingMetrics
  /** Everybody gets what most people have bought, less what they have. */
  readonly popularity: RankingMetrics
  /** The held-out purchases are younger than this. */
  readonly heldOutDays: number
}

export interface EvaluationOptions extends HoldoutOptions {
  /** Cut-off of the metrics. */
  readonly k: number
  readonly candidates: readonly TermWeights[]
}

/** How much a shop's people follow the crowd differs: more where histories are short or seasons strong. */
export const candidateWeights: readonly TermWeights[] = [0.05, 0.15, 0.5].map((trending) => ({
  knn: 1,
  category: 0.1,
  trending,
}))

/** Ranks by the number of buyers alone: a recommender like any other, to be beaten. */
export const asPopularity = (options: Partial<RecommenderOptions> = {}): Partial<RecommenderOptions> => ({
  ...options,
  weights: { knn: 0, category: 0, trending: 1 },
  trending: { length: 1000, ...options.trending, windowDays: Infinity },
})

const measure = (recommender: Recommender, { read, wanted }: Holdout, k: number): RankingMetrics =>
  rankingMetrics(recommendForUsers(recommender, read, { listSize: k }), wanted, k)

/**
 * Trains once on the older purchases, measures every candidate of term weights on the latest, and popularity beside them. The best candidate's numbers are
 * flattered by having been chosen, a little: there are few. Metrics are NaN when nothing is held out.
 */
export const evaluateRecommender = (
  purchases: Purchases,
  facts: ItemFacts,
  options: Partial<RecommenderOptions> = {},
  { k = 20, candidates = candidateWeights, ...holdout }: Partial<EvaluationOptions> = {},
): RecommenderEvaluation => {
  const held = holdOut(purchases, facts.recommendable, holdout)
  const fitted = fitRecommender(held.before, facts, options)
  const measured = candidates.map((weights) => ({ weights, model: measure({ ...fitted, weights }, held, k) }))
  const best = measured.reduce((best, next) => (next.model.ndcg > best.model.ndcg ? next : best))
  const crowd = fitRecommender(held.before, facts, asPopularity(options))
  return { ...best, popularity: measure(crowd, held, k), heldOutDays: held.heldOutDays }
}
