import { rankAll } from '../evaluation/judge.ts'
import { rankingMetrics } from '../evaluation/ranking.ts'
import { pickHistories, type Split, wantedFrom } from '../evaluation/split.ts'
import { partOf, scoreBlend } from './blend.ts'
import { type CandidatePools, collectPools, joinPools } from './candidate-pools.ts'
import type { FitTools } from './family.ts'
import { collectLevelChoices, joinLevelChoices, type LevelChoices, learnCategoryWeights } from './learn-levels.ts'
import { learnWeights } from './learn-weights.ts'
import type { Levels } from './levels.ts'
import { levelsOf } from './levels.ts'
import type { Blend, BlendPart, BlendRecipe, FamilyFinder } from './recipe.ts'
import { championsOf, type Searched, type Trial } from './search.ts'
import { seasonOf } from './season.ts'

/** Families in a blend before their weights are learned; many get none. */
const mostParts = 6
/** People whose choices weights are learned from, at most, in each period. */
const mostPeople = 5000

/** Forms are compared so many times further down than lists are judged, where more of what people took stands and chance says less. */
const deeper = 10

/** A form that a blend can take: whether the category is chosen first, and how much the season counts, as a power. */
interface Form {
  readonly hasLevels: boolean
  readonly season: number
}

/** What a form found in each period with weights from the others: the mean NDCG, ten times further down than lists are judged. */
export interface JudgedForm extends Form {
  readonly ndcg: number
}

export interface ChosenBlend {
  readonly recipe: BlendRecipe
  /** All that were judged, the chosen one first. */
  readonly forms: readonly JudgedForm[]
}

/** The simplest first. */
const forms: readonly Form[] = [false, true].flatMap((hasLevels) =>
  [0, 0.5, 1].map((season) => ({ hasLevels, season })),
)

/** People of one period, with the parts as they were fitted on what is older. */
interface Sight {
  readonly split: Split
  readonly parts: readonly BlendPart[]
  readonly levels: Levels | null
  readonly season: Float32Array
  readonly pools: () => CandidatePools
  readonly choices: () => LevelChoices
}

interface Ground {
  readonly k: number
  readonly tools: FitTools
  readonly find: FamilyFinder
}

const onDemand = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const sightOf = (split: Split, parts: readonly BlendPart[], { tools: { compute }, find }: Ground): Sight => {
  const levels = levelsOf(split.train.catalogue.categoryOf)
  const season = seasonOf(split.train)
  const people = Math.min(mostPeople, split.read.users)
  return {
    split,
    parts,
    levels,
    season,
    pools: onDemand(() => collectPools(parts, split, people, compute, find)),
    choices: onDemand(() => collectLevelChoices(parts, levels!, season, split, people, compute, find)),
  }
}

const everyOther = (split: Split, first: 0 | 1): Split => {
  const { read, wanted } = split
  const rows = Array.from({ length: Math.ceil((read.users - first) / 2) }, (_, at) => 2 * at + first)
  const wantedOf = (row: number) => [...wanted.indices.subarray(wanted.pointers[row], wanted.pointers[row + 1])]
  return { ...split, read: pickHistories(read, rows), wanted: wantedFrom(read.items, rows.map(wantedOf)) }
}

/** What the people of some sights teach: learned once for all forms. */
interface Lesson {
  /** Of a sum, and of the product within its category. */
  readonly shares: () => readonly number[]
  /** Of the category. */
  readonly categories: (isSeasonal: boolean) => readonly number[]
}

const lessonOf = (from: readonly Sight[], k: number): Lesson => {
  const choices = onDemand(() => joinLevelChoices(from.map(({ choices }) => choices())))
  return {
    shares: onDemand(() => learnWeights(joinPools(from.map(({ pools }) => pools())), k)),
    categories: (isSeasonal) => learnCategoryWeights(choices(), isSeasonal),
  }
}

/** The blend of a form on one sight, with weights learned on others; null where these tell nothing. */
const learn = ({ hasLevels, season }: Form, { shares: sharesOf, categories }: Lesson, on: Sight): Blend | null => {
  const shares = sharesOf()
  const weights = hasLevels ? categories(season > 0) : shares
  const parts = on.parts
    .map((part, at) => ({ ...part, weight: weights[at], ...(hasLevels && { within: shares[at] }) }))
    .filter(({ weight, within = 0 }) => weight > 0 || within > 0)
  if (!shares.some((share) => share > 0) || !weights.some((weight) => weight > 0)) return null
  return {
    parts,
    ...(hasLevels && on.levels && { levels: on.levels }),
    ...(season > 0 && { season: on.season.map((factor) => factor ** season) }),
  }
}

const ndcgOf = (blend: Blend | null, split: Split, k: number, { tools: { compute }, find }: Ground): number => {
  if (blend === null) return 0
  const lists = rankAll((block) => scoreBlend(blend, block, compute, find), split, split.read.users, k, compute)
  return rankingMetrics(lists, split.wanted, k).ndcg
}

/** A sight with what is learned from all others. */
interface Exam {
  readonly on: Sight
  readonly lesson: Lesson
}

/** What a form finds on each sight with weights learned from the others: forms with more to learn are not flattered by what they learned, nor those that only fit one season. */
const crossValidated = (form: Form, exams: readonly Exam[], ground: Ground): number => {
  const deep = Math.min(exams[0].on.split.read.items, deeper * ground.k)
  const found = exams.map(({ on, lesson }) => ndcgOf(learn(form, lesson, on), on.split, deep, ground))
  return found.reduce((sum, ndcg) => sum + ndcg, 0) / found.length
}

/** What each possible form finds, the best first; of those that find as much, the simplest. */
const judgeForms = (sights: readonly Sight[], ground: Ground): readonly JudgedForm[] => {
  const exams = sights.map((on): Exam => {
    const others = sights.filter((sight) => sight !== on)
    return { on, lesson: lessonOf(others, ground.k) }
  })
  return forms
    .filter(({ hasLevels }) => !hasLevels || sights[0].levels !== null)
    .map((form) => ({ ...form, ndcg: crossValidated(form, exams, ground) }))
    .sort((a, b) => b.ndcg - a.ndcg)
}

const recipeOf = ({ parts }: Blend, { season }: Form): BlendRecipe => ({
  parts: parts.map(({ family, options, weight, within }) => ({
    family,
    options,
    weight,
    ...(within !== undefined && { within }),
  })),
  ...(season > 0 && { season }),
})

/** The same family with the same options, fitted on what is older than another period. */
const refit = ({ family: name, options }: Trial, { train }: Split, { tools, find }: Ground): object => {
  const family = find(name)
  return family.fit(train, { ...family.defaults, ...options }, { compute: tools.compute, seed: tools.seed })
}

const perhaps = <Value>(make: () => Value): Value | null => {
  try {
    return make()
  } catch {
    // What cannot be fitted on less says nothing of that period; what it finds in the later one counts.
    return null
  }
}

/**
 * A blend of the best of each family; what adds nothing is not in it. Its weights are learned from the people of the period that the search was judged by and of those before, `earlier`, and its form
 * (scores added up, or a category chosen first; with the season wholly, by its root, or not) is the one that with the weights of the other periods finds most in each. Where there is only one period, its
 * people are halved for that. null where nothing was found by any.
 */
export const chooseBlend = (
  { trials, modelOf }: Searched,
  { validation, earlier }: { readonly validation: Split; readonly earlier: readonly Split[] },
  k: number,
  tools: FitTools,
  find: FamilyFinder,
): ChosenBlend | null => {
  const ground: Ground = { k, tools, find }
  const champions = championsOf(trials)
    .filter(({ ndcg }) => ndcg > 0)
    .slice(0, mostParts)
  if (champions.length === 0) return null
  const sightFrom = (split: Split, fitted: (trial: Trial) => object): Sight => {
    const parts = champions.map((trial) =>
      partOf(find(trial.family), { options: trial.options, weight: 1 }, fitted(trial), split.train, tools.compute),
    )
    return sightOf(split, parts, ground)
  }
  const now = sightFrom(validation, modelOf)
  const before = earlier.flatMap(
    (split) => perhaps(() => sightFrom(split, (trial) => refit(trial, split, ground))) ?? [],
  )
  const periods = [now, ...before]
  const halves = () => [0, 1].map((first) => sightOf(everyOther(validation, first as 0 | 1), now.parts, ground))
  const judged = judgeForms(before.length > 0 ? periods : halves(), ground)
  const chosen = learn(judged[0], lessonOf(periods, k), now)
  return chosen && { recipe: recipeOf(chosen, judged[0]), forms: judged }
}
