import { type Interactions, transpose } from '../interactions.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'
import { fitItemRows, type ItemRows, rowLength } from './item-rows.ts'
import { type ItemRowsModel, readingItemRows } from './item-rows-model.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'

export interface P3AlphaOptions {
  /** Longest row of items kept for an item. */
  readonly neighbours: number
  /** Exponent of the transition probabilities: 1 is a plain walk, less lets people with many items say more. */
  readonly alpha: number
  readonly weights: SignalWeights
  /** Of the history that is read; the walk is fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

export interface RP3BetaOptions extends P3AlphaOptions {
  /** How much less what many have is recommended: 0 is P3alpha, 1 divides by the number of its people. */
  readonly beta: number
}

const rowSums = ({ users, pointers, values }: Interactions): Float64Array =>
  Float64Array.from({ length: users }, (_, row) => {
    let sum = 0
    for (let at = pointers[row]; at < pointers[row + 1]; at++) sum += values[at]
    return sum
  })

/** x^exponent, 0 where there is nothing to walk from. */
const power = (sums: Float64Array, exponent: number): Float64Array => sums.map((sum) => (sum > 0 ? sum ** exponent : 0))

const fitWalk = (own: Interactions, { neighbours, alpha, beta }: RP3BetaOptions): ItemRows => {
  const buyers = transpose(own)
  const sharpened = { ...own, values: own.values.map((value) => value ** alpha) }
  const leave = power(rowSums(buyers), -alpha)
  const rarity = Float64Array.from({ length: own.items }, (_, item) => Math.max(1, rowLength(buyers, item)) ** -beta)
  return fitItemRows(sharpened, transpose(sharpened), {
    neighbours,
    voice: power(rowSums(own), -alpha),
    similarity: (item, other, sum) => leave[item] * sum * rarity[other],
  })
}

const fitModel = (
  { histories, catalogue: { recommendable } }: TrainingData,
  options: RP3BetaOptions,
): ItemRowsModel => {
  const { weights, halfLifeDays } = options
  const rows = fitWalk(toInteractions(histories, recommendable, { weights, halfLifeDays: 0 }), options)
  return Object.freeze({ rows, recommendable, weights, halfLifeDays })
}

const p3AlphaDefaults: P3AlphaOptions = { neighbours: 100, alpha: 0.6, weights: everySignalAlike, halfLifeDays: 180 }
const p3AlphaSpace = {
  neighbours: [50, 100, 200],
  alpha: [0.4, 0.6, 0.8, 1],
  weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
  halfLifeDays: [0, 30, 90, 180],
}

/**
 * Three steps of a random walk from the person over what others bought (Cooper, Lee, Radinsky & Lui 2014, "Random walks in recommender systems").
 *
 *   score(u, j) = sum_i w_ui W_ij,   W_ij = sum_v p(v | i)^alpha p(j | v)^alpha,   p(v | i) = w_vi / sum_v w_vi,   p(j | v) = w_vj / sum_j w_vj
 */
export const p3Alpha: RecommenderFamily<P3AlphaOptions, ItemRowsModel> = {
  ...readingItemRows,
  name: 'p3alpha',
  defaults: p3AlphaDefaults,
  space: p3AlphaSpace,
  fit: (data, options) => fitModel(data, { ...options, beta: 0 }),
}

/**
 * P3alpha with what many have divided down (Paudel, Christoffel, Newell & Bernstein 2017, "Updatable, accurate, diverse, and scalable recommendations for interactive applications").
 *
 *   score(u, j) = sum_i w_ui W_ij / n_j^beta
 */
export const rp3Beta: RecommenderFamily<RP3BetaOptions, ItemRowsModel> = {
  ...readingItemRows,
  name: 'rp3beta',
  defaults: { ...p3AlphaDefaults, alpha: 0.4, beta: 0.3 },
  space: { ...p3AlphaSpace, beta: [0.1, 0.2, 0.3, 0.4, 0.6] },
  fit: fitModel,
}
