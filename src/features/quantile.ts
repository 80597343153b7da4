/**
 * The smallest value that at least a part `p` (0..1] of the sorted values does not exceed: the inverse of the empirical distribution
 * (definition 1 of Hyndman & Fan 1996), always one of the values. NaN when there are none.
 */
export const quantileOfSorted = (sorted: ArrayLike<number>, p: number): number =>
  sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(sorted.length * p - 1e-9) - 1)]

/** The values, ascending, as a copy. */
export const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort()
