import { type Interactions, transpose } from '../interactions.ts'
import { dotWithRow } from '../math/dot.ts'
import { truncatedSvd } from '../math/truncated-svd.ts'
import { addFactorScores, placeHistories, setNegativesToZero } from './add-factor-scores.ts'
import type { FitTools, RecommenderFamily, ScorePart } from './family.ts'
import { fitItemRows, type ItemRows, itemRowsMemory, liftOf, scoreItemRows, workOfPair } from './item-rows.ts'
import { positiveParts } from './positive-parts.ts'
import { rememberUser } from './remember-user.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'
import { pairsOf } from './work.ts'

export interface GraphFilterOptions {
  /** Frequencies that the ideal low-pass lets through. */
  readonly factors: number
  /** How much the low-pass counts beside the linear filter. */
  readonly lowPass: number
  /** Longest row of the linear filter; as many as there are items: exact. */
  readonly neighbours: number
  /** Of the search for the frequencies. */
  readonly iterations: number
  readonly weights: SignalWeights
  /** Of the history that is read; the filter is fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

export interface GraphFilter {
  readonly rows: ItemRows
  readonly factors: number
  /** items x factors: alpha^1/2 D^-1/2 V, what a history is taken in by. */
  readonly enter: Float32Array
  /** items x factors: alpha^1/2 D^1/2 V, what a score is given out by. */
  readonly leave: Float32Array
  readonly recommendable: Uint8Array
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

const rowSums = ({ users, pointers, values }: Interactions): Float64Array =>
  Float64Array.from({ length: users }, (_, row) => {
    let sum = 0
    for (let at = pointers[row]; at < pointers[row + 1]; at++) sum += values[at]
    return sum
  })

/** x^exponent, 0 for 0. */
const power = (sums: Float64Array, exponent: number): Float64Array => sums.map((sum) => (sum > 0 ? sum ** exponent : 0))

/** R~ = D_U^-1/2 R D_I^-1/2. */
const normalise = (own: Interactions, userScale: Float64Array, itemScale: Float64Array): Interactions => {
  const values = new Float32Array(own.values.length)
  for (let user = 0; user < own.users; user++) {
    for (let at = own.pointers[user]; at < own.pointers[user + 1]; at++) {
      values[at] = userScale[user] * own.values[at] * itemScale[own.indices[at]]
    }
  }
  return { ...own, values }
}

/** R~^T R~ by rows, each cut to its largest. */
const linearFilter = (normalised: Interactions, neighbours: number): ItemRows =>
  fitItemRows(normalised, transpose(normalised), {
    neighbours,
    voice: new Float64Array(normalised.users).fill(1),
    similarity: (_item, _other, sum) => sum,
  })

const scaleRows = (matrix: Float32Array, width: number, scale: Float64Array, by: number): Float32Array =>
  matrix.map((value, at) => value * by * scale[Math.floor(at / width)])

const lowPassFilter = (
  normalised: Interactions,
  degrees: Float64Array,
  options: GraphFilterOptions,
  tools: FitTools,
) => {
  const { users: rows, items: columns, ...entries } = normalised
  const asked = { rank: options.factors, iterations: options.iterations, oversampling: 20, seed: tools.seed }
  const { rank, right } = truncatedSvd({ rows, columns, ...entries }, asked, tools.compute)
  const by = Math.sqrt(options.lowPass)
  return {
    factors: rank,
    enter: scaleRows(right, rank, power(degrees, -0.5), by),
    leave: scaleRows(right, rank, power(degrees, 0.5), by),
  }
}

/** What an item is given out by, in doubles. */
const leaveOf = ({ leave, factors }: GraphFilter, item: number): Float64Array =>
  new Float64Array(leave.subarray(item * factors, (item + 1) * factors))

/**
 * Per item which neighbour of which heard item it is: chains of places in the rows, from `first[item]` on by `next`, -1 at their ends. Made in one pass over the rows of what is
 * heard, where looking an item up in each of them would pass over them once for every item that is explained.
 */
const chainNeighbours = (rows: ItemRows, heard: Interactions) => {
  const first = new Int32Array(rows.items).fill(-1)
  const length = heard.indices.reduce((sum, item) => sum + rows.pointers[item + 1] - rows.pointers[item], 0)
  const [next, rank, place] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)]
  let end = 0
  heard.indices.forEach((item, at) => {
    for (let own = rows.pointers[item]; own < rows.pointers[item + 1]; own++) {
      const neighbour = rows.neighbour[own]
      next[end] = first[neighbour]
      rank[end] = own
      place[end] = at
      first[neighbour] = end++
    }
  })
  return { first, next, rank, place }
}

/** What the last history explained says. */
const hearing = rememberUser((model: GraphFilter, histories, user) => {
  const heard = toInteractions(histories, model.recommendable, model, user, user + 1)
  return { heard, chains: chainNeighbours(model.rows, heard) }
})

/** Per heard item its place in the rows as a neighbour of the item that is explained; -1 where it is none. */
const ranksOf = ({ heard, chains }: ReturnType<typeof hearing>, item: number): Int32Array => {
  const ranks = new Int32Array(heard.indices.length).fill(-1)
  for (let at = chains.first[item]; at >= 0; at = chains.next[at]) ranks[chains.place[at]] = chains.rank[at]
  return ranks
}

/**
 * GF-CF: collaborative filtering as a filter on the graph of what people share (Shen, Wu, Zhang, Shan, Zhang, Letaief & Li 2021, "How powerful is graph convolution for
 * recommendation?"), a linear filter and an ideal low-pass.
 *
 *   score(u) = max(0, w_u (R~^T R~ + alpha D_I^-1/2 V V^T D_I^1/2)),   R~ = D_U^-1/2 R D_I^-1/2
 *
 * V: the right singular vectors of R~ with the largest singular values. Nothing is trained; the factors are found by randomised iteration on the sparse matrix.
 */
export const graphFilter: RecommenderFamily<GraphFilterOptions, GraphFilter> = {
  name: 'graph-filter',
  defaults: {
    factors: 256,
    lowPass: 0.3,
    neighbours: 500,
    iterations: 10,
    weights: everySignalAlike,
    halfLifeDays: 180,
  },
  space: {
    factors: [32, 64, 128, 256],
    lowPass: [0.1, 0.3, 1],
    neighbours: [100, 500],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  isSequential: false,
  memory: ({ histories, catalogue }, { factors, neighbours }) => {
    const rows = itemRowsMemory(catalogue.items, histories.item.length, histories.users, neighbours)
    const width = factors + 20
    return {
      model: rows.model + 8 * catalogue.items * factors,
      fit: rows.fit + 16 * histories.item.length + 4 * width * (histories.users + 4 * catalogue.items + 4 * width),
    }
  },
  work: ({ histories, catalogue }, { factors, iterations }) => {
    const width = factors + 20
    const step = 2 * histories.item.length * width + (histories.users + catalogue.items) * width ** 2
    return workOfPair * pairsOf(histories) + 0.2 * iterations * step
  },
  fit: ({ histories, catalogue: { recommendable } }, options, tools) => {
    const { weights, halfLifeDays } = options
    const own = toInteractions(histories, recommendable, { weights, halfLifeDays: 0 })
    const degrees = rowSums(transpose(own))
    const normalised = normalise(own, power(rowSums(own), -0.5), power(degrees, -0.5))
    const rows = linearFilter(normalised, options.neighbours)
    return Object.freeze({
      rows,
      ...lowPassFilter(normalised, degrees, options, tools),
      recommendable,
      weights,
      halfLifeDays,
    })
  },
  score: (model, { histories, from, to, scores }, compute) => {
    const heard = toInteractions(histories, model.recommendable, model, from, to)
    scoreItemRows(model.rows, heard, scores)
    const place = placeHistories(heard, model.enter, model.factors)
    addFactorScores(place, model.leave, model.factors, scores, compute)
    setNegativesToZero(scores)
  },
  explain: (model, histories, user, item) => {
    const known = hearing(model, histories, user)
    const { indices, values } = known.heard
    const { rows, enter, factors } = model
    const left = leaveOf(model, item)
    const ranks = ranksOf(known, item)
    const parts: ScorePart[] = []
    for (let at = 0; at < indices.length; at++) {
      const because = indices[at]
      const rank = ranks[at]
      const linear = rank < 0 ? 0 : rows.similarity[rank]
      const value = values[at] * (linear + dotWithRow(left, enter, because * factors))
      const lift = rank < 0 ? Number.NaN : liftOf(rows, because, item, rows.coBuyers[rank])
      parts.push({ kind: 'ITEM', value, item: because, lift })
    }
    return positiveParts(parts)
  },
}
