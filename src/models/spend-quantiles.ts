import type { GammaGamma } from './gamma-gamma.ts'
import { createRandom } from './math/random.ts'
import type { Future } from './purchase-model.ts'

/** The lower and upper quantile of spend, in units of v + x m. */
interface SpendInterval {
  readonly low: number
  readonly high: number
}

export type SpendQuantiles = (future: Pick<Future, 'visit'>, x: number) => SpendInterval

export interface SpendQuantilesOptions {
  /** Probability inside the central interval. */
  readonly level: number
  /** Points that stand for one customer's future. */
  readonly draws: number
  readonly seed: number
}

/** Above this many purchases a gamma draw is made from a shared normal one, so that tables stay small. */
const tabulatedPurchases = 512

/** Gamma(shape) draws by shape, each table from a seed of its own: what one asks for never changes what another gets. */
const tables = (count: number, seed: number, shapeOf: (key: number) => number) => {
  const made = new Map<number, Float64Array>()
  return (key: number): Float64Array => {
    const found = made.get(key)
    if (found) return found
    const { gamma } = createRandom(seed + 1_000_003 * key)
    const table = Float64Array.from({ length: count }, () => gamma(shapeOf(key)))
    made.set(key, table)
    return table
  }
}

/** The value at `probability` of `count` equally likely values of which all but the sorted `positive` ones are 0. */
const quantile = (positive: Float64Array, count: number, probability: number): number => {
  const zeros = count - positive.length
  const place = Math.min(count - 1, Math.max(0, probability * count - 0.5))
  const at = (i: number) => (i < zeros ? 0 : positive[i - zeros])
  const below = Math.floor(place)
  return at(below) + (place - below) * (at(Math.min(count - 1, below + 1)) - at(below))
}

/**
 * Quantiles of a customer's spend within the horizon. The number of purchases N has the distribution that the model of
 * purchases gives it, P(N >= n), cut into `draws` equally likely strata; given N, the sum of N
 * Gamma(p, ν) purchases with ν ~ Gamma(q + p x, v + x m) is (v + x m) · Gamma(p N) / Gamma(q + p x).
 * All customers share the same gamma draws (common random numbers), so equal histories have equal intervals, in any
 * order. Costs about one sort of the strata with a purchase; memory: 8 · draws bytes per distinct x and per N up to 512.
 */
export const createSpendQuantiles = (
  { p, q }: Pick<GammaGamma, 'p' | 'q'>,
  { level, draws, seed }: SpendQuantilesOptions,
): SpendQuantiles => {
  const spendTables = tables(draws, seed, (n) => p * n)
  const rateTables = tables(draws, seed + 500_009, (x) => q + p * x)
  const { normal } = createRandom(seed + 77)
  const normals = Float64Array.from({ length: draws }, normal)
  // Wilson & Hilferty 1931: the cube root of a gamma variable of large shape is close to normal.
  const largeGamma = (shape: number, z: number) =>
    shape * Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3
  const spend = new Float64Array(draws)
  const fill = (from: number, to: number, n: number, rates: Float64Array) => {
    const table = n <= tabulatedPurchases ? spendTables(n) : null
    for (let k = from; k < to; k++) spend[k] = (table ? table[k] : largeGamma(p * n, normals[k])) / rates[k]
  }
  return (future, x) => {
    const rates = rateTables(x)
    // Strata from the most purchases to the fewest: those with n or more are the first draws · P(N >= n) of them.
    let most = 0
    let unfilled = 0
    let positive = 0
    future.visit((n, probability) => {
      const reached = Math.floor(draws * probability + 0.5)
      if (n === 1) positive = reached
      else fill(reached, unfilled, n - 1, rates)
      most = n
      unfilled = reached
      return reached > 0
    })
    fill(0, unfilled, most, rates)
    const sorted = spend.subarray(0, positive).sort()
    return { low: quantile(sorted, draws, (1 - level) / 2), high: quantile(sorted, draws, (1 + level) / 2) }
  }
}
