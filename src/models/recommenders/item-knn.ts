import { type Interactions, transpose, trimRows } from '../interactions.ts'
import type { RecommenderFamily } from './family.ts'
import { fitItemRows, type ItemRows, rowLength, workOfPair } from './item-rows.ts'
import { type ItemRowsModel, readingItemRows } from './item-rows-model.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'
import { pairsOf } from './work.ts'

export interface ItemKnnOptions {
  readonly neighbours: number
  /** h >= 0, in people with weights of 1: a pair bought by h people and by nobody apart is believed half. */
  readonly shrinkage: number
  /** 0: everybody counts alike; 0.5: by one over the root of the number of the person's items. */
  readonly damping: number
  /** q: how much more the nearest say than the farther. */
  readonly sharpness: number
  /** Pairs with fewer people are chance. */
  readonly minCoBuyers: number
  /** Histories are cut to their heaviest so many items: the cost is the sum of squared lengths. */
  readonly longestHistory: number
  readonly weights: SignalWeights
  /** Of the history that is read; the neighbours are fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

const norms = (buyers: Interactions, voice: Float64Array): Float64Array =>
  Float64Array.from({ length: buyers.users }, (_, item) => {
    let squares = 0
    for (let at = buyers.pointers[item]; at < buyers.pointers[item + 1]; at++) {
      squares += voice[buyers.indices[at]] * buyers.values[at] ** 2
    }
    return Math.sqrt(squares)
  })

/** The mean voice over interactions: what one typical person's vote weighs. */
const meanVoice = (own: Interactions, voice: Float64Array): number =>
  voice.reduce((sum, weight, user) => sum + weight * rowLength(own, user), 0) / Math.max(1, own.indices.length)

const fitRows = (interactions: Interactions, options: ItemKnnOptions): ItemRows => {
  const own = trimRows(interactions, options.longestHistory)
  const buyers = transpose(own)
  const voice = Float64Array.from(
    { length: own.users },
    (_, user) => Math.max(1, rowLength(own, user)) ** -options.damping,
  )
  const norm = norms(buyers, voice)
  const shrink = options.shrinkage * meanVoice(own, voice)
  const people = own.pointers.reduce((count, end, row) => count + (row > 0 && end > own.pointers[row - 1] ? 1 : 0), 0)
  return fitItemRows(own, buyers, {
    neighbours: options.neighbours,
    voice,
    similarity: (item, other, sum, count) => {
      const byChance = (rowLength(buyers, item) / people) * rowLength(buyers, other)
      return count < options.minCoBuyers || count <= byChance
        ? 0
        : (sum / (norm[item] * norm[other] + shrink)) ** options.sharpness
    },
  })
}
/**
 * Item-based nearest neighbours (Sarwar, Karypis, Konstan & Riedl 2001; Deshpande & Karypis 2004).
 *
 *   score(u, j) = sum_i w_ui sim(i, j)^q
 *   sim(i, j) = sum_v d_v w_vi w_vj / (|i| |j| + h d),   |i| = sqrt(sum_v d_v w_vi^2),   d_v = n_v^-damping
 *
 * over the neighbours each item of the history speaks for. h shrinks pairs that few people speak for, with d the mean d_v over interactions, so that h counts people; d_v lets
 * someone with n_v items say less about each pair, since that person makes n_v^2 / 2 of them; q above 1 lets the nearest of the history say more (Aiolli 2013). Pairs that chance alone would make as often (lift up to 1) are no neighbours.
 */
export const itemKnn: RecommenderFamily<ItemKnnOptions, ItemRowsModel> = {
  ...readingItemRows,
  name: 'item-knn',
  defaults: {
    neighbours: 50,
    shrinkage: 10,
    damping: 0.5,
    sharpness: 1,
    minCoBuyers: 2,
    longestHistory: 1000,
    weights: everySignalAlike,
    halfLifeDays: 180,
  },
  space: {
    neighbours: [20, 50, 100, 200],
    shrinkage: [3, 10, 20, 50],
    damping: [0, 0.5, 1],
    sharpness: [1, 1.25, 1.5, 2],
    minCoBuyers: [1, 2, 3],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  work: ({ histories }, { longestHistory }) => workOfPair * pairsOf(histories, longestHistory),
  fit: ({ histories, catalogue: { recommendable } }, options) => {
    const { weights, halfLifeDays } = options
    const rows = fitRows(toInteractions(histories, recommendable, { weights, halfLifeDays: 0 }), options)
    return Object.freeze({ rows, recommendable, weights, halfLifeDays })
  },
}
