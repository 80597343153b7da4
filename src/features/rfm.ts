import type { RfmScores } from '../domain/portrait.ts'
import { ascending, quantileOfSorted } from './quantile.ts'

/** Four ascending cut points; a value scores 1 and one more for every cut it is above. */
export type QuintileCuts = readonly number[]

export interface RfmCuts {
  /** On minus the days since the last order, so that more is better here too. */
  readonly recency: QuintileCuts
  readonly frequency: QuintileCuts
  readonly monetary: QuintileCuts
}

/** What is scored: days since the last order, repeat purchase days, spent less returned. */
export interface RfmValues {
  readonly recencyDays: number
  readonly frequency: number
  readonly monetary: number
}

/**
 * Quintile cut points of the shop's values (any order, more is better). No cut reaches the largest value, so the best always score 5
 * and the worst 1, whatever is tied: in a shop of one-timers all of them score 1 in frequency, and those who came back 4 or 5.
 * All values equal: all score 1. No values: every value scores 1.
 */
export const quintileCuts = (values: ArrayLike<number>): QuintileCuts => {
  const sorted = ascending(values)
  const best = sorted.at(-1) ?? Number.MAX_VALUE
  const secondBest = sorted.findLast((value) => value < best) ?? best
  return [0.2, 0.4, 0.6, 0.8].map((p) =>
    sorted.length === 0 ? best : Math.min(quantileOfSorted(sorted, p), secondBest),
  )
}

/** 1..5, 5 best. */
export const quintileScore = (cuts: QuintileCuts, value: number): number =>
  1 + cuts.reduce((passed, cut) => passed + (value > cut ? 1 : 0), 0)

/** Cut points over customers, one value each per array; scoring then needs nothing but the cuts. */
export const rfmCuts = (values: {
  readonly recencyDays: ArrayLike<number>
  readonly frequency: ArrayLike<number>
  readonly monetary: ArrayLike<number>
}): RfmCuts => ({
  recency: quintileCuts(Float64Array.from(values.recencyDays, (days) => -days)),
  frequency: quintileCuts(values.frequency),
  monetary: quintileCuts(values.monetary),
})

/** RFM (Hughes 1994): quintiles of each value over the shop's customers, scored independently of each other. */
export const rfmScores = (cuts: RfmCuts, { recencyDays, frequency, monetary }: RfmValues): RfmScores => ({
  recency: quintileScore(cuts.recency, -recencyDays),
  frequency: quintileScore(cuts.frequency, frequency),
  monetary: quintileScore(cuts.monetary, monetary),
})
