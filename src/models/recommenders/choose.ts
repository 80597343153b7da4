import { judge } from '../evaluation/judge.ts'
import type { ListMetrics } from '../evaluation/list-metrics.ts'
import type { Split } from '../evaluation/split.ts'
import { type TimeSplit, timeSplit } from '../evaluation/time-split.ts'
import { defaultRecipe, fitBlend, scoreBlend } from './blend.ts'
import { type BudgetName, searchBudgets } from './budget.ts'
import { chooseBlend, type JudgedForm } from './choose-blend.ts'
import type { FitTools, RecommenderFamily, TrainingData } from './family.ts'
import type { BlendRecipe, FamilyFinder } from './recipe.ts'
import { rememberFits } from './remember-fits.ts'
import { searchRecommenders, type Trial } from './search.ts'

export interface ChooseOptions {
  readonly budget: BudgetName
  readonly seed: number
  /** What is published now, to be judged on the same people; null where nothing is. */
  readonly previous: BlendRecipe | null
  /** Where to look; 'popular' among them, which all have to beat. */
  readonly families: readonly RecommenderFamily[]
  /** Bytes that one fit may take; that of the budget when absent or larger. */
  readonly memoryBytes?: number
  /** true for shops where people buy the same again. */
  readonly countRepeats?: boolean
  /** Whether lists leave out what was looked at, as they do by default: then finding it is not asked for either. */
  readonly excludeSeen?: boolean
  /** Cut-off of the metrics. */
  readonly k?: number
}

export interface RecommenderChoice {
  readonly recipe: BlendRecipe
  /** On the test period, after fitting on all that is older; null where nobody can be judged. */
  readonly metrics: ListMetrics | null
  readonly popularity: ListMetrics | null
  /** null where there is none, or where it cannot be fitted any more. */
  readonly previous: ListMetrics | null
  /** What was tried on the validation period, best first. */
  readonly trials: readonly Trial[]
  /** Forms of a blend of the best, as they were judged by the validation period and those before it; the best first. */
  readonly forms: readonly JudgedForm[]
  /** People judged; 0: too few, and the recipe is the stated default. */
  readonly judged: number
  /** How long before the as-of instant the two periods begin, in days. */
  readonly splitDays: { readonly validation: number; readonly test: number }
}

/** Fewer people than this, in either period, cannot tell one recommender from another. */
const fewestPeople = 20
/** Of the purchases, the latest tenth to judge by, the tenth before it to choose by. */
const testShare = 0.1

/** The default recipe as far as its families are there. */
const defaultOf = (families: readonly RecommenderFamily[]): BlendRecipe => {
  const known = defaultRecipe.parts.filter(({ family }) => families.some(({ name }) => name === family))
  if (known.length > 0) return { parts: known }
  return { parts: families.slice(0, 1).map(({ name }) => ({ family: name, options: {}, weight: 1 })) }
}

const finderOf =
  (families: readonly RecommenderFamily[]): FamilyFinder =>
  (name) => {
    const family = families.find((family) => family.name === name)
    if (!family) throw new Error(`there is no family of recommenders named ${name}`)
    return family
  }

/** Fits the recipe on what is older than the test period, and measures it there. */
const test = (recipe: BlendRecipe, split: Split, k: number, tools: FitTools, find: FamilyFinder): ListMetrics => {
  const fitted = fitBlend(split.train, recipe, { compute: tools.compute, seed: tools.seed }, find)
  return judge((block) => scoreBlend(fitted, block, tools.compute, find), split, k, tools.compute)
}

/** null where it cannot be fitted. */
const testIfPossible = (
  recipe: BlendRecipe | null,
  ...rest: [split: Split, k: number, tools: FitTools, find: FamilyFinder]
): ListMetrics | null => {
  if (recipe === null || recipe.parts.length === 0) return null
  try {
    return test(recipe, ...rest)
  } catch {
    // A family that is no more, or data on which it does not converge: a recipe that cannot be run has no claim to be published.
    return null
  }
}

/** How much more than what is published another recipe has to find on the validation period before it is tried against it: less may be chance, and a change for nothing. */
const worthAChange = 1.01

/** What is published, unless what was chosen finds clearly more where it was chosen. */
const challengerOf = (
  chosen: BlendRecipe | null,
  published: BlendRecipe | null,
  ...rest: [split: Split, k: number, tools: FitTools, find: FamilyFinder]
): BlendRecipe | null => {
  const kept = testIfPossible(published, ...rest)
  if (kept === null) return chosen
  const challenger = testIfPossible(chosen, ...rest)
  return challenger !== null && challenger.ndcg > worthAChange * kept.ndcg ? chosen : published
}

const isEnough = ({ validation, test }: TimeSplit): boolean =>
  Math.min(validation.read.users, test.read.users) >= fewestPeople

/**
 * Chooses a recommender by the shop's own latest past: families and options are searched on a validation period, a blend of the best gets its weights there, and a later period, at which nothing
 * before looked, judges it beside popularity and beside what is published now, which stays the recipe unless another does clearly better on the validation period. Whether it is published is for the caller to say. Deterministic for the same data, seed and budget.
 */
export const chooseRecommender = (data: TrainingData, options: ChooseOptions, tools: FitTools): RecommenderChoice => {
  const { seed, k = 20, countRepeats = false, excludeSeen = true } = options
  const families = rememberFits(options.families)
  const named = searchBudgets[options.budget]
  const budget = { ...named, bytes: Math.min(named.bytes, options.memoryBytes ?? Infinity) }
  const split = timeSplit(data, { share: testShare, maxUsers: budget.people, seed, countRepeats, excludeSeen })
  const splitDays = { validation: split.validationDays, test: split.testDays }
  if (!isEnough(split)) {
    const nobody = { metrics: null, popularity: null, previous: null, trials: [], forms: [], judged: 0 }
    return { recipe: defaultOf(families), ...nobody, splitDays }
  }
  const find = finderOf(families)
  const own: FitTools = { ...tools, seed, report: (fraction) => tools.report?.(0.8 * fraction) }
  const searched = searchRecommenders(split.validation, { families, budget, k }, own)
  const earlier = split.earlier.filter(({ read }) => read.users >= fewestPeople)
  const best = chooseBlend(searched, { validation: split.validation, earlier }, k, own, find)
  const chosen = challengerOf(best?.recipe ?? null, options.previous, split.validation, k, own, find)
  tools.report?.(0.85)
  const found = testIfPossible(chosen, split.test, k, own, find)
  const recipe = chosen !== null && found !== null ? chosen : defaultOf(families)
  const metrics = found ?? test(recipe, split.test, k, own, find)
  tools.report?.(0.95)
  const crowd: BlendRecipe = { parts: [{ family: 'popular', options: {}, weight: 1 }] }
  const popularity = test(crowd, split.test, k, own, find)
  const previous = recipe === options.previous ? metrics : testIfPossible(options.previous, split.test, k, own, find)
  tools.report?.(1)
  return {
    recipe,
    metrics,
    popularity,
    previous,
    trials: searched.trials,
    forms: best?.forms ?? [],
    judged: split.test.read.users,
    splitDays,
  }
}
