/** lasso |b|_1 + ridge / 2 |b|_2^2 over the coefficients; the intercept goes free. */
export interface Penalty {
  readonly lasso: number
  readonly ridge: number
}

export const penaltyOf = ({ lasso, ridge }: Penalty, coefficients: Float64Array): number =>
  coefficients.reduce((sum, b) => sum + lasso * Math.abs(b) + (ridge / 2) * b * b, 0)

const softThreshold = (value: number, by: number): number => (value > by ? value - by : value < -by ? value + by : 0)

const sweeps = 1000

/**
 * The step d that lowers g.d + d.H d / 2 + penalty(b + d) the most, by coordinate descent (Friedman, Hastie & Tibshirani 2010; Yuan, Ho & Lin 2012): each coordinate in turn to
 * its own best. `hessian` is (width + 1) squared, the intercept last.
 */
export const penalisedStep = (
  gradient: Float64Array,
  hessian: Float64Array,
  coefficients: Float64Array,
  { lasso, ridge }: Penalty,
): Float64Array => {
  const n = gradient.length
  const step = new Float64Array(n)
  // The derivative of the smooth part without the ridge at the step so far: g + H d.
  const slope = gradient.slice()
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0
    for (let i = 0; i < n; i++) {
      const isFree = i === n - 1
      const curvature = hessian[i * n + i] + (isFree ? 0 : ridge)
      const now = isFree ? step[i] : coefficients[i] + step[i]
      const best = isFree
        ? now - slope[i] / curvature
        : softThreshold(hessian[i * n + i] * now - slope[i], lasso) / curvature
      const change = best - now
      if (change === 0) continue
      step[i] += change
      for (let j = 0; j < n; j++) slope[j] += change * hessian[i * n + j]
      moved = Math.max(moved, change * change * curvature)
    }
    if (moved < 1e-16) break
  }
  return step
}
