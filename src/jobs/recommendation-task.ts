import { evaluateRecommender } from '../models/evaluation/evaluate-recommender.ts'
import type { Purchases } from '../models/popularity.ts'
import { recommendForUsers } from '../models/recommend.ts'
import type { RecommendationLists } from '../models/recommendation-lists.ts'
import {
  defaultHalfLifeDays,
  fitRecommender,
  historiesOf,
  type ItemFacts,
  type TermWeights,
} from '../models/recommender.ts'
import { type SimilarItems, similarProducts } from '../models/similar-products.ts'

export interface RecommendationInput {
  readonly purchases: Purchases
  readonly facts: ItemFacts
}

export interface FittedRecommender {
  readonly weights: TermWeights
  readonly trendingDays: number
  /** The trending items, best first. */
  readonly trending: Int32Array
  readonly similar: SimilarItems
  readonly metrics: Readonly<Record<string, number>>
}

/** Users per block: what a block takes grows with them, and is freed before the next. */
const blockSize = 2000

const cutOff = 20

const evaluate = (purchases: Purchases, facts: ItemFacts) => {
  const { weights, model, popularity, heldOutDays } = evaluateRecommender(purchases, facts, {}, { k: cutOff })
  const metrics = {
    [`recall@${cutOff}`]: model.recall,
    [`ndcg@${cutOff}`]: model.ndcg,
    [`popularityRecall@${cutOff}`]: popularity.recall,
    [`popularityNdcg@${cutOff}`]: popularity.ndcg,
    coverage: model.coverage,
    heldOutUsers: model.users,
    heldOutDays,
  }
  // Where nothing could be held out there is nothing to say.
  return { weights, metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))) }
}

/** What was fitted and how well it does, then everybody's lists in blocks of users. */
export function* recommendations(
  { purchases, facts }: RecommendationInput,
  report: (fraction: number) => void,
): Generator<FittedRecommender | RecommendationLists> {
  const { weights, metrics } = evaluate(purchases, facts)
  report(0.4)
  const recommender = fitRecommender(purchases, facts, { weights })
  const { top, windowDays } = recommender.trending
  yield { weights, metrics, trendingDays: windowDays, trending: top.slice(), similar: similarProducts(recommender) }
  const histories = historiesOf(purchases, facts.recommendable, defaultHalfLifeDays)
  for (let from = 0; from < purchases.users; from += blockSize) {
    report(0.5 + (0.5 * from) / purchases.users)
    yield recommendForUsers(recommender, histories, { from, to: Math.min(purchases.users, from + blockSize) })
  }
}
