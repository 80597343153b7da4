import { createRandom } from '../math/random.ts'

export type BootstrapMeasure = 'auc' | 'brier' | 'logLoss'

/** By how much a challenger is better than a champion on the same rows: above 0 is better, whatever the measure. */
export interface PairedDifference {
  readonly measure: BootstrapMeasure
  readonly difference: number
  /** 95 % percentile interval. */
  readonly low: number
  readonly high: number
  /** The share of draws in which the challenger is better. */
  readonly chance: number
}

/** A measure of one set of probabilities, higher is better, as a function of how often each row was drawn. NaN where one class was not drawn. */
type Weighted = (counts: Uint16Array) => number

const meanGain = (gains: Float64Array): Weighted => {
  return (counts) => gains.reduce((sum, gain, row) => sum + gain * counts[row], 0) / gains.length
}

/** Sorts once; each draw is one pass over the rows, ties counting half. */
const weightedAuc = (probabilities: Float64Array, labels: Uint8Array): Weighted => {
  const order = Int32Array.from(probabilities.keys()).sort((a, b) => probabilities[a] - probabilities[b])
  return (counts) => {
    let [positives, negatives, wins, tiedPositives, tiedNegatives] = [0, 0, 0, 0, 0]
    for (let at = 0; at < order.length; at++) {
      const row = order[at]
      if (labels[row] === 1) tiedPositives += counts[row]
      else tiedNegatives += counts[row]
      if (at + 1 < order.length && probabilities[order[at + 1]] === probabilities[row]) continue
      wins += tiedPositives * (negatives + tiedNegatives / 2)
      positives += tiedPositives
      negatives += tiedNegatives
      tiedPositives = 0
      tiedNegatives = 0
    }
    return wins / (positives * negatives)
  }
}

const weightedOf = (measure: BootstrapMeasure, probabilities: Float64Array, labels: Uint8Array): Weighted => {
  if (measure === 'auc') return weightedAuc(probabilities, labels)
  if (measure === 'brier') return meanGain(probabilities.map((p, row) => -((p - labels[row]) ** 2)))
  return meanGain(probabilities.map((p, row) => Math.log(Math.max(1e-15, labels[row] === 1 ? p : 1 - p))))
}

const drawRows = (counts: Uint16Array, integer: (n: number) => number): void => {
  counts.fill(0)
  for (let at = 0; at < counts.length; at++) counts[integer(counts.length)]++
}

/**
 * The difference between two sets of probabilities of the same rows, and how sure it is: rows are drawn with replacement, both are measured on what was drawn, again and
 * again (Efron & Tibshirani 1993, chapter 16). Drawing both alike takes out what is hard or easy about the rows.
 */
export const pairedBootstrap = (
  challenger: Float64Array,
  champion: Float64Array,
  labels: Uint8Array,
  {
    measure,
    seed,
    draws = 1000,
  }: { readonly measure: BootstrapMeasure; readonly seed: number; readonly draws?: number },
): PairedDifference => {
  const random = createRandom(seed)
  const [of, than] = [challenger, champion].map((probabilities) => weightedOf(measure, probabilities, labels))
  const counts = new Uint16Array(labels.length).fill(1)
  const difference = of(counts) - than(counts)
  const drawn = Float64Array.from({ length: draws }, () => {
    drawRows(counts, random.integer)
    return of(counts) - than(counts)
  })
    .filter((value) => !Number.isNaN(value))
    .sort()
  const at = (share: number): number =>
    drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? Number.NaN
  const better = drawn.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)
  return Object.freeze({ measure, difference, low: at(0.025), high: at(0.975), chance: better / drawn.length })
}
