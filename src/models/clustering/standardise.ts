import type { Points } from './points.ts'

/** How the values of a column become comparable with those of others. */
export interface ColumnScale {
  /** Whether log(1 + value) is taken first. */
  readonly logarithm: boolean
  readonly mean: number
  /** Standard deviation; 0 where the column never changes. */
  readonly deviation: number
}

/** Standard deviations beyond which a value counts as that many: one person who buys for a thousand is not a cluster. */
const farthest = 3

interface Moments {
  readonly mean: number
  readonly deviation: number
  /** Third standardised moment; 0 where nothing varies. */
  readonly skewness: number
}

const momentsOf = (values: Float32Array, of: (value: number) => number): Moments => {
  let [count, sum] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += of(value)
    count++
  }
  const mean = count === 0 ? 0 : sum / count
  let [squares, cubes] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const difference = of(value) - mean
    squares += difference ** 2
    cubes += difference ** 3
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count)
  const varies = deviation > 1e-9 * Math.max(1, Math.abs(mean))
  return { mean, deviation: varies ? deviation : 0, skewness: varies ? cubes / count / deviation ** 3 : 0 }
}

const asIs = (value: number): number => value

/** Measures a column, missing values (NaN) left out. Amounts and counts with a long tail are taken by their logarithm, where that makes them less skewed. */
export const measureColumn = (values: Float32Array): ColumnScale => {
  const plain = momentsOf(values, asIs)
  const logged = values.every((value) => !(value < 0)) ? momentsOf(values, Math.log1p) : plain
  const logarithm = plain.skewness > 1 && Math.abs(logged.skewness) < plain.skewness
  const { mean, deviation } = logarithm ? logged : plain
  return { logarithm, mean, deviation }
}

/** A value in standard deviations from the mean, at most 3 either way; what is missing, or of a column that never changes, is as everybody is: 0. */
export const standardised = (value: number, { logarithm, mean, deviation }: ColumnScale): number => {
  if (Number.isNaN(value) || deviation === 0) return 0
  const far = ((logarithm ? Math.log1p(value) : value) - mean) / deviation
  return Math.max(-farthest, Math.min(farthest, far))
}

/** Columns (each of `rows` values) as points in standard deviations. */
export const standardiseColumns = (columns: readonly Float32Array[], scales: readonly ColumnScale[]): Points => {
  const rows = columns[0]?.length ?? 0
  const width = columns.length
  const values = new Float32Array(rows * width)
  columns.forEach((column, c) => {
    for (let row = 0; row < rows; row++) values[row * width + c] = standardised(column[row], scales[c])
  })
  return { rows, width, values }
}
