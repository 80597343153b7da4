import { type Estimate, within, z95 } from './estimate.ts'
import { type Moments, meanOf, varianceOf } from './moments.ts'

/** Of the difference of two means, arms of their own variances (Welch 1947). */
export const standardErrorOf = (treated: Moments, control: Moments): number =>
  Math.sqrt(varianceOf(treated) / treated.people + varianceOf(control) / control.people)

/** Fewer people than this in an arm tell nothing of how widely they vary. */
const leastPeople = 2

/** The mean of the treated less that of the control, with a normal interval: arms of an experiment are large. null where an arm has fewer than two people. */
export const differenceOfMeans = (treated: Moments, control: Moments): Estimate | null =>
  Math.min(treated.people, control.people) < leastPeople
    ? null
    : within(meanOf(treated) - meanOf(control), z95 * standardErrorOf(treated, control))
