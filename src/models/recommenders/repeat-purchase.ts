import { normalCdf } from '../math/normal-cdf.ts'
import type { RecommenderFamily, ScorePart, TrainingData } from './family.ts'
import { type Histories, purchaseSignal } from './histories.ts'
import { positionsByItem } from './positions-by-item.ts'

export interface RepeatPurchaseOptions {
  /** The score is the probability of buying again within the next so many days. */
  readonly horizonDays: number
  /** Purchases of an item after which its own share of repeats counts as much as the shop's. */
  readonly shareShrinkage: number
  /** Intervals after which an item's own count as much as the shop's, and a person's own as much as the item's. */
  readonly intervalShrinkage: number
}

export interface RepeatPurchase extends RepeatPurchaseOptions {
  /** Per item: the part of its purchases after which the same person bought it again. */
  readonly share: Float32Array
  /** Per item mean and standard deviation of the logarithm of the days between. */
  readonly meanLog: Float32Array
  readonly spread: Float32Array
  readonly recommendable: Uint8Array
}

/** One person's purchases of one item. */
interface Rhythm {
  readonly item: number
  /** Intervals between purchases of at least a day. */
  readonly intervals: number
  /** Sums over intervals of the logarithm of the days, and of its square. */
  readonly logs: number
  readonly squares: number
  readonly sinceDays: number
}

/** Purchases less than a day apart are one. */
const shortestInterval = 1

const rhythmOf = (item: number, ages: readonly number[]): Rhythm => {
  let [intervals, logs, squares, last] = [0, 0, 0, ages[0]]
  for (const age of ages) {
    if (last - age < shortestInterval) continue
    const log = Math.log(last - age)
    intervals += 1
    logs += log
    squares += log * log
    last = age
  }
  return { item, intervals, logs, squares, sinceDays: ages[ages.length - 1] }
}

/** What one person has bought of what is recommendable, by item. */
const rhythmsOf = (histories: Histories, recommendable: Uint8Array, user: number): readonly Rhythm[] => {
  const { item, signal, ageDays, pointers } = histories
  const ages = new Map<number, number[]>()
  for (const at of positionsByItem(histories, pointers[user], pointers[user + 1])) {
    if (signal[at] !== purchaseSignal || !recommendable[item[at]]) continue
    const own = ages.get(item[at])
    if (own) own.push(ageDays[at])
    else ages.set(item[at], [ageDays[at]])
  }
  return Array.from(ages, ([item, ages]) => rhythmOf(item, ages))
}

/** Per item, over people: purchases, intervals, and the sums of their logarithms and squares. */
const sumRhythms = ({ histories, catalogue }: TrainingData) => {
  const [purchases, intervals] = [new Float64Array(catalogue.items), new Float64Array(catalogue.items)]
  const [logs, squares] = [new Float64Array(catalogue.items), new Float64Array(catalogue.items)]
  for (let user = 0; user < histories.users; user++) {
    for (const rhythm of rhythmsOf(histories, catalogue.recommendable, user)) {
      purchases[rhythm.item] += rhythm.intervals + 1
      intervals[rhythm.item] += rhythm.intervals
      logs[rhythm.item] += rhythm.logs
      squares[rhythm.item] += rhythm.squares
    }
  }
  return { purchases, intervals, logs, squares }
}

const sum = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** Where a shop has no repeats to learn from: a month, give or take a factor of e. */
const unknown = { meanLog: Math.log(30), variance: 1 }
/** So that a rhythm of exactly the same days does not become a certainty. */
const leastVariance = 0.04

/** The whole shop's share and intervals, towards which items are shrunk. */
const shopOf = (sums: ReturnType<typeof sumRhythms>) => {
  const [purchases, intervals] = [sum(sums.purchases), sum(sums.intervals)]
  const share = (intervals + 0.5) / (purchases + 1)
  if (intervals < 2) return { share, ...unknown }
  const meanLog = sum(sums.logs) / intervals
  return { share, meanLog, variance: Math.max(leastVariance, sum(sums.squares) / intervals - meanLog ** 2) }
}

const towards = (sum: number, count: number, prior: number, weight: number): number =>
  (sum + weight * prior) / (count + weight)

const fitModel = (data: TrainingData, options: RepeatPurchaseOptions): RepeatPurchase => {
  const sums = sumRhythms(data)
  const shop = shopOf(sums)
  const { purchases, intervals, logs, squares } = sums
  const weight = options.intervalShrinkage
  const share = Float32Array.from(purchases, (count, item) =>
    towards(intervals[item], count, shop.share, options.shareShrinkage),
  )
  const meanLog = Float32Array.from(logs, (log, item) => towards(log, intervals[item], shop.meanLog, weight))
  const spread = Float32Array.from(squares, (square, item) => {
    const mean = meanLog[item]
    const deviations = square - 2 * mean * logs[item] + intervals[item] * mean ** 2
    return Math.sqrt(Math.max(leastVariance, towards(deviations, intervals[item], shop.variance, weight)))
  })
  return Object.freeze({ ...options, share, meanLog, spread, recommendable: data.catalogue.recommendable })
}

/** One person's own: how likely another purchase is at all, and the mean logarithm of the days to it. */
const ownRhythm = (model: RepeatPurchase, { item, intervals, logs }: Rhythm) => ({
  again: towards(intervals, intervals, model.share[item], model.shareShrinkage),
  meanLog: towards(logs, intervals, model.meanLog[item], model.intervalShrinkage),
})

/** P(bought again within the horizon | not since). */
const probability = (model: RepeatPurchase, rhythm: Rhythm): number => {
  const { again, meanLog } = ownRhythm(model, rhythm)
  const until = (days: number) => (days > 0 ? normalCdf((Math.log(days) - meanLog) / model.spread[rhythm.item]) : 0)
  const [past, next] = [until(rhythm.sinceDays), until(rhythm.sinceDays + model.horizonDays)]
  return (again * (next - past)) / (1 - again * past)
}

/**
 * What this person buys again, with their own rhythm (after Bhagat, Muralidharan, Lobzhanidze & Vishwanath 2018, "Buy it again: modeling repeat purchase recommendations").
 *
 *   score(u, j) = rho_uj (F_uj(t + H) - F_uj(t)) / (1 - rho_uj F_uj(t)),   F_uj = log-normal(mu_uj, sigma_j)
 *   rho_uj = (r_uj + a rho_j) / (r_uj + a),   mu_uj = (sum of the person's log intervals + k mu_j) / (r_uj + k)
 *
 * with t the days since the latest purchase, H the horizon, and r_uj the person's repeats; rho_j, mu_j, sigma_j are the item's, shrunk in the same way towards the shop's. Every repeat
 * is a chance that was taken, and the latest purchase one that is still open. It scores only what is in the history.
 */
export const repeatPurchase: RecommenderFamily<RepeatPurchaseOptions, RepeatPurchase> = {
  name: 'repeat-purchase',
  defaults: { horizonDays: 28, shareShrinkage: 5, intervalShrinkage: 3 },
  space: { horizonDays: [14, 28, 56], shareShrinkage: [2, 5, 20], intervalShrinkage: [1, 3, 10] },
  isSequential: false,
  memory: ({ histories, catalogue }) => ({
    model: 13 * catalogue.items + 24,
    fit: 48 * catalogue.items + 8 * histories.users + 1024,
  }),
  fit: fitModel,
  score: (model, { histories, from, to, scores }) => {
    scores.fill(0)
    for (let user = from; user < to; user++) {
      for (const rhythm of rhythmsOf(histories, model.recommendable, user)) {
        scores[(user - from) * histories.items + rhythm.item] = Math.max(0, probability(model, rhythm))
      }
    }
  },
  explain: (model, histories, user, item): readonly ScorePart[] => {
    const rhythm = rhythmsOf(histories, model.recommendable, user).find((rhythm) => rhythm.item === item)
    if (!rhythm) return []
    const value = probability(model, rhythm)
    const everyDays = Math.exp(ownRhythm(model, rhythm).meanLog)
    return value > 0 ? [{ kind: 'AGAIN', value, everyDays, sinceDays: rhythm.sinceDays }] : []
  },
}
