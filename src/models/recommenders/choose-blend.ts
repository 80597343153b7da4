import type { Split } from '../evaluation/split.ts'
import { type BlendRecipe, type FamilyFinder, partOf } from './blend.ts'
import { collectPools } from './candidate-pools.ts'
import type { FitTools } from './family.ts'
import { learnWeights } from './learn-weights.ts'
import { championsOf, type Searched } from './search.ts'

/** Families in a blend before their weights are learned; many get none. */
const mostParts = 6
/** People whose choices weights are learned from, at most. */
const mostPeople = 5000

/** A blend of the best of each family, with weights learned from the people of the split; what adds nothing is not in it. null where nothing was found by any. */
export const chooseBlend = (
  { trials, modelOf }: Searched,
  split: Split,
  k: number,
  { compute }: FitTools,
  find: FamilyFinder,
): BlendRecipe | null => {
  const best = championsOf(trials)
    .filter(({ ndcg }) => ndcg > 0)
    .slice(0, mostParts)
  const parts = best.map((trial) => partOf(find(trial.family), trial.options, 1, modelOf(trial), split.train, compute))
  const weights = learnWeights(collectPools(parts, split, Math.min(mostPeople, split.read.users), compute, find), k)
  const weighing = best.flatMap(({ family, options }, at) =>
    weights[at] > 0 ? [{ family, options, weight: weights[at] }] : [],
  )
  return weighing.length > 0 ? { parts: weighing } : null
}
