import { availableParallelism } from 'node:os'

import type { Compute } from '../compute/compute.ts'
import { openCompute } from '../compute/open.ts'
import { publishedListLength } from '../domain/recommendation.ts'
import { modelToBytes } from '../models/model-bytes.ts'
import type { RecommenderArtefact } from '../models/recommenders/artefact.ts'
import { fitBlend } from '../models/recommenders/blend.ts'
import type { BudgetName } from '../models/recommenders/budget.ts'
import { chooseRecommender, type RecommenderChoice } from '../models/recommenders/choose.ts'
import { families as allFamilies } from '../models/recommenders/families.ts'
import type { FitTools, RecommenderFamily, TrainingData } from '../models/recommenders/family.ts'
import type { Histories } from '../models/recommenders/histories.ts'
import { itemKnn } from '../models/recommenders/item-knn.ts'
import type { ItemRowsModel } from '../models/recommenders/item-rows-model.ts'
import { defaultDiversity, listsOf, type SeenItems } from '../models/recommenders/lists.ts'
import { popular } from '../models/recommenders/popular.ts'
import type { Blend, BlendRecipe, RecipePart } from '../models/recommenders/recipe.ts'
import type { RecommendationLists } from '../models/recommenders/recommendation-lists.ts'
import { type RepeatPurchase, repeatPurchase } from '../models/recommenders/repeat-purchase.ts'
import { type SimilarItems, similarItems } from '../models/recommenders/similar-items.ts'
import { trending } from '../models/recommenders/trending.ts'
import { gateOf } from './recommendation-gate.ts'

export interface RecommendationInput extends TrainingData {
  readonly seen: SeenItems
  /** Per item the product's id, ascending. */
  readonly productIds: Int32Array
  /** Per category index the full path. */
  readonly categories: readonly string[]
  /** Milliseconds since 1970-01-01 UTC. */
  readonly asOf: number
  readonly budget: BudgetName
  readonly seed: number
  /** What is published now; null before the first. */
  readonly previous: BlendRecipe | null
}

export type RecommendationItem =
  | { readonly kind: 'chosen'; readonly choice: RecommenderChoice; readonly refusal: ReturnType<typeof gateOf> }
  /** Only of what may be published, as everything after it. */
  | { readonly kind: 'fitted'; readonly artefact: Uint8Array; readonly similar: SimilarItems }
  /** The user after the last of the histories is somebody without one: the list for everybody whom the run does not know. */
  | { readonly kind: 'lists'; readonly lists: RecommendationLists }

/** Users per block: what a block takes grows with them, and is freed before the next. */
const blockSize = 500

/** The part of the whole that is done after each step. */
const steps = { chosen: 0.5, fitted: 0.6, similar: 0.62 } as const

/** What is done at a fraction of the task, for people. */
export const stepAt = (fraction: number): string => {
  if (fraction < steps.chosen) return 'choosing a recommender'
  return fraction < steps.similar ? 'fitting the chosen recommender' : 'making lists'
}

/** The rows of neighbours of the blend, or of a fit of their own where it has none. */
const itemRowsOf = (blend: Blend, data: TrainingData, tools: FitTools) => {
  const part = blend.parts.find(({ family }) => family === itemKnn.name)
  return ((part?.model as ItemRowsModel | undefined) ?? itemKnn.fit(data, itemKnn.defaults, tools)).rows
}

/** What people buy again: the part of the blend, or a fit of its own where it has none. */
const againOf = (blend: Blend, data: TrainingData, tools: FitTools) => {
  const part = blend.parts.find(({ family }) => family === repeatPurchase.name)
  return (part?.model as RepeatPurchase | undefined) ?? repeatPurchase.fit(data, repeatPurchase.defaults, tools)
}

/** How much the crowd says where a recipe leaves it out: enough for those of whom nothing is known, and for the ends of short lists. */
const crowdWeight = 0.01
const crowds: readonly string[] = [trending.name, popular.name]

/** The recipe with something to say to everybody, of what is bought lately; where the category is chosen first, of whatever was ever bought, so that nothing is unknown in its category. */
const forEverybody = (recipe: BlendRecipe): BlendRecipe => {
  const { parts } = recipe
  const sumOf = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0)
  const whole = crowdWeight * sumOf(parts.map(({ weight }) => weight))
  const within = crowdWeight * sumOf(parts.map(({ within = 0 }) => within))
  const isCrowd = (part: RecipePart) =>
    crowds.includes(part.family) && part.weight > 0 && (within === 0 || (part.within ?? 0) > 0)
  if (parts.some(isCrowd)) return recipe
  const crowd = within > 0 ? { family: popular.name, weight: whole, within } : { family: trending.name, weight: whole }
  return { ...recipe, parts: [...parts, { ...crowd, options: {} }] }
}

const artefactOf = (
  { asOf, productIds, categories, catalogue }: RecommendationInput,
  blend: Blend,
  again: RepeatPurchase,
) => modelToBytes({ format: 1, asOf, productIds, categories, catalogue, blend, again } satisfies RecommenderArtefact)

const withStranger = (histories: Histories): Histories => {
  const pointers = new Int32Array(histories.users + 2)
  pointers.set(histories.pointers)
  pointers[histories.users + 1] = histories.pointers[histories.users]
  return { ...histories, users: histories.users + 1, pointers }
}

const withStrangerSeen = ({ pointers, items }: SeenItems): SeenItems => ({
  pointers: Int32Array.from([...pointers, items.length]),
  items,
})

/** Everybody's lists in blocks of users. */
function* blocksOf(
  blend: Blend,
  { histories, catalogue, seen: seenByAll }: Pick<RecommendationInput, 'histories' | 'catalogue' | 'seen'>,
  compute: Compute,
  report: (part: number) => void,
) {
  const all = withStranger(histories)
  const seen = withStrangerSeen(seenByAll)
  for (let from = 0; from < all.users; from += blockSize) {
    report(from / all.users)
    const to = Math.min(all.users, from + blockSize)
    const options = {
      from,
      to,
      listSize: publishedListLength,
      excludePurchased: true,
      excludeSeen: true,
      seen,
      diversity: defaultDiversity,
    }
    yield { kind: 'lists', lists: listsOf(blend, { histories: all, catalogue }, options, compute) } as const
  }
}

/** What was chosen and how it did; and if it may be published, the model fitted on everything, similar products, and everybody's lists. */
export function* recommendWith(
  families: readonly RecommenderFamily[],
  compute: Compute,
  input: RecommendationInput,
  report: (fraction: number) => void,
): Generator<RecommendationItem> {
  const { histories, catalogue, budget, seed, previous } = input
  const data = { histories, catalogue }
  const within = (from: number, to: number) => (part: number) => report(from + (to - from) * part)
  const choosing = { compute, seed, report: within(0, steps.chosen) }
  const chosen = chooseRecommender(data, { budget, seed, previous, families }, choosing)
  const choice = { ...chosen, recipe: forEverybody(chosen.recipe) }
  const refusal = gateOf(choice, previous !== null)
  yield { kind: 'chosen', choice, refusal }
  if (refusal !== null) return
  const tools = { compute, seed, report: within(steps.chosen, steps.fitted) }
  const blend = fitBlend(data, choice.recipe, tools)
  const similar = similarItems(itemRowsOf(blend, data, { compute, seed }), catalogue)
  report(steps.similar)
  yield { kind: 'fitted', artefact: artefactOf(input, blend, againOf(blend, data, { compute, seed })), similar }
  yield* blocksOf(blend, input, compute, within(steps.similar, 1))
}

/** As `recommendWith`, with every family and kernels on all cores. */
export function* recommendations(
  input: RecommendationInput,
  report: (fraction: number) => void,
): Generator<RecommendationItem> {
  const compute = openCompute({ threads: availableParallelism() })
  try {
    yield* recommendWith(allFamilies, compute, input, report)
  } finally {
    void compute.close()
  }
}
