import { judge } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import { type BlendPart, type BlendRecipe, type FamilyFinder, partOf, scoreBlend } from './blend.ts'
import type { FitTools } from './family.ts'
import { learnWeights } from './learn-weights.ts'
import type { Searched, Trial } from './search.ts'

/** Families in a blend before their weights are learned; many get none. */
const mostParts = 6
/** People whose choices weights are learned from, at most. */
const mostPeople = 1000

/** The best trial of each family that found anything, best first. */
const finalists = (trials: readonly Trial[]): readonly Trial[] => {
  const best = new Map<string, Trial>()
  for (const trial of [...trials].sort((a, b) => b.ndcg - a.ndcg)) {
    if (trial.ndcg > 0 && !best.has(trial.family)) best.set(trial.family, trial)
  }
  return [...best.values()].slice(0, mostParts)
}

const recipeOf = (parts: readonly BlendPart[]): BlendRecipe => ({
  parts: parts.map(({ family, options, weight }) => ({ family, options, weight })),
})

/**
 * A blend of the best of each family with weights learned from the people of the split, or the best alone where it does better by itself on those same people; null where no trial found anything.
 */
export const chooseBlend = (
  { trials, modelOf }: Searched,
  split: Split,
  k: number,
  { compute, seed }: FitTools,
  find: FamilyFinder,
): BlendRecipe | null => {
  const best = finalists(trials.filter(({ refusal }) => refusal === null))
  if (best.length === 0) return null
  const parts = best.map((trial) => partOf(find(trial.family), trial.options, 1, modelOf(trial), split.train, compute))
  const weighed = learnWeights(parts, split, Math.min(mostPeople, split.read.users), seed, compute, find)
  const blended = weighed.filter(({ weight }) => weight > 0)
  const ndcgOf = (parts: readonly BlendPart[]) =>
    judge((block) => scoreBlend({ parts }, block, compute, find), split, k, compute).ndcg
  const alone = parts.slice(0, 1)
  return recipeOf(blended.length > 1 && ndcgOf(blended) >= ndcgOf(alone) ? blended : alone)
}
