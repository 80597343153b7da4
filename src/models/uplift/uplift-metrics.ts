import { createRandom } from '../math/random.ts'
import { type ArmCounts, checkArms } from './check-arms.ts'
import { qiniArea, rankBy, type UpliftOutcomes, upliftAtShare } from './qini.ts'

export interface Estimate {
  readonly value: number
  /** 95 % interval. */
  readonly low: number
  readonly high: number
}

export interface UpliftMetrics {
  readonly rows: number
  readonly treated: number
  /** The average effect of treatment: the difference of the arms' rates. */
  readonly ate: Estimate
  /** Area over random, per treated person. */
  readonly qini: Estimate
  /** By share of everybody, the best first: "0.1", "0.2" ... "1". */
  readonly upliftAt: Readonly<Record<string, Estimate>>
}

const z95 = 1.959963984540054
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
const defaultDraws = 200

/** The difference of two proportions with its normal interval: arms of an experiment are large. */
export const averageEffectOf = ({ rows, outcomes }: ArmCounts): Estimate => {
  const [p0, p1] = [0, 1].map((arm) => outcomes[arm] / rows[arm])
  const half = z95 * Math.sqrt((p0 * (1 - p0)) / rows[0] + (p1 * (1 - p1)) / rows[1])
  return { value: p1 - p0, low: p1 - p0 - half, high: p1 - p0 + half }
}

/** Counts of rows drawn with replacement: within each arm, so that arms keep their sizes; where people have several rows, whole people. */
const drawRows = (treated: Uint8Array, people: Float64Array | undefined, integer: (n: number) => number) => {
  const counts = new Uint16Array(treated.length)
  const arms = [0, 1].map((arm) => Int32Array.from(treated.keys()).filter((row) => treated[row] === arm))
  const rowsOf = people && [...Map.groupBy(treated.keys(), (row) => people[row]).values()]
  return (): Uint16Array => {
    counts.fill(0)
    if (rowsOf)
      for (let at = 0; at < rowsOf.length; at++) for (const row of rowsOf[integer(rowsOf.length)]) counts[row]++
    else for (const rows of arms) for (let at = 0; at < rows.length; at++) counts[rows[integer(rows.length)]]++
    return counts
  }
}

const estimateOf = (value: number, drawn: readonly number[]): Estimate => {
  const sorted = Float64Array.from(drawn.filter((own) => Number.isFinite(own))).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? value
  return { value, low: at(0.025), high: at(0.975) }
}

/**
 * How well people are ranked by what treatment changes about them. Intervals of the ranking are percentiles of rows (or of people, where they have several rows) drawn again and again (Efron & Tibshirani 1993, chapter 13), that of the
 * average effect is normal. A draw is one pass over the rows.
 */
export const upliftMetrics = (
  { uplift, treated, outcomes, people: whose }: UpliftOutcomes & { readonly people?: Float64Array },
  { seed, draws = defaultDraws }: { readonly seed: number; readonly draws?: number },
): UpliftMetrics => {
  const counts = checkArms({ table: { rows: uplift.length }, treated, outcomes })
  const ranking = rankBy(uplift)
  const people = { treated, outcomes }
  const draw = drawRows(treated, whose, createRandom(seed).integer)
  const areas: number[] = []
  const best: number[][] = shares.map(() => [])
  for (let drawn = 0; drawn < draws; drawn++) {
    const own = draw()
    areas.push(qiniArea(ranking, people, own))
    shares.forEach((share, at) => {
      best[at].push(upliftAtShare(ranking, people, share, own))
    })
  }
  return {
    rows: uplift.length,
    treated: counts.rows[1],
    ate: averageEffectOf(counts),
    qini: estimateOf(qiniArea(ranking, people), areas),
    upliftAt: Object.fromEntries(
      shares.map((share, at) => [String(share), estimateOf(upliftAtShare(ranking, people, share), best[at])]),
    ),
  }
}
