import type { Boosted } from './boosted.ts'

/** The power of two at or below. */
const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(x))

/**
 * What 1 is as a whole number, so that gradients fill 30 bits (of amounts 28: they may grow) and all curvatures together 39. Powers of two: what is read back is what was
 * written.
 */
export const scalesOf = ({ loss, targets, start }: Pick<Boosted, 'loss' | 'targets' | 'start'>) => {
  const mostCurvature = loss === 'logistic' ? 0.25 : 1
  const curvatureScale = Math.min(2 ** 30, powerBelow(2 ** 39 / (mostCurvature * targets.length)))
  if (loss === 'logistic') return { gradientScale: 2 ** 30, curvatureScale }
  const largest = targets.reduce((most, target) => Math.max(most, Math.abs(target - start)), 0)
  return { gradientScale: largest > 0 ? powerBelow(2 ** 28 / largest) : 1, curvatureScale }
}
