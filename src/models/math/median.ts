/** The lower median: a value that occurs. NaN of nothing. */
export const median = (values: Float64Array): number =>
  values.length === 0 ? Number.NaN : values.toSorted()[Math.floor((values.length - 1) / 2)]
