import { studentT95 } from '../math/student-t.ts'
import { type Estimate, within } from './estimate.ts'
import { type Moments, meanOf, varianceOf } from './moments.ts'

/** Of the mean of an arm: its standard error, squared. */
const squaredError = (arm: Moments): number => varianceOf(arm) / arm.people

/** Of the difference of two means, arms of their own variances. */
export const standardErrorOf = (treated: Moments, control: Moments): number =>
  Math.sqrt(squaredError(treated) + squaredError(control))

/** Welch's equation: between one less than the smaller arm and two less than both. */
const degreesOfFreedom = (treated: Moments, control: Moments): number => {
  const [one, other] = [squaredError(treated), squaredError(control)]
  return (one + other) ** 2 / (one ** 2 / (treated.people - 1) + other ** 2 / (control.people - 1))
}

/** Fewer people than this in an arm tell nothing of how widely they vary. */
const leastPeople = 2

const estimate = (treated: Moments, control: Moments): Estimate => {
  const error = standardErrorOf(treated, control)
  const half = error === 0 ? 0 : error * studentT95(degreesOfFreedom(treated, control))
  return within(meanOf(treated) - meanOf(control), half)
}

/**
 * The mean of the treated less that of the control with Student's interval, arms of their own variances (Welch 1947, "The generalization of Student's problem when several different population variances are involved").
 * null where an arm has fewer than two people, or where everybody in both is alike, as before anybody has bought: what never varied does not tell how widely it may.
 */
export const differenceOfMeans = (treated: Moments, control: Moments): Estimate | null => {
  if (Math.min(treated.people, control.people) < leastPeople || standardErrorOf(treated, control) === 0) return null
  return estimate(treated, control)
}

/** The same of arms that were found to vary before something was taken off, which may leave nothing. */
export const differenceOfWhatIsLeft = estimate
