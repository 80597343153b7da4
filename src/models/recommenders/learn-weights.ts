import { fitBlendWeights } from './blend-weights.ts'
import { type CandidatePools, choicesOf, poolNdcg } from './candidate-pools.ts'

/** A part with less than this share of the weights is not worth its memory and time. */
const leastShare = 0.02
/** What a step must bring, as a part of the NDCG: less is chance, and a part more is never free. */
const leastGain = 0.002
const mostSweeps = 4

/** Shares of 1; parts that hardly weigh anything weigh nothing. All 0 where all are. */
const normalised = (weights: ArrayLike<number>): readonly number[] => {
  const all = Array.from(weights)
  const whole = all.reduce((sum, weight) => sum + weight, 0)
  const kept = all.map((weight) => (whole > 0 && weight / whole >= leastShare ? weight : 0))
  const sum = kept.reduce((sum, weight) => sum + weight, 0)
  return kept.map((weight) => (sum > 0 ? weight / sum : 0))
}

/** Steps of one weight: away with it, half, twice; of one that is 0, a little or much. */
const stepsOf = (weight: number): readonly number[] => (weight > 0 ? [0, weight / 2, 2 * weight] : [0.1, 0.3, 1])

interface Found {
  readonly weights: readonly number[]
  readonly ndcg: number
}

/** Climbs by one weight at a time as long as that helps enough. */
const climb = (pools: CandidatePools, start: readonly number[], k: number): Found => {
  const found = (weights: readonly number[]): Found => ({ weights, ndcg: poolNdcg(pools, weights, k) })
  let best = found(start)
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const before = best
    for (let part = 0; part < start.length; part++) {
      for (const step of stepsOf(best.weights[part])) {
        const next = found(normalised(best.weights.map((weight, at) => (at === part ? step : weight))))
        if (next.ndcg > best.ndcg * (1 + leastGain)) best = next
      }
    }
    if (best === before) break
  }
  return best
}

/**
 * Weights that add up to 1, in two steps: softmax regression over what people took gives where to begin, for it is smooth and has one optimum; from there, and from the best part alone, the weights
 * climb by what lists are judged by, the NDCG at k of the candidates. The better of the two ends is taken; a part that does not help enough weighs 0. All 0 where nothing that was taken stands among the candidates.
 */
export const learnWeights = (pools: CandidatePools, k: number): readonly number[] => {
  const none = Array.from({ length: pools.parts }, () => 0)
  const alone = none.map((_, part) => none.map((_, at) => (at === part ? 1 : 0)))
  const singles = alone.map((weights) => ({ weights, ndcg: poolNdcg(pools, weights, k) }))
  const best = singles.reduce((best, next) => (next.ndcg > best.ndcg ? next : best), { weights: none, ndcg: 0 })
  if (best.ndcg === 0) return none
  const learned = normalised(fitBlendWeights(choicesOf(pools)))
  const ends = [best.weights, learned].map((start) => climb(pools, start, k))
  return ends.reduce((best, next) => (next.ndcg > best.ndcg ? next : best)).weights
}
