import type { Compute } from '../../compute/compute.ts'
import { familyNamed as registered } from './families.ts'
import type { FitTools, RecommenderFamily, ScoreBlock, ScorePart, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'
import { mergeParts } from './merge-parts.ts'
import { seasonOf } from './season.ts'

/** Which families with which options, and how much each of them says: a weight of 0 or more. */
export interface BlendRecipe {
  readonly parts: readonly { readonly family: string; readonly options: object; readonly weight: number }[]
  /** true: scores are weighed by how much a category is chosen at this time of the year. */
  readonly season?: boolean
}

export interface BlendPart {
  readonly family: string
  readonly options: object
  readonly weight: number
  /** The mean over people of the model's largest score, by which its scores are divided; above 0. */
  readonly scale: number
  readonly model: object
}

/** A recipe with its fitted models. */
export interface Blend {
  readonly parts: readonly BlendPart[]
  /** Per item what this time of the year makes of its scores; nothing when absent. */
  readonly season?: Float32Array
}

/** Finds a family by its name. @throws RangeError for a name that none has */
export type FamilyFinder = (name: string) => RecommenderFamily

/** What a shop gets whose people are too few to judge by: near what they have, and what many have. */
export const defaultRecipe: BlendRecipe = Object.freeze({
  parts: [
    { family: 'item-knn', options: {}, weight: 0.8 },
    { family: 'tastes', options: {}, weight: 0.1 },
    { family: 'trending', options: {}, weight: 0.1 },
  ],
})

/** The options of a part with the family's defaults for what it leaves open. */
export const optionsOf = (family: RecommenderFamily, options: object): object => ({ ...family.defaults, ...options })

/** The scores of so many blocks of so many people, evenly spread, tell how large those of a part are. */
const [scaleBlocks, scaleBlock] = [32, 16]

const largestIn = (scores: Float32Array): number => {
  let largest = 0
  for (let at = 0; at < scores.length; at++) if (scores[at] > largest) largest = scores[at]
  return largest
}

/** The mean of the largest scores of those about whom the model has something to say; 1 where there are none. */
const scaleOf = (family: RecommenderFamily, model: object, { histories }: TrainingData, compute: Compute): number => {
  const { users, items } = histories
  const blocks = Math.min(scaleBlocks, Math.ceil(users / scaleBlock))
  const largest: number[] = []
  for (let block = 0; block < blocks; block++) {
    const from = Math.floor(block * Math.max(scaleBlock, (users - scaleBlock) / Math.max(1, blocks - 1)))
    const to = Math.min(users, from + scaleBlock)
    compute.scope(() => {
      const scores = compute.float32((to - from) * items)
      family.score(model, { histories, from, to, scores }, compute)
      for (let row = 0; row < to - from; row++) largest.push(largestIn(scores.subarray(row * items, (row + 1) * items)))
    })
  }
  const known = largest.filter((value) => value > 0)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : 1
}

/** A fitted model as a part of a blend, on the scale of the others. */
export const partOf = (
  family: RecommenderFamily,
  options: object,
  weight: number,
  model: object,
  data: TrainingData,
  compute: Compute,
): BlendPart => ({ family: family.name, options, weight, scale: scaleOf(family, model, data, compute), model })

/** Fits every part of the recipe that weighs anything. @throws Error of the first part that cannot be fitted */
export const fitBlend = (
  data: TrainingData,
  recipe: BlendRecipe,
  tools: FitTools,
  familyNamed: FamilyFinder = registered,
): Blend => {
  const weighing = recipe.parts.filter(({ weight }) => weight > 0)
  const parts = weighing.map(({ family: name, options, weight }, at) => {
    const family = familyNamed(name)
    const report = (fraction: number) => tools.report?.((at + fraction) / weighing.length)
    const model = family.fit(data, optionsOf(family, options), { ...tools, report })
    return partOf(family, options, weight, model, data, tools.compute)
  })
  tools.report?.(1)
  return Object.freeze({ parts, ...(recipe.season && { season: seasonOf(data) }) })
}

/**
 * Scores of a block by a weighted sum, each part over its scale:
 *
 *   score(u, j) = sum_p w_p s_p(u, j) / m_p        m_p: the mean over people of max_i s_p(u, i), as it was when p was fitted
 *
 * The scale is not that of the user's own largest score: then what is taken out of a history could raise what is left. So it also tells little where little is known, and what
 * many people have comes first for those. Times the season of the item's category, where the blend knows it. Needs 4 bytes a score of the block beside it.
 */
export const scoreBlend = (
  { parts, season }: Blend,
  { histories, from, to, scores }: ScoreBlock,
  compute: Compute,
  familyNamed: FamilyFinder = registered,
): void => {
  const length = (to - from) * histories.items
  scores.fill(0, 0, length)
  compute.scope(() => {
    const own = compute.float32(length)
    for (const { family, model, weight, scale } of parts) {
      familyNamed(family).score(model, { histories, from, to, scores: own }, compute)
      const factor = weight / scale
      for (let at = 0; at < length; at++) scores[at] += factor * own[at]
    }
  })
  if (season === undefined) return
  for (let at = 0; at < length; at++) scores[at] *= season[at % season.length]
}

/** Why one score is what it is: the parts of the parts, those about the same thing made one; they add up to the score. */
export const explainBlend = (
  { parts, season }: Blend,
  histories: Histories,
  user: number,
  item: number,
  compute: Compute,
  familyNamed: FamilyFinder = registered,
): readonly ScorePart[] =>
  mergeParts(
    parts.flatMap(({ family, model, weight, scale }) =>
      familyNamed(family)
        .explain(model, histories, user, item, compute)
        .map((told) => ({ ...told, value: (told.value * weight * (season?.[item] ?? 1)) / scale })),
    ),
  )

const blendMemory = (data: TrainingData, { parts }: BlendRecipe, familyNamed: FamilyFinder) => {
  const needs = parts.map(({ family: name, options }) => {
    const family = familyNamed(name)
    return family.memory(data, optionsOf(family, options))
  })
  const model = needs.reduce((sum, need) => sum + need.model, 4 * data.catalogue.items)
  return {
    model,
    fit: model + needs.reduce((most, need) => Math.max(most, need.fit), 0),
  }
}

/** A blend of the families that can be found, as a family like any other. */
export const blendOf = (familyNamed: FamilyFinder): RecommenderFamily<BlendRecipe, Blend> =>
  Object.freeze({
    name: 'blend',
    defaults: defaultRecipe,
    space: {},
    isSequential: false,
    memory: (data, recipe) => blendMemory(data, recipe, familyNamed),
    fit: (data, recipe, tools) => fitBlend(data, recipe, tools, familyNamed),
    score: (blend, block, compute) => scoreBlend(blend, block, compute, familyNamed),
    explain: (blend, histories, user, item, compute) =>
      explainBlend(blend, histories, user, item, compute, familyNamed),
  } satisfies RecommenderFamily<BlendRecipe, Blend>)

export const blend = blendOf(registered)
