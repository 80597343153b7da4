import type { TreatedTable } from './treated-table.ts'
import type { UpliftPrediction } from './uplift-family.ts'

/** How predictions of uplift are read: average + slope x (uplift - centre). */
export interface UpliftCalibration {
  /** 0: what is foretold says nothing; 1: it is taken at its word. Never above 1. */
  readonly slope: number
  readonly centre: number
  readonly average: number
}

/**
 * How far the differences that a model foretells hold, by predictions of rows that it did not see: least squares of y - mu0(x) - e u(x) = (w - e) (a + b (u(x) - mean u)) + noise, in which e is the part that is treated; b is the slope, a the
 * average by which all are wrong (the "best linear predictor" of effects: Chernozhukov, Demirer, Duflo & Fernández-Val 2018, theorem 3.1). Noise is taken for a difference by every learner; this takes back what does not hold.
 */
export const calibrateUplift = (
  { without, with: having }: UpliftPrediction,
  { treated, outcomes }: Pick<TreatedTable, 'treated' | 'outcomes'>,
): UpliftCalibration => {
  const rows = without.length
  const e = treated.reduce((sum, own) => sum + own, 0) / rows
  const centre = having.reduce((sum, p, row) => sum + p - without[row], 0) / rows
  const noNumber = { slope: 0, centre, average: centre }
  if (!(e > 0 && e < 1)) return noNumber
  // Sums over rows of d^2, d^2 v, d^2 v^2 and of d r, d v r, with d = w - e, v the centred uplift and r what is left of y.
  let [dd, ddv, ddvv, dr, dvr] = [0, 0, 0, 0, 0]
  for (let row = 0; row < rows; row++) {
    const v = having[row] - without[row] - centre
    const d = treated[row] - e
    const r = outcomes[row] - without[row] - e * (v + centre)
    dd += d * d
    ddv += d * d * v
    ddvv += d * d * v * v
    dr += d * r
    dvr += d * v * r
  }
  const determinant = dd * ddvv - ddv * ddv
  if (!(determinant > 1e-12 * dd * dd)) return { slope: 0, centre, average: dr / dd }
  const slope = Math.min(1, Math.max(0, (dd * dvr - ddv * dr) / determinant))
  return { slope, centre, average: (dr - slope * ddv) / dd }
}

/** Predictions as they hold. */
export const holdUplift = (
  { slope, centre, average }: UpliftCalibration,
  { without, with: having }: UpliftPrediction,
): UpliftPrediction => ({
  without,
  with: having.map((p, row) => Math.min(1, Math.max(0, without[row] + average + slope * (p - without[row] - centre)))),
})
