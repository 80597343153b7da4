import { differenceOfMeans, differenceOfWhatIsLeft } from './difference-of-means.ts'
import type { Estimate } from './estimate.ts'
import type { Moments } from './moments.ts'

export interface AdjustedDifference {
  readonly difference: Estimate
  /** Part of the variance that the covariate took away, 0..1. */
  readonly varianceTaken: number
}

/** Sums about the arm's own mean. */
const centred = ({ people, y, yy, x, xx, xy }: Moments) => ({
  yy: yy - (y * y) / people,
  xx: xx - (x * x) / people,
  xy: xy - (x * y) / people,
})

/** Moments of y - theta (x - mean x of everybody). */
const adjust = ({ people, y, yy, x, xx, xy }: Moments, theta: number, mean: number): Moments => ({
  people,
  y: y - theta * (x - people * mean),
  yy: yy - 2 * theta * (xy - mean * y) + theta ** 2 * (xx - 2 * mean * x + people * mean ** 2),
  x,
  xx,
  xy,
})

/**
 * The difference of means with what was known before taken off (CUPED; Deng, Xu, Kohavi & Walker 2013, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data", equations 4 to 6):
 * y - theta (x - mean x), theta = cov(x, y) / var(x) within the arms. As unbiased as the plain one, since x came before the coupons, and narrower where x tells of y. null where the plain one is.
 */
export const cuped = (treated: Moments, control: Moments): AdjustedDifference | null => {
  const plain = differenceOfMeans(treated, control)
  if (plain === null) return null
  const [one, other] = [centred(treated), centred(control)]
  const spread = one.xx + other.xx
  if (!(spread > 0)) return { difference: plain, varianceTaken: 0 }
  const theta = (one.xy + other.xy) / spread
  const mean = (treated.x + control.x) / (treated.people + control.people)
  const difference = differenceOfWhatIsLeft(adjust(treated, theta, mean), adjust(control, theta, mean))
  const width = (estimate: Estimate): number => estimate.high - estimate.low
  return {
    difference,
    varianceTaken: Math.max(0, 1 - (width(difference) / width(plain)) ** 2),
  }
}
