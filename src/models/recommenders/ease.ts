import type { Compute } from '../../compute/compute.ts'
import type { Interactions } from '../interactions.ts'
import { createTopK } from '../top-k.ts'
import type { RecommenderFamily, ScorePart, TrainingData } from './family.ts'
import { positiveParts } from './positive-parts.ts'
import { rememberUser } from './remember-user.ts'
import { sparseOf } from './sparse-of.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'
import { pairsOf } from './work.ts'

export interface EaseOptions {
  /** lambda > 0: the larger, the less is believed of what few bought. */
  readonly regularisation: number
  /** Of each item the strongest so many weights are kept, by their size. */
  readonly neighbours: number
  /** Of a larger catalogue the items that most people have: fitting takes 4 bytes times the square of it, at most 4 GiB in all. */
  readonly mostItems: number
  readonly weights: SignalWeights
  /** Of the history that is read; the weights are fitted on everything alike. 0: nothing fades. */
  readonly halfLifeDays: number
}

/** B in sparse rows: what item i of a history says of others is `pointers[i] .. pointers[i + 1]`. 8 bytes a weight and 5 an item. */
export interface EaseModel {
  readonly items: number
  readonly pointers: Int32Array
  readonly target: Int32Array
  readonly weight: Float32Array
  readonly recommendable: Uint8Array
  readonly weights: SignalWeights
  readonly halfLifeDays: number
}

/** Items that somebody has, the most popular where there are more than `most`; ascending. */
const chosenItems = ({ items, indices }: Interactions, most: number): Int32Array => {
  const people = new Int32Array(items)
  for (const item of indices) people[item]++
  const known = Int32Array.from(people.keys()).filter((item) => people[item] > 0)
  if (known.length <= most) return known
  const popular = known.sort((a, b) => people[b] - people[a] || a - b)
  return popular.slice(0, most).sort()
}

/** The same interactions with only the chosen items, numbered by their place. */
const restrictTo = (own: Interactions, chosen: Int32Array): Interactions => {
  const placeOf = new Int32Array(own.items).fill(-1)
  chosen.forEach((item, place) => {
    placeOf[item] = place
  })
  const pointers = new Int32Array(own.users + 1)
  const [indices, values] = [new Int32Array(own.indices.length), new Float32Array(own.indices.length)]
  let length = 0
  for (let user = 0; user < own.users; user++) {
    for (let at = own.pointers[user]; at < own.pointers[user + 1]; at++) {
      const place = placeOf[own.indices[at]]
      if (place < 0) continue
      indices[length] = place
      values[length++] = own.values[at]
    }
    pointers[user + 1] = length
  }
  return {
    users: own.users,
    items: chosen.length,
    pointers,
    indices: indices.slice(0, length),
    values: values.slice(0, length),
  }
}

/** P = (XᵀX + lambda I)⁻¹, in the memory of the compute. @throws Error where rounding leaves nothing to invert */
const invertGram = (own: Interactions, regularisation: number, compute: Compute): Float32Array => {
  const n = own.items
  const gram = compute.float32(n * n)
  compute.scope(() => compute.sparseGram(sparseOf(compute, own), gram))
  for (let item = 0; item < n; item++) gram[item * n + item] += regularisation
  if (!compute.invertPositiveDefinite(gram, n)) {
    throw new Error(`EASE cannot invert its ${n} x ${n} matrix at a regularisation of ${regularisation}`)
  }
  return gram
}

/** Per item j the strongest B_ij = -P_ij / P_jj, as (i, j) pairs by j. P is symmetric: column j is read as row j. */
const strongestWeights = (inverse: Float32Array, n: number, neighbours: number) => {
  const best = createTopK(Math.min(neighbours, Math.max(1, n - 1)))
  const most = n * Math.min(neighbours, Math.max(0, n - 1))
  const [source, target, weight] = [new Int32Array(most), new Int32Array(most), new Float32Array(most)]
  let length = 0
  for (let j = 0; j < n; j++) {
    best.clear()
    const pivot = inverse[j * n + j]
    for (let i = 0; i < n; i++) if (i !== j && inverse[j * n + i] !== 0) best.offer(i, Math.abs(inverse[j * n + i]))
    for (let rank = 0; rank < best.size(); rank++) {
      source[length] = best.items[rank]
      target[length] = j
      weight[length++] = -inverse[j * n + best.items[rank]] / pivot
    }
  }
  return { source, target, weight, length }
}

/** Pairs as rows by source, targets ascending, with the numbers of the catalogue. */
const toRows = (items: number, chosen: Int32Array, pairs: ReturnType<typeof strongestWeights>) => {
  const pointers = new Int32Array(items + 1)
  for (let at = 0; at < pairs.length; at++) pointers[chosen[pairs.source[at]] + 1]++
  for (let item = 0; item < items; item++) pointers[item + 1] += pointers[item]
  const next = pointers.slice()
  const [target, weight] = [new Int32Array(pairs.length), new Float32Array(pairs.length)]
  for (let at = 0; at < pairs.length; at++) {
    const to = next[chosen[pairs.source[at]]]++
    target[to] = chosen[pairs.target[at]]
    weight[to] = pairs.weight[at]
  }
  return { pointers, target, weight }
}

const fitEase = ({ histories, catalogue }: TrainingData, options: EaseOptions, compute: Compute): EaseModel => {
  const { regularisation, neighbours, mostItems, weights, halfLifeDays } = options
  const { items, recommendable } = catalogue
  const heard = toInteractions(histories, recommendable, { weights, halfLifeDays: 0 })
  const chosen = chosenItems(heard, mostItems)
  const pairs = compute.scope(() => {
    const inverse = invertGram(restrictTo(heard, chosen), regularisation, compute)
    return strongestWeights(inverse, chosen.length, neighbours)
  })
  return Object.freeze({ items, ...toRows(items, chosen, pairs), recommendable, weights, halfLifeDays })
}

const memory = ({ histories, catalogue }: TrainingData, { neighbours, mostItems }: EaseOptions) => {
  const n = Math.min(catalogue.items, mostItems)
  const kept = n * Math.min(neighbours, Math.max(0, n - 1))
  const events = histories.item.length
  return { model: 8 * kept + 5 * catalogue.items + 256, fit: 4 * n * (n + 300) + 20 * kept + 44 * events }
}

const scoreHistories = ({ items, pointers, target, weight }: EaseModel, heard: Interactions, scores: Float32Array) => {
  scores.fill(0)
  for (let user = 0; user < heard.users; user++) {
    const row = scores.subarray(user * items, (user + 1) * items)
    for (let at = heard.pointers[user]; at < heard.pointers[user + 1]; at++) {
      const item = heard.indices[at]
      const value = heard.values[at]
      for (let to = pointers[item]; to < pointers[item + 1]; to++) row[target[to]] += value * weight[to]
    }
  }
  for (let at = 0; at < scores.length; at++) if (!(scores[at] > 0)) scores[at] = 0
}

/** What the last history explained says. */
const hearing = rememberUser((model: EaseModel, histories, user) =>
  toInteractions(histories, model.recommendable, model, user, user + 1),
)

/** Where the ascending targets of a row name an item; -1 where they do not. */
const placeOf = ({ pointers, target }: EaseModel, row: number, item: number): number => {
  let [from, to] = [pointers[row], pointers[row + 1]]
  while (from < to) {
    const middle = (from + to) >> 1
    if (target[middle] < item) from = middle + 1
    else to = middle
  }
  return from < pointers[row + 1] && target[from] === item ? from : -1
}

const explainScore = (model: EaseModel, { indices, values }: Interactions, item: number) => {
  const parts: ScorePart[] = []
  for (let at = 0; at < indices.length; at++) {
    const place = placeOf(model, indices[at], item)
    if (place < 0) continue
    parts.push({ kind: 'ITEM', value: values[at] * model.weight[place], item: indices[at], lift: Number.NaN })
  }
  return positiveParts(parts)
}

/**
 * EASE: the item-item weights that best reproduce everybody's history from itself, in closed form (Steck 2019, "Embarrassingly shallow autoencoders for sparse data",
 * equation 8).
 *
 *   min_B |X - X B|² + lambda |B|², diag B = 0:   P = (XᵀX + lambda I)⁻¹,   B_ij = -P_ij / P_jj,   score(u, j) = sum_i w_ui B_ij
 *
 * Weights below 0 speak against an item; a score below 0 is told as 0. Of each item only the strongest weights are kept. Fitting takes the square of the items in memory and
 * their cube in time, whatever the number of people.
 */
export const ease: RecommenderFamily<EaseOptions, EaseModel> = {
  name: 'ease',
  defaults: { regularisation: 200, neighbours: 300, mostItems: 10_000, weights: everySignalAlike, halfLifeDays: 180 },
  space: {
    regularisation: [10, 30, 100, 200, 400, 1000],
    neighbours: [100, 300, 1000],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  isSequential: false,
  memory,
  work: ({ histories, catalogue }, { mostItems }) =>
    0.025 * Math.min(catalogue.items, mostItems) ** 3 + 0.3 * pairsOf(histories),
  fit: (data, options, { compute }) => fitEase(data, options, compute),
  score: (model, { histories, from, to, scores }) =>
    scoreHistories(model, toInteractions(histories, model.recommendable, model, from, to), scores),
  explain: (model, histories, user, item) => explainScore(model, hearing(model, histories, user), item),
}
