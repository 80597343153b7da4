import { meanAbsoluteError } from './mean-absolute-error.ts'

export interface RegressionMetrics {
  readonly rows: number
  /** Mean squared error, in the square of the targets' unit. */
  readonly mse: number
  /** Mean absolute error, in the targets' unit. */
  readonly mae: number
  /** 1 - sum of squared errors / sum of squares about the mean; below 0 where the mean is better, null where all targets are the same. */
  readonly r2: number | null
}

/** How well amounts were foretold. One row at least. */
export const regressionMetrics = (expected: Float64Array, actual: Float64Array): RegressionMetrics => {
  const rows = actual.length
  const mean = actual.reduce((sum, value) => sum + value / rows, 0)
  const squares = expected.reduce((sum, value, row) => sum + (value - actual[row]) ** 2, 0)
  const about = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Object.freeze({
    rows,
    mse: squares / rows,
    mae: meanAbsoluteError(expected, actual),
    r2: about > 0 ? 1 - squares / about : null,
  })
}
