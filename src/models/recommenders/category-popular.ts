import { countingMemory, countPeople } from './count-people.ts'
import type { RecommenderFamily } from './family.ts'
import type { Histories } from './histories.ts'
import { everySignal, everySignalAlike, purchasesOnly, type SignalWeights, toInteractions } from './to-interactions.ts'

export interface CategoryPopularOptions {
  /** A category counts from this share of the history on. */
  readonly minShare: number
  readonly weights: SignalWeights
  /** Of the history that is read; 0: nothing fades. */
  readonly halfLifeDays: number
}

export interface CategoryPopular extends CategoryPopularOptions {
  /** Index of the category per item, -1 without. */
  readonly categoryOf: Int32Array
  /** Per item 0..1: people who have it over those of its category's best. */
  readonly score: Float32Array
  readonly categories: number
  readonly recommendable: Uint8Array
}

/** People over those of the best of the same category; 0 without a category. */
const withinCategories = (people: Float64Array, categoryOf: Int32Array, categories: number): Float32Array => {
  const most = new Float64Array(categories)
  categoryOf.forEach((category, item) => {
    if (category >= 0) most[category] = Math.max(most[category], people[item])
  })
  return Float32Array.from(people, (count, item) =>
    count > 0 && categoryOf[item] >= 0 ? count / most[categoryOf[item]] : 0,
  )
}

/** Each category's part of one history, by what is heard of it; parts below `minShare` are 0. */
const sharesOf = (model: CategoryPopular, histories: Histories, user: number): Float64Array => {
  const heard = toInteractions(histories, model.recommendable, model, user, user + 1)
  const shares = new Float64Array(model.categories)
  let whole = 0
  heard.indices.forEach((item, at) => {
    if (model.categoryOf[item] < 0) return
    shares[model.categoryOf[item]] += heard.values[at]
    whole += heard.values[at]
  })
  return shares.map((part) => (part > 0 && part / whole >= model.minShare ? part / whole : 0))
}

/**
 * What is bought most in the categories that a person buys from: score(u, j) = share_u(c(j)) n_j / max over c(j) of n. A history of one purchase is enough for it.
 */
export const categoryPopular: RecommenderFamily<CategoryPopularOptions, CategoryPopular> = {
  name: 'category-popular',
  defaults: { minShare: 0.05, weights: everySignalAlike, halfLifeDays: 180 },
  space: {
    minShare: [0, 0.05, 0.2],
    weights: [purchasesOnly, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 180],
  },
  isSequential: false,
  memory: (data) => ({ model: 9 * data.catalogue.items + 128, fit: countingMemory(data) }),
  fit: (data, options) => {
    const { categoryOf, recommendable } = data.catalogue
    const categories = categoryOf.reduce((most, category) => Math.max(most, category + 1), 0)
    const people = countPeople(data, { weights: options.weights, halfLifeDays: 0 })
    const score = withinCategories(people, categoryOf, categories)
    return Object.freeze({ ...options, categoryOf, score, categories, recommendable })
  },
  score: (model, { histories, from, to, scores }) => {
    const { categoryOf, score } = model
    for (let user = from; user < to; user++) {
      const shares = sharesOf(model, histories, user)
      const base = (user - from) * score.length
      for (let item = 0; item < score.length; item++) {
        scores[base + item] = categoryOf[item] < 0 ? 0 : shares[categoryOf[item]] * score[item]
      }
    }
  },
  explain: (model, histories, user, item) => {
    const category = model.categoryOf[item]
    const share = category < 0 ? 0 : sharesOf(model, histories, user)[category]
    const value = share * model.score[item]
    return value > 0 ? [{ kind: 'CATEGORY', value, category, share }] : []
  },
}
