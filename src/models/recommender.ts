import { buildInteractions, filterInteractions, type Interactions } from './interactions.ts'
import { fitItemKnn, type ItemKnn, type ItemKnnOptions } from './item-knn.ts'
import {
  type CategoryPopularity,
  countBuyers,
  fitCategoryPopularity,
  fitTrending,
  type Purchases,
  type Trending,
  type TrendingOptions,
} from './popularity.ts'

/**
 * Everything that scores, and nothing of the users: plain frozen data.
 *
 *   score(u, j) = weights.knn sum_i (w_ui / max w_u) sim(i, j) + weights.category share_u(c(j)) best_c(j) + weights.trending trend(j)
 *
 * with the sum over the `evidence` strongest items i of the user's history, so that every term can be told, and all told terms are the score.
 */
export interface Recommender {
  readonly knn: ItemKnn
  readonly trending: Trending
  readonly categories: CategoryPopularity
  /** Per item 1, or 0 for what is billed but not merchandise: neither recommended nor evidence. */
  readonly recommendable: Uint8Array
  readonly weights: TermWeights
  readonly evidence: number
  /** A category counts for a user from this share of the history on. */
  readonly minShare: number
}

export interface TermWeights {
  readonly knn: number
  readonly category: number
  readonly trending: number
}

/** What a shop knows of its items besides purchases. */
export interface ItemFacts {
  /** Index of the category per item, -1 without. */
  readonly categoryOf: Int32Array
  readonly recommendable: Uint8Array
}

export interface RecommenderOptions {
  readonly knn: Partial<ItemKnnOptions>
  readonly trending: Partial<TrendingOptions>
  readonly weights: TermWeights
  readonly evidence: number
  readonly minShare: number
  /** Items kept per category as candidates. */
  readonly categoryLength: number
}

export const defaultRecommenderOptions: RecommenderOptions = {
  knn: {},
  trending: {},
  weights: { knn: 1, category: 0.1, trending: 0.05 },
  evidence: 5,
  minShare: 0.05,
  categoryLength: 120,
}

/** Half a year: measured on a shop of gifts, where the best lies between three months and a year. */
export const defaultHalfLifeDays = 180

/**
 * Whether people bought, not how often: one row a user, without what is no merchandise. The weight of an item is 1, halved every `halfLifeDays` since its latest purchase.
 * Models are fitted on weights of 1; recommendations are better read from fading ones (`defaultHalfLifeDays`).
 */
export const historiesOf = (
  purchases: Purchases,
  recommendable: ArrayLike<number>,
  halfLifeDays = Infinity,
): Interactions => {
  const weight = Float64Array.from(purchases.ageDays, (age) => 2 ** (-age / halfLifeDays))
  const bought = buildInteractions({ ...purchases, weight, combine: (weights) => weights[weights.length - 1] })
  return filterInteractions(bought, (_, item) => recommendable[item] === 1)
}

/** Facts of items of which nothing but purchases is known. */
export const noItemFacts = (items: number): ItemFacts => ({
  categoryOf: new Int32Array(items).fill(-1),
  recommendable: new Uint8Array(items).fill(1),
})

/** Fits all parts on purchases up to the as-of instant. */
export const fitRecommender = (
  purchases: Purchases,
  { categoryOf, recommendable }: ItemFacts,
  options: Partial<RecommenderOptions> = {},
): Recommender => {
  const { knn, trending, weights, evidence, minShare, categoryLength } = { ...defaultRecommenderOptions, ...options }
  const buyers = countBuyers(purchases)
  return Object.freeze({
    knn: fitItemKnn(historiesOf(purchases, recommendable), knn),
    trending: fitTrending(purchases, recommendable, trending),
    categories: fitCategoryPopularity(buyers, categoryOf, recommendable, categoryLength),
    ...{ recommendable, weights, evidence, minShare },
  })
}
