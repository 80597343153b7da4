import { wilsonInterval } from '../evaluation/wilson-interval.ts'
import type { Estimate } from './estimate.ts'

/** How many of how many. */
export interface Share {
  readonly successes: number
  readonly people: number
}

/**
 * p1 - p0 with the hybrid score interval (Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10): of use for small arms and for rates near 0, never outside -1..1.
 * null where an arm is empty.
 */
export const differenceOfRates = (treated: Share, control: Share): Estimate | null => {
  const one = wilsonInterval(treated.successes, treated.people)
  const other = wilsonInterval(control.successes, control.people)
  if (one === null || other === null) return null
  const value = one.value - other.value
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  }
}
