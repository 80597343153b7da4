import type { Interactions } from '../interactions.ts'
import { createRandom, type Random } from '../math/random.ts'
import { sigmoid } from '../math/sigmoid.ts'
import { type FactorModel, gramOf, readingFactors } from './factor-model.ts'
import type { FitTools, RecommenderFamily, TrainingData } from './family.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'

export interface BprOptions {
  readonly factors: number
  readonly learningRate: number
  /** lambda of the steps, on all factors they touch. */
  readonly shrinkage: number
  /** As many draws as there are interactions, each. */
  readonly epochs: number
  /** How much more than 1 the confidence in a full-weight event is when a history is put among the items. */
  readonly alpha: number
  /** lambda of that: where it is far above the items' squared lengths, a history is the sum of its items. */
  readonly regularisation: number
  readonly weights: SignalWeights
  /** Of the history that is read; the factors are fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

/** An item that the user does not have; after some tries, any. */
const drawOther = ({ items, indices, pointers }: Interactions, user: number, random: Random): number => {
  const own = indices.subarray(pointers[user], pointers[user + 1])
  let item = random.integer(items)
  for (let tries = 0; tries < 10 && own.includes(item); tries++) item = random.integer(items)
  return item
}

/** One step up the gradient of ln sigmoid(x_u (y_i - y_j)) - lambda/2 (|x_u|² + |y_i|² + |y_j|²). */
const climb = (x: Float32Array, i: Float32Array, j: Float32Array, rate: number, shrinkage: number): void => {
  let difference = 0
  for (let f = 0; f < x.length; f++) difference += x[f] * (i[f] - j[f])
  const gradient = sigmoid(-difference)
  for (let f = 0; f < x.length; f++) {
    const [ofX, ofI, ofJ] = [x[f], i[f], j[f]]
    x[f] += rate * (gradient * (ofI - ofJ) - shrinkage * ofX)
    i[f] += rate * (gradient * ofX - shrinkage * ofI)
    j[f] += rate * (-gradient * ofX - shrinkage * ofJ)
  }
}

const draws = (length: number, factors: number, random: Random): Float32Array =>
  Float32Array.from({ length }, () => (0.1 * random.normal()) / Math.sqrt(factors))

const ownerOf = ({ users, pointers, indices }: Interactions): Int32Array => {
  const owner = new Int32Array(indices.length)
  for (let user = 0; user < users; user++) owner.fill(user, pointers[user], pointers[user + 1])
  return owner
}

const fitFactors = (own: Interactions, options: BprOptions, { seed, report }: FitTools): Float32Array => {
  const { factors, learningRate, shrinkage, epochs } = options
  const random = createRandom(seed)
  const itemFactors = draws(own.items * factors, factors, random)
  const userFactors = draws(own.users * factors, factors, random)
  const owner = ownerOf(own)
  const rowOf = (table: Float32Array, at: number) => table.subarray(at * factors, (at + 1) * factors)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let draw = 0; draw < owner.length; draw++) {
      const at = random.integer(owner.length)
      const user = owner[at]
      const other = drawOther(own, user, random)
      const [liked, unknown] = [rowOf(itemFactors, own.indices[at]), rowOf(itemFactors, other)]
      climb(rowOf(userFactors, user), liked, unknown, learningRate, shrinkage)
    }
    report?.((epoch + 1) / epochs)
  }
  return itemFactors
}

const fitBpr = ({ histories, catalogue }: TrainingData, options: BprOptions, tools: FitTools): FactorModel => {
  const { factors, alpha, regularisation, weights, halfLifeDays } = options
  const { items, recommendable } = catalogue
  const own = toInteractions(histories, recommendable, { weights, halfLifeDays: 0 })
  if (own.indices.length === 0) throw new Error('BPR has no interactions to learn from')
  const itemFactors = fitFactors(own, options, tools)
  const gram = gramOf(itemFactors, items, factors)
  if (!gram.every(Number.isFinite))
    throw new Error(`BPR did not converge at a learning rate of ${options.learningRate}`)
  const hearing = { recommendable, weights, halfLifeDays }
  return Object.freeze({ items, factors, itemFactors, gram, alpha, regularisation, ...hearing })
}

/**
 * Matrix factorisation that learns to rank what somebody has above what they have not (Rendle, Freudenthaler, Gantner & Schmidt-Thieme 2009, "BPR: Bayesian personalized
 * ranking from implicit feedback"): stochastic gradient ascent, by draws with replacement of a pair (u, i) and an item j that u does not have, on
 *
 *   sum_(u,i,j) ln sigmoid(x_u (y_i - y_j)) - lambda/2 |Theta|²
 *
 * Only the items' factors are kept. A history is put among them as in ALS, in closed form (with the default lambda it is, but for its length, the sum of its items), so that
 * everybody can be scored, whether they were fitted on or not, and each score can be told apart. One thread; epochs x interactions x factors steps.
 */
export const bpr: RecommenderFamily<BprOptions, FactorModel> = {
  ...readingFactors,
  name: 'bpr',
  defaults: {
    factors: 64,
    learningRate: 0.05,
    shrinkage: 0.01,
    epochs: 20,
    alpha: 1,
    regularisation: 1000,
    weights: purchasesOnly,
    halfLifeDays: 180,
  },
  space: {
    factors: [32, 64],
    learningRate: [0.02, 0.05, 0.1],
    shrinkage: [0.001, 0.01, 0.03],
    epochs: [5, 10, 20, 40],
    alpha: [1],
    regularisation: [10, 1000],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  work: ({ histories }, { factors, epochs }) => 8 * epochs * histories.item.length * factors,
  fit: fitBpr,
}
