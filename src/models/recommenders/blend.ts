import type { Compute } from '../../compute/compute.ts'
import { countEverybody, explainColdItem, findColdItems, scoreColdItems } from './cold-items.ts'
import { explainLevels } from './explain-levels.ts'
import { familyNamed as registered } from './families.ts'
import type { FitTools, RecommenderFamily, ScoreBlock, ScorePart, TrainingData } from './family.ts'
import type { Histories } from './histories.ts'
import { scoreLevels } from './level-scores.ts'
import { levelsOf } from './levels.ts'
import { mergeParts } from './merge-parts.ts'
import type { Blend, BlendPart, BlendRecipe, FamilyFinder, RecipePart } from './recipe.ts'
import { seasonOf } from './season.ts'

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

const meanAboveZero = (values: readonly number[]): number => {
  const known = values.filter((value) => value > 0)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : 1
}

const sumIn = (scores: Float32Array): number => scores.reduce((sum, score) => sum + score, 0)

/** The means of the largest score, and of the sum of scores, of those about whom the model has something to say; 1 where there are none. */
const scalesOf = (family: RecommenderFamily, model: object, { histories }: TrainingData, compute: Compute) => {
  const { users, items } = histories
  const blocks = Math.min(scaleBlocks, Math.ceil(users / scaleBlock))
  const [largest, sums]: number[][] = [[], []]
  for (let block = 0; block < blocks; block++) {
    const from = Math.floor(block * Math.max(scaleBlock, (users - scaleBlock) / Math.max(1, blocks - 1)))
    const to = Math.min(users, from + scaleBlock)
    compute.scope(() => {
      const scores = compute.float32((to - from) * items)
      family.score(model, { histories, from, to, scores }, compute)
      for (let row = 0; row < to - from; row++) {
        const own = scores.subarray(row * items, (row + 1) * items)
        largest.push(largestIn(own))
        sums.push(sumIn(own))
      }
    })
  }
  return { scale: meanAboveZero(largest), categoryScale: meanAboveZero(sums) }
}

/** A fitted model as a part of a blend, on the scales of the others. */
export const partOf = (
  family: RecommenderFamily,
  { options, weight, within }: Omit<RecipePart, 'family'>,
  model: object,
  data: TrainingData,
  compute: Compute,
): BlendPart => ({
  family: family.name,
  options,
  weight,
  ...(within !== undefined && { within }),
  ...scalesOf(family, model, data, compute),
  model,
})

/** Whether the recipe chooses a category first. */
const hasLevels = ({ parts }: BlendRecipe): boolean => parts.some(({ within = 0 }) => within > 0)

/** Fits every part of the recipe that weighs anything. @throws Error of the first part that cannot be fitted */
export const fitBlend = (
  data: TrainingData,
  recipe: BlendRecipe,
  tools: FitTools,
  familyNamed: FamilyFinder = registered,
): Blend => {
  const { season = 0 } = recipe
  const weighing = recipe.parts.filter(({ weight, within = 0 }) => weight > 0 || within > 0)
  const levels = hasLevels(recipe) ? levelsOf(data.catalogue.categoryOf) : null
  if (hasLevels(recipe) && levels === null)
    throw new Error('Products are not told apart by category, which this recipe chooses first.')
  const parts = weighing.map((wanted, at) => {
    const { family: name, options } = wanted
    const family = familyNamed(name)
    const report = (fraction: number) => tools.report?.((at + fraction) / weighing.length)
    const model = family.fit(data, optionsOf(family, options), { ...tools, report })
    return partOf(family, wanted, model, data, tools.compute)
  })
  tools.report?.(1)
  const cold = findColdItems({ catalogue: data.catalogue, people: countEverybody(data) })
  return Object.freeze({
    parts,
    ...(season > 0 && { season: seasonOf(data).map((factor) => factor ** season) }),
    ...(levels && { levels }),
    ...(cold.items.length > 0 && { cold }),
  })
}

/**
 * Scores of a block by a weighted sum, each part over its scale:
 *
 *   score(u, j) = sum_p w_p s_p(u, j) / m_p        m_p: the mean over people of max_i s_p(u, i), as it was when p was fitted
 *
 * The scale is not that of the user's own largest score: then what is taken out of a history could raise what is left. So it also tells little where little is known, and what
 * many people have comes first for those. Times the season of the item's category, where the blend knows it. Needs 4 bytes a score of the block beside it.
 */
const scoreSum = (
  { parts, season }: Blend,
  { histories, from, to, scores }: ScoreBlock,
  compute: Compute,
  familyNamed: FamilyFinder,
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

/** Scores of a block: of two levels where the blend has them (`level-scores.ts`), otherwise a weighted sum; and of what is cold, those of what it is like beside its own. */
export const scoreBlend = (
  blend: Blend,
  block: ScoreBlock,
  compute: Compute,
  familyNamed: FamilyFinder = registered,
): void => {
  if (blend.levels === undefined) scoreSum(blend, block, compute, familyNamed)
  else scoreLevels(blend, blend.levels, block, compute, familyNamed)
  if (blend.cold) scoreColdItems(blend.cold, block.scores, block.to - block.from, block.histories.items)
}

const explainSum = (
  { parts, season }: Blend,
  histories: Histories,
  user: number,
  item: number,
  compute: Compute,
  familyNamed: FamilyFinder,
): readonly ScorePart[] =>
  parts.flatMap(({ family, model, weight, scale }) =>
    familyNamed(family)
      .explain(model, histories, user, item, compute)
      .map((told) => ({ ...told, value: (told.value * weight * (season?.[item] ?? 1)) / scale })),
  )

/** Why one score is what it is: the parts of the parts, those about the same thing made one; they add up to the score. */
export const explainBlend = (
  blend: Blend,
  histories: Histories,
  user: number,
  item: number,
  compute: Compute,
  familyNamed: FamilyFinder = registered,
): readonly ScorePart[] => {
  const ownParts = (item: number) =>
    blend.levels === undefined
      ? explainSum(blend, histories, user, item, compute, familyNamed)
      : explainLevels(blend, blend.levels, histories, user, item, compute, familyNamed)
  return mergeParts([...ownParts(item), ...(blend.cold ? explainColdItem(blend.cold, item, ownParts) : [])])
}

const blendMemory = (data: TrainingData, { parts }: BlendRecipe, familyNamed: FamilyFinder) => {
  const needs = parts.map(({ family: name, options }) => {
    const family = familyNamed(name)
    return family.memory(data, optionsOf(family, options))
  })
  // An item: 4 bytes for the season, 4 for its category, and where it is cold 8 and 8 for each of ten that it is like.
  const model = needs.reduce((sum, need) => sum + need.model, (4 + 4 + 8 + 80) * data.catalogue.items)
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
