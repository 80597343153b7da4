import { z95 } from '../math/student-t.ts'

/** Quantile .8 of the standard normal: four of five real effects are seen. */
const z80 = 0.8416212335729143

/**
 * People that each of two arms of one size needs so that a difference of means is seen, at the 5 % level, with a power of 80 %: (z_.975 + z_.8)^2 * 2 variance / difference^2 (Cohen 1988, section 2.4). Infinity for no difference.
 * @param variance of the outcome among people: p (1 - p) for a rate
 */
export const peoplePerArm = (variance: number, difference: number): number =>
  difference === 0 ? Number.POSITIVE_INFINITY : Math.ceil((2 * variance * (z95 + z80) ** 2) / difference ** 2)
