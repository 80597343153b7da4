import type { UpliftPrediction } from './uplift-family.ts'

/** A probability without and what is added to it, cut to what probabilities can be. */
export const bounded = (without: Float64Array, uplift: Float64Array): UpliftPrediction => ({
  without,
  with: uplift.map((added, row) => Math.min(1, Math.max(0, without[row] + added))),
})
