import { buildInteractions, type Interactions } from './interactions.ts'
import { createTopK } from './top-k.ts'

/** Who bought what how long ago, one entry a purchase; a pair may occur several times. */
export interface Purchases {
  readonly users: number
  readonly items: number
  readonly user: ArrayLike<number>
  readonly item: ArrayLike<number>
  /** Days before the as-of instant, 0 or more. */
  readonly ageDays: ArrayLike<number>
}

/** What many people bought lately. */
export interface Trending {
  /** Only purchases of the last so many days count. */
  readonly windowDays: number
  /** The trending items, best first, ties by index. */
  readonly top: Int32Array
  /** Per item, 0..1: 1 for the first of `top`, 0 for all that are not in it. */
  readonly score: Float32Array
}

export interface TrendingOptions {
  /** Widened by doubling, up to the whole history, while fewer than `length` items were bought in it. */
  readonly windowDays: number
  /** How many items may trend. */
  readonly length: number
}

export const defaultTrendingOptions: TrendingOptions = { windowDays: 28, length: 120 }

/** Per person and item, days since the latest purchase. */
const latestAges = (purchases: Purchases): Interactions =>
  buildInteractions({ ...purchases, weight: purchases.ageDays, combine: ([latest]) => latest })

const decayedBuyers = (ages: Interactions, windowDays: number, halfLifeDays: number): Float64Array => {
  const sums = new Float64Array(ages.items)
  ages.indices.forEach((item, at) => {
    if (ages.values[at] <= windowDays) sums[item] += 2 ** (-ages.values[at] / halfLifeDays)
  })
  return sums
}

/** Buyers per item, each person once. */
export const countBuyers = (purchases: Purchases): Float64Array =>
  decayedBuyers(latestAges(purchases), Infinity, Infinity)

const best = (scores: Float64Array, recommendable: ArrayLike<number>, length: number): Int32Array => {
  const top = createTopK(length)
  scores.forEach((score, item) => {
    if (score > 0 && recommendable[item]) top.offer(item, score)
  })
  top.sort()
  return top.items.slice(0, top.size())
}

/**
 * Time-decayed popularity: per item, the sum over people of 2^(-2 age / window) by their latest purchase within the window.
 * Items that are not recommendable do not trend. The order of rows does not matter beyond the rounding of sums.
 */
export const fitTrending = (
  purchases: Purchases,
  recommendable: ArrayLike<number>,
  options: Partial<TrendingOptions> = {},
): Trending => {
  const { windowDays: shortest, length } = { ...defaultTrendingOptions, ...options }
  const ages = latestAges(purchases)
  const oldest = ages.values.reduce((most, age) => Math.max(most, age), 0)
  for (let windowDays = shortest; ; windowDays *= 2) {
    const scores = decayedBuyers(ages, windowDays, windowDays / 2)
    const top = best(scores, recommendable, length)
    if (top.length < length && windowDays < oldest) continue
    const score = new Float32Array(purchases.items)
    for (const item of top) score[item] = scores[item] / scores[top[0]]
    return Object.freeze({ windowDays, top, score })
  }
}

/** What is bought most within each category. */
export interface CategoryPopularity {
  /** Per item the index of its category, -1 without. */
  readonly categoryOf: Int32Array
  /** Per item, 0..1: buyers over those of the category's best. */
  readonly score: Float32Array
  /** Row c of `items` is `items[pointers[c] .. pointers[c + 1]]`: the best of category c, best first, ties by index. */
  readonly pointers: Int32Array
  readonly items: Int32Array
}

/** Popularity per category from buyers per item; at most `length` items a category are listed, all are scored. */
export const fitCategoryPopularity = (
  buyers: Float64Array,
  categoryOf: Int32Array,
  recommendable: ArrayLike<number>,
  length: number,
): CategoryPopularity => {
  const categories = categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)
  const members: number[][] = Array.from({ length: categories }, () => [])
  categoryOf.forEach((category, item) => {
    if (category >= 0 && recommendable[item] && buyers[item] > 0) members[category].push(item)
  })
  for (const items of members) items.sort((a, b) => buyers[b] - buyers[a] || a - b)
  const score = new Float32Array(categoryOf.length)
  for (const items of members) for (const item of items) score[item] = buyers[item] / buyers[items[0]]
  const listed = members.map((items) => items.slice(0, length))
  const pointers = new Int32Array(categories + 1)
  listed.forEach((items, category) => {
    pointers[category + 1] = pointers[category] + items.length
  })
  return Object.freeze({ categoryOf, score, pointers, items: Int32Array.from(listed.flat()) })
}
