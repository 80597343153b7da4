/**
 * Remembers the weights with the least loss on what was held out, and tells how many times in a row there was nothing better.
 * What is no number is worse than anything.
 */
export const createBestWeights = (weights: Float32Array) => {
  const best = weights.slice()
  let least = Infinity
  let stale = 0
  return {
    best,
    /** Gives the number of judgements since the last that was better. */
    judge: (loss: number): number => {
      if (loss < least) {
        least = loss
        best.set(weights)
        stale = 0
      } else stale++
      return stale
    },
  }
}
