import { buildInteractions, trimRows } from '../interactions.ts'
import type { RecommenderFamily, ScorePart } from './family.ts'
import type { Histories } from './histories.ts'
import { type Sequences, toSequences } from './sequences.ts'
import { everySignal, purchasesOnly, type SignalWeights } from './to-interactions.ts'

export interface MarkovOptions {
  readonly weights: SignalWeights
  /** Steps that still count as after; the s-th counts 1 / s. */
  readonly window: number
  /** A step that took so many days counts half; 0: time does not matter. */
  readonly gapHalfLifeDays: number
  /** Transitions seen of an item before they say more than popularity does (mu). */
  readonly shrinkage: number
  /** The last items of a history that speak, and how much each one more says than the one before it (0..1). */
  readonly lookBack: number
  readonly fade: number
  /** Followers kept of an item: the most frequent. */
  readonly followers: number
}

export interface Markov {
  readonly options: MarkovOptions
  readonly recommendable: Uint8Array
  /** items + 1; row i: `next`, ascending, and how often each came after i. */
  readonly pointers: Int32Array
  readonly next: Int32Array
  readonly count: Float32Array
  /** Per item all that came after it, n_i. */
  readonly total: Float64Array
  /** Per item its share of events, p_j. */
  readonly popularity: Float32Array
}

/** Calls `tell` with every pair of a row that lies within the window, and how much it counts. At one moment nothing comes first: half each way. */
const eachStep = (
  { rows, pointers, item, ageDays }: Sequences,
  { window, gapHalfLifeDays }: MarkovOptions,
  tell: (from: number, to: number, count: number) => void,
): void => {
  const rate = gapHalfLifeDays > 0 ? 1 / gapHalfLifeDays : 0
  for (let row = 0; row < rows; row++) {
    for (let at = pointers[row]; at < pointers[row + 1]; at++) {
      for (let step = 1; step <= window && at + step < pointers[row + 1]; step++) {
        const gap = ageDays[at] - ageDays[at + step]
        const count = 2 ** (-gap * rate) / step
        if (item[at] === item[at + step]) continue
        if (gap > 0) tell(item[at], item[at + step], count)
        else {
          tell(item[at], item[at + step], count / 2)
          tell(item[at + step], item[at], count / 2)
        }
      }
    }
  }
}

const countSteps = (sequences: Sequences, items: number, options: MarkovOptions) => {
  const [user, item, weight]: [number[], number[], number[]] = [[], [], []]
  eachStep(sequences, options, (from, to, count) => {
    user.push(from)
    item.push(to)
    weight.push(count)
  })
  return buildInteractions({ users: items, items, user, item, weight })
}

const sharesOf = (item: Int32Array, items: number): Float32Array => {
  const shares = new Float32Array(items)
  for (const one of item) shares[one] += 1
  return shares.map((count) => count / Math.max(1, item.length))
}

/** The last items of one history, newest first, with how much each says: (1 - fade) fade^k. */
const speakers = ({ options, recommendable }: Markov, histories: Histories, user: number) => {
  const { weights, lookBack, fade } = options
  const { item } = toSequences(histories, recommendable, { weights, longest: lookBack }, user, user + 1)
  return Array.from(item.toReversed(), (item, k) => ({ item, weight: (1 - fade) * fade ** k }))
}

/** What popularity says where item i speaks: its share of (n_ij + mu p_j) / (n_i + mu). */
const backOff = ({ total, options }: Markov, item: number): number =>
  total[item] + options.shrinkage > 0 ? options.shrinkage / (total[item] + options.shrinkage) : 0

const scoreRow = (model: Markov, histories: Histories, user: number, row: Float32Array): void => {
  const { pointers, next, count, total, popularity, options } = model
  row.fill(0)
  let popular = 0
  for (const { item, weight } of speakers(model, histories, user)) {
    const scale = weight / (total[item] + options.shrinkage)
    for (let at = pointers[item]; at < pointers[item + 1]; at++) row[next[at]] += scale * count[at]
    popular += weight * backOff(model, item)
  }
  if (popular > 0) for (let j = 0; j < row.length; j++) row[j] += popular * popularity[j]
}

const explain = (model: Markov, histories: Histories, user: number, item: number): readonly ScorePart[] => {
  const { pointers, next, count, total, options } = model
  const after = new Map<number, number>()
  let popular = 0
  for (const speaker of speakers(model, histories, user)) {
    popular += speaker.weight * backOff(model, speaker.item) * model.popularity[item]
    const at = next.subarray(0, pointers[speaker.item + 1]).indexOf(item, pointers[speaker.item])
    if (at < 0) continue
    const value = (speaker.weight * count[at]) / (total[speaker.item] + options.shrinkage)
    after.set(speaker.item, (after.get(speaker.item) ?? 0) + value)
  }
  const parts: ScorePart[] = Array.from(after, ([item, value]) => ({ kind: 'NEXT', value, item }))
  if (popular > 0) parts.push({ kind: 'POPULAR', value: popular, windowDays: Infinity })
  return parts.sort((a, b) => b.value - a.value)
}

/**
 * A first-order Markov chain over items, shrunk to popularity (a Dirichlet prior, Zhai & Lafferty 2004):
 *   P(j | i) = (n_ij + mu p_j) / (n_i + mu),   score(j) = sum over the last items k of (1 - f) f^k P(j | i_k)
 * What comes next in its plainest form, and the yardstick of every sequence model; fits in one pass. Nothing is said of who has no history.
 */
export const markov: RecommenderFamily<MarkovOptions, Markov> = {
  name: 'markov',
  defaults: {
    weights: everySignal,
    window: 10,
    gapHalfLifeDays: 0,
    shrinkage: 50,
    lookBack: 10,
    fade: 0.5,
    followers: 500,
  },
  space: {
    weights: [everySignal, purchasesOnly],
    window: [1, 3, 10],
    gapHalfLifeDays: [0, 7, 60],
    shrinkage: [2, 10, 50],
    fade: [0.2, 0.5, 0.8],
  },
  isSequential: true,
  memory: ({ histories, catalogue }, { window, followers }) => {
    const steps = 2 * window * histories.item.length
    return {
      model: 17 * catalogue.items + 8 * Math.min(steps, followers * catalogue.items) + 512,
      fit: 60 * steps + 9 * histories.item.length,
    }
  },
  work: ({ histories }, { window }) => 600 * window * histories.item.length,
  fit: ({ histories, catalogue }, options) => {
    const { recommendable, items } = catalogue
    const sequences = toSequences(histories, recommendable, { weights: options.weights, longest: Infinity })
    const steps = countSteps(sequences, items, options)
    const total = new Float64Array(items)
    for (let item = 0; item < items; item++) {
      for (let at = steps.pointers[item]; at < steps.pointers[item + 1]; at++) total[item] += steps.values[at]
    }
    const { pointers, indices, values } = trimRows(steps, options.followers)
    const popularity = sharesOf(sequences.item, items)
    const recommends = recommendable.slice()
    return Object.freeze({
      options,
      recommendable: recommends,
      pointers,
      next: indices,
      count: values,
      total,
      popularity,
    })
  },
  score: (model, { histories, from, to, scores }) => {
    const { items } = histories
    for (let user = from; user < to; user++) {
      scoreRow(model, histories, user, scores.subarray((user - from) * items, (user - from + 1) * items))
    }
  },
  explain,
}
