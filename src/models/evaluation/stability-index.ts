/**
 * Population stability index: sum over bins of (now - before) ln(now / before), the symmetrised Kullback-Leibler divergence of two distributions over the same bins
 * (Siddiqi 2006). Below .1 nothing has changed, from .25 a lot. A bin is thought to hold at least `least` each time.
 */
export const stabilityIndex = (before: ArrayLike<number>, now: ArrayLike<number>, least = 1e-4): number => {
  let index = 0
  for (let bin = 0; bin < before.length; bin++) {
    const [was, is] = [Math.max(least, before[bin]), Math.max(least, now[bin])]
    index += (is - was) * Math.log(is / was)
  }
  return index
}
