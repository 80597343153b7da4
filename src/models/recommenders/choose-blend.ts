import { judge } from '../evaluation/judge.ts'
import { pickHistories, type Split, wantedFrom } from '../evaluation/split.ts'
import { partOf, scoreBlend } from './blend.ts'
import { collectPools } from './candidate-pools.ts'
import type { FitTools } from './family.ts'
import { collectLevelChoices, learnLevels } from './learn-levels.ts'
import { learnWeights } from './learn-weights.ts'
import { levelsOf } from './level-scores.ts'
import type { Levels } from './levels.ts'
import type { Blend, BlendPart, BlendRecipe, FamilyFinder } from './recipe.ts'
import { championsOf, type Searched } from './search.ts'
import { seasonOf } from './season.ts'

/** Families in a blend before their weights are learned; many get none. */
const mostParts = 6
/** People whose choices weights are learned from, at most. */
const mostPeople = 5000

/** The season of a sum counts where lists find so much more with it, and that of categories unless they find so much more without: in some shops it is what matters, in others last month's best still are. */
const leastGain = 1.01
/** Forms are compared so many times further down than lists are judged, where more of what people took stands and chance says less; and a sum, which is simpler, stays unless so much more is found. */
const [deeper, clearlyMore] = [10, 1.005]

/** A form that a blend can take, with weights learned from the people of a split; null where they tell nothing. */
type Form = (split: Split) => Blend | null

interface Ground {
  readonly parts: readonly BlendPart[]
  readonly season: Float32Array
  readonly k: number
  readonly tools: FitTools
  readonly find: FamilyFinder
}

const peopleOf = ({ read }: Split): number => Math.min(mostPeople, read.users)

/** Scores added up. */
const sumForm =
  ({ parts, k, tools, find }: Ground): Form =>
  (split) => {
    const weights = learnWeights(collectPools(parts, split, peopleOf(split), tools.compute, find), k)
    const weighing = parts.map((part, at) => ({ ...part, weight: weights[at] })).filter(({ weight }) => weight > 0)
    return weighing.length === 0 ? null : { parts: weighing }
  }

/** The category chosen first, with the season in mind or without. */
const levelForms = (ground: Ground, levels: Levels) => {
  const { parts, season, tools, find } = ground
  const read = new Map<Split, ReturnType<typeof collectLevelChoices>>()
  const choicesOf = (split: Split) => {
    const found =
      read.get(split) ?? collectLevelChoices(parts, levels, season, split, peopleOf(split), tools.compute, find)
    read.set(split, found)
    return found
  }
  return (isSeasonal: boolean): Form =>
    (split) => {
      const { weights, within } = learnLevels(choicesOf(split), isSeasonal)
      const weighing = parts
        .map((part, at) => ({ ...part, weight: weights[at], within: within[at] }))
        .filter(({ weight, within }) => weight > 0 || within > 0)
      return weighing.length === 0 ? null : { parts: weighing, levels, ...(isSeasonal && { season }) }
    }
}

const everyOther = (split: Split, first: 0 | 1): Split => {
  const { read, wanted } = split
  const rows = Array.from({ length: Math.ceil((read.users - first) / 2) }, (_, at) => 2 * at + first)
  const wantedOf = (row: number) => [...wanted.indices.subarray(wanted.pointers[row], wanted.pointers[row + 1])]
  return { ...split, read: pickHistories(read, rows), wanted: wantedFrom(read.items, rows.map(wantedOf)) }
}

const ndcgOf = (blend: Blend | null, split: Split, { k, tools, find }: Ground): number =>
  blend === null ? 0 : judge((block) => scoreBlend(blend, block, tools.compute, find), split, k, tools.compute).ndcg

/** What a form finds for one half of the people with weights learned from the other: forms with more to learn are not flattered by what they learned. */
const crossValidated = (form: Form, [one, other]: readonly [Split, Split], ground: Ground): number => {
  const people = one.read.users + other.read.users
  const found = [ndcgOf(form(other), one, ground) * one.read.users, ndcgOf(form(one), other, ground) * other.read.users]
  return (found[0] + found[1]) / people
}

/** A sum, or a choice of the category first where half of the people tell more of the other half by that. */
const bestForm = (sum: Form, levelForm: (isSeasonal: boolean) => Form, split: Split, ground: Ground): Form => {
  const halves = [everyOther(split, 0), everyOther(split, 1)] as const
  const deep = { ...ground, k: Math.min(split.read.items, deeper * ground.k) }
  const [added, seasonal, plain] = [sum, levelForm(true), levelForm(false)].map((form) =>
    crossValidated(form, halves, deep),
  )
  if (Math.max(seasonal, plain) < clearlyMore * added) return sum
  return levelForm(plain <= leastGain * seasonal)
}

const recipeOf = ({ parts, season }: Blend): BlendRecipe => ({
  parts: parts.map(({ family, options, weight, within }) => ({
    family,
    options,
    weight,
    ...(within !== undefined && { within }),
  })),
  ...(season && { season: true }),
})

/** Scores added up, and times the season where that helps. */
const chooseSum = (split: Split, ground: Ground): Blend | null => {
  const plain = sumForm(ground)(split)
  const seasonal = plain && { ...plain, season: ground.season }
  return ndcgOf(seasonal, split, ground) > leastGain * ndcgOf(plain, split, ground) ? seasonal : plain
}

/**
 * A blend of the best of each family, with weights learned from the people of the split; what adds nothing is not in it. Where products have categories, a choice of the category and then of the
 * product is tried as well, and taken if half of the people tell more of the other half by it. null where nothing was found by any.
 */
export const chooseBlend = (
  { trials, modelOf }: Searched,
  split: Split,
  k: number,
  tools: FitTools,
  find: FamilyFinder,
): BlendRecipe | null => {
  const parts = championsOf(trials)
    .filter(({ ndcg }) => ndcg > 0)
    .slice(0, mostParts)
    .map((trial) =>
      partOf(find(trial.family), { options: trial.options, weight: 1 }, modelOf(trial), split.train, tools.compute),
    )
  const ground: Ground = { parts, season: seasonOf(split.train), k, tools, find }
  const levels = levelsOf(split.train.catalogue.categoryOf)
  const sum: Form = (people) => chooseSum(people, ground)
  if (parts.length === 0) return null
  const levelForm = levels && levelForms(ground, levels)
  const form = levelForm ? bestForm(sum, levelForm, split, ground) : sum
  const chosen = form(split)
  return chosen && recipeOf(chosen)
}
