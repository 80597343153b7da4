import { normalCdf } from '../math/normal-cdf.ts'

/**
 * How surprising the sizes of two arms are if everybody had gone to the first with this probability: the p-value of a chi-squared test with one degree of freedom (Fabijan et al. 2019, "Diagnosing sample ratio
 * mismatch in online controlled experiments"). Below .001 something is wrong with the experiment, and its result is not to be believed. 1 without people, or where nobody could have gone either way.
 */
export const sampleRatioPValue = (first: number, second: number, expectedShare: number): number => {
  const people = first + second
  const variance = people * expectedShare * (1 - expectedShare)
  if (variance === 0) return 1
  const z = Math.abs(first - people * expectedShare) / Math.sqrt(variance)
  return Math.min(1, 2 * (1 - normalCdf(z)))
}
