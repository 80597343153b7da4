/** What a ranking of people by uplift is judged on. */
export interface UpliftOutcomes {
  readonly uplift: Float64Array
  /** Per row 1 or 0. */
  readonly treated: Uint8Array
  readonly outcomes: Uint8Array
}

/** After so much of everybody, best first: what treating them would have brought, per treated person of all. */
export interface QiniPoint {
  readonly share: number
  readonly gain: number
}

/** A ranking, and where its ties end: sorted once, however often it is measured. */
export interface Ranking {
  readonly order: Int32Array
  /** Per place of the order whether the next one's uplift is lower. */
  readonly ends: Uint8Array
}

/** Highest uplift first; equals in the order of rows, and never told apart. */
export const rankBy = (uplift: Float64Array): Ranking => {
  const order = Int32Array.from(uplift.keys()).sort((a, b) => uplift[b] - uplift[a] || a - b)
  const ends = Uint8Array.from(order, (row, at) =>
    at + 1 === order.length || uplift[order[at + 1]] !== uplift[row] ? 1 : 0,
  )
  return { order, ends }
}

/** Rows, and with the outcome, by arm, as one goes down a ranking. */
interface Tally {
  n1: number
  n0: number
  y1: number
  y0: number
}

/** How often each row counts: once, or as often as it was drawn. */
type Counts = ArrayLike<number> | null

const walk = (
  { order, ends }: Ranking,
  { treated, outcomes }: Omit<UpliftOutcomes, 'uplift'>,
  counts: Counts,
  onEnd: (tally: Readonly<Tally>) => void,
): void => {
  const tally: Tally = { n1: 0, n0: 0, y1: 0, y0: 0 }
  for (let at = 0; at < order.length; at++) {
    const row = order[at]
    const count = counts === null ? 1 : counts[row]
    if (treated[row] === 1) {
      tally.n1 += count
      tally.y1 += count * outcomes[row]
    } else {
      tally.n0 += count
      tally.y0 += count * outcomes[row]
    }
    if (ends[at] === 1) onEnd(tally)
  }
}

const gainOf = ({ n1, n0, y1, y0 }: Tally): number => (n0 === 0 ? 0 : y1 - (y0 * n1) / n0)

/**
 * The Qini curve: after each part of the ranking Y1 - Y0 N1 / N0, the outcomes of the treated in it over those expected of as many not treated (Radcliffe 2007, "Using control groups to target on predicted lift"), divided by all
 * who are treated: at share 1 it is the average effect.
 */
export const qiniCurve = (
  ranking: Ranking,
  people: Omit<UpliftOutcomes, 'uplift'>,
  counts: Counts = null,
): readonly QiniPoint[] => {
  const points: { at: number; gain: number }[] = [{ at: 0, gain: 0 }]
  const all: Tally = { n1: 0, n0: 0, y1: 0, y0: 0 }
  walk(ranking, people, counts, (tally) => {
    points.push({ at: tally.n1 + tally.n0, gain: gainOf(tally) })
    Object.assign(all, tally)
  })
  const total = all.n1 + all.n0
  return points.map(({ at, gain }) => ({ share: at / total, gain: gain / all.n1 }))
}

/** The area between the Qini curve and the straight line of a random order to its end, per treated person. */
export const qiniArea = (ranking: Ranking, people: Omit<UpliftOutcomes, 'uplift'>, counts: Counts = null): number => {
  let area = 0
  let [lastAt, lastGain, treated] = [0, 0, 0]
  walk(ranking, people, counts, (tally) => {
    const [at, gain] = [tally.n1 + tally.n0, gainOf(tally)]
    area += ((gain + lastGain) / 2) * (at - lastAt)
    lastAt = at
    lastGain = gain
    treated = tally.n1
  })
  return (area / lastAt - lastGain / 2) / treated
}

/** The difference of the arms' rates among the best so many of everybody (as they were drawn); NaN where an arm is not among them. Ties are taken in the order of rows. */
export const upliftAtShare = (
  { order }: Ranking,
  { treated, outcomes }: Omit<UpliftOutcomes, 'uplift'>,
  share: number,
  counts: Counts = null,
): number => {
  const most = Math.round(share * order.length)
  const tally: Tally = { n1: 0, n0: 0, y1: 0, y0: 0 }
  for (let at = 0, taken = 0; at < order.length && taken < most; at++) {
    const row = order[at]
    const count = Math.min(most - taken, counts === null ? 1 : counts[row])
    taken += count
    if (treated[row] === 1) {
      tally.n1 += count
      tally.y1 += count * outcomes[row]
    } else {
      tally.n0 += count
      tally.y0 += count * outcomes[row]
    }
  }
  return tally.y1 / tally.n1 - tally.y0 / tally.n0
}
