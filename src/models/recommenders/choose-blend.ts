import { judge } from '../evaluation/judge.ts'
import type { Split } from '../evaluation/split.ts'
import { type Blend, type BlendRecipe, type FamilyFinder, partOf, scoreBlend } from './blend.ts'
import { collectPools } from './candidate-pools.ts'
import type { FitTools } from './family.ts'
import { learnWeights } from './learn-weights.ts'
import { championsOf, type Searched } from './search.ts'
import { seasonOf } from './season.ts'

/** Families in a blend before their weights are learned; many get none. */
const mostParts = 6
/** People whose choices weights are learned from, at most. */
const mostPeople = 5000

/** The season counts where lists find so much more with it: in some shops it is what matters, in others last month's best still are. */
const leastGain = 1.01

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
  if (weighing.length === 0) return null
  const weighed = parts.map((part, at) => ({ ...part, weight: weights[at] })).filter(({ weight }) => weight > 0)
  const ndcgOf = (blend: Blend): number =>
    judge((block) => scoreBlend(blend, block, compute, find), split, k, compute).ndcg
  const helps = ndcgOf({ parts: weighed, season: seasonOf(split.train) }) > leastGain * ndcgOf({ parts: weighed })
  return { parts: weighing, ...(helps && { season: true }) }
}
