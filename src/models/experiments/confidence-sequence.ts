import { type Estimate, within } from './estimate.ts'

export interface SequenceOptions {
  /** Chance, over all looks together, that the true value is ever outside. */
  readonly alpha: number
  /** People at which the intervals are to be narrowest. */
  readonly tightestAt: number
}

/** rho^2 that makes the boundary narrowest after so many people: the approximation of Waudby-Smith et al., appendix B.2. */
const mixing = ({ alpha, tightestAt }: SequenceOptions): number => {
  const bits = -2 * Math.log(alpha)
  return (bits + Math.log(bits + 1)) / tightestAt
}

/**
 * An interval that holds at all times at once, so that one may look after every person and stop whenever it leaves 0: the asymptotic confidence sequence of Robbins' normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy
 * & Ramdas 2021, "Time-uniform central limit theory and asymptotic confidence sequences", equation 6)
 *
 *   value +- se * sqrt( (t rho^2 + 1) / (t rho^2) * log( (t rho^2 + 1) / alpha^2 ) )
 *
 * with t the people so far and se the standard error of the value after them.
 */
export const confidenceSequence = (
  value: number,
  standardError: number,
  people: number,
  options: SequenceOptions,
): Estimate => {
  const scaledPeople = people * mixing(options)
  const factor = Math.sqrt(((scaledPeople + 1) / scaledPeople) * Math.log((scaledPeople + 1) / options.alpha ** 2))
  return within(value, standardError * factor)
}
