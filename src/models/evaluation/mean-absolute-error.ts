/** Mean of |expected − actual|, row by row. */
export const meanAbsoluteError = (expected: Float64Array, actual: Float64Array): number =>
  expected.reduce((sum, value, i) => sum + Math.abs(value - actual[i]), 0) / expected.length
