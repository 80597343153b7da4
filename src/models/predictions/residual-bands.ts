/**
 * How far off an amount may be, by how large it is said to be: per band the quantiles of what came less what was said (split conformal prediction, Lei et al. 2018,
 * within bands as in Mondrian conformal prediction).
 */
export interface ResidualBands {
  /** Where one band ends and the next begins, ascending. */
  readonly edges: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
}

const mostBands = 10
/** A quantile of a tenth wants some rows on its far side. */
const rowsPerBand = 50

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil(share * (sorted.length + 1)) - 1))]

/** Of held-out rows; `share` of them lies within the bounds. One row at least. */
export const fitResidualBands = (predictions: Float64Array, targets: Float64Array, share = 0.8): ResidualBands => {
  const order = Int32Array.from(predictions.keys()).sort((a, b) => predictions[a] - predictions[b])
  const bands = Math.max(1, Math.min(mostBands, Math.floor(order.length / rowsPerBand)))
  const startOf = (band: number) => Math.floor((band * order.length) / bands)
  const sortedOf = (band: number) =>
    Float64Array.from(order.subarray(startOf(band), startOf(band + 1)), (row) => targets[row] - predictions[row]).sort()
  const residuals = Array.from({ length: bands }, (_, band) => sortedOf(band))
  const tail = (1 - share) / 2
  return Object.freeze({
    edges: Float64Array.from({ length: bands - 1 }, (_, band) => predictions[order[startOf(band + 1)]]),
    low: Float64Array.from(residuals, (own) => quantile(own, tail)),
    high: Float64Array.from(residuals, (own) => quantile(own, 1 - tail)),
  })
}

/** The bounds around an amount that is never below 0; they enclose it. */
export const boundsAround = (
  { edges, low, high }: ResidualBands,
  value: number,
): { readonly low: number; readonly high: number } => {
  let band = 0
  while (band < edges.length && value >= edges[band]) band++
  return { low: Math.max(0, Math.min(value, value + low[band])), high: Math.max(value, value + high[band]) }
}
