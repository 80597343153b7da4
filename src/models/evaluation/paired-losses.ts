import { createRandom } from '../math/random.ts'

/** How much less a challenger loses than a champion on the same rows: above 0 is better. */
export interface LossMargin {
  readonly difference: number
  /** 95 % percentile interval. */
  readonly low: number
  readonly high: number
}

const draws = 1000
/** More rows than this say no more about noise than is asked. */
const mostRows = 20_000

/** Every so many rows one, so that the sample is as mixed as the rows are. */
const sampled = (values: Float64Array): Float64Array => {
  const step = Math.ceil(values.length / mostRows)
  return step === 1 ? values : values.filter((_, row) => row % step === 0)
}

/**
 * The mean difference of two losses row by row, and how sure it is: rows are drawn with replacement, again and again (Efron & Tibshirani 1993, chapter 16). Drawing both alike takes out what is hard
 * or easy about the rows. Of many rows the interval is that of 20,000 of them, made narrower by the root of how many more there are.
 */
export const pairedLosses = (challenger: Float64Array, champion: Float64Array, seed: number): LossMargin => {
  const gains = champion.map((loss, row) => loss - challenger[row])
  const rows = sampled(gains)
  const narrower = Math.sqrt(rows.length / gains.length)
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [difference, centre] = [mean(gains), mean(rows)]
  const random = createRandom(seed)
  const drawn = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let at = 0; at < rows.length; at++) sum += rows[random.integer(rows.length)]
    return difference + narrower * (sum / rows.length - centre)
  }).sort()
  return Object.freeze({ difference, low: drawn[Math.floor(0.025 * draws)], high: drawn[Math.ceil(0.975 * draws) - 1] })
}
