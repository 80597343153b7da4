import type { Compute } from '../compute/compute.ts'
import { judge } from '../models/evaluation/judge.ts'
import type { ListMetrics } from '../models/evaluation/list-metrics.ts'
import type { Split } from '../models/evaluation/split.ts'
import { blend } from '../models/recommenders/blend.ts'
import type { SearchBudget } from '../models/recommenders/budget.ts'
import { chooseBlend } from '../models/recommenders/choose-blend.ts'
import { familyNamed } from '../models/recommenders/families.ts'
import type { RecommenderFamily } from '../models/recommenders/family.ts'
import { popular } from '../models/recommenders/popular.ts'
import { championsOf, type Searched, searchRecommenders, type Trial } from '../models/recommenders/search.ts'
import type { Knowledge, RecommendDataSet } from './recommend-data-sets.ts'

/** What one family came to on one data set. */
export interface Measured {
  readonly family: string
  /** Why there are no numbers. */
  readonly leftOut: string | null
  /** Changes to the defaults, as chosen on the validation part; of the blend its recipe. */
  readonly options: object
  readonly metrics: ListMetrics | null
  /** NDCG on the validation part, by which options were chosen. */
  readonly validation: number | null
  readonly tried: number
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number }
  /** Of the process, up to now. */
  readonly peakMemoryBytes: number
}

export interface MeasureTools {
  readonly compute: Compute
  readonly seed: number
  readonly budget: SearchBudget
}

const peakMemory = (): number => process.resourceUsage().maxRSS * 1024

const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}

export const leftOut = (family: string, why: string): Measured => ({
  family,
  leftOut: why,
  options: {},
  metrics: null,
  validation: null,
  tried: 0,
  seconds: { search: 0, fit: 0, score: 0 },
  peakMemoryBytes: peakMemory(),
})

const needs: Readonly<Record<string, Knowledge>> = {
  trending: 'times',
  latest: 'times',
  'category-popular': 'categories',
  'latent-classes': 'categories',
  'repeat-purchase': 'repeats',
  tastes: 'attributes',
  content: 'attributes',
}

/** Why a family has nothing to go on in a data set; null where it does. */
export const whyNot = (
  { name, isSequential }: RecommenderFamily,
  { knows }: Pick<RecommendDataSet, 'knows'>,
): string | null => {
  const needed = needs[name] ?? (isSequential ? 'order' : undefined)
  if (needed === undefined || knows.has(needed)) return null
  return needed === 'repeats' ? 'nobody has anything twice in this data set' : `the data set knows no ${needed}`
}

/** Fits on the whole training part and ranks for everybody of the test part. */
const measureOn = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
  options: Options,
  { test, k }: RecommendDataSet,
  { compute, seed }: MeasureTools,
) => {
  const [model, fit] = timed(() => family.fit(test.train, options, { compute, seed }))
  const [metrics, score] = timed(() => judge((block) => family.score(model, block, compute), test, k, compute))
  return { metrics, fit, score }
}

/** Chooses the options of one family on the validation part, and measures it with them on the test part. */
export const measureFamily = (
  family: RecommenderFamily,
  dataSet: RecommendDataSet,
  validation: Split,
  tools: MeasureTools,
): Measured => {
  const why = whyNot(family, dataSet)
  if (why !== null) return leftOut(family.name, why)
  const search = { families: [family], budget: tools.budget, k: dataSet.k }
  const [{ trials }, searching] = timed(() => searchRecommenders(validation, search, tools))
  const [best] = championsOf(trials)
  if (best === undefined) return leftOut(family.name, trials[0].refusal ?? '')
  const options = { ...family.defaults, ...best.options }
  const needed = Math.max(...Object.values(family.memory(dataSet.test.train, options)))
  if (needed > tools.budget.bytes) return leftOut(family.name, `It takes ${Math.ceil(needed / 2 ** 20)} MB.`)
  const { metrics, fit, score } = measureOn(family, options, dataSet, tools)
  return {
    family: family.name,
    leftOut: null,
    options: best.options,
    metrics,
    validation: best.ndcg,
    tried: trials.length,
    seconds: { search: searching, fit, score },
    peakMemoryBytes: peakMemory(),
  }
}

/** Popularity as some report it: counted over whole histories, what is to be found among them. null where the data set's numbers were not made so. */
export const measurePopularityOfAll = (dataSet: RecommendDataSet, tools: MeasureTools): Measured | null => {
  const { whole, test } = dataSet
  if (whole === undefined) return null
  const told = { ...dataSet, test: { ...test, train: whole } }
  const { metrics, fit, score } = measureOn(popular, popular.defaults, told, tools)
  return {
    ...leftOut('popular, of whole histories', ''),
    leftOut: null,
    metrics,
    seconds: { search: 0, fit, score },
  }
}

/** What was found by family as a search would have found it, with models fitted when they are asked for. */
const searchedFrom = (measured: readonly Measured[], validation: Split, { compute, seed }: MeasureTools): Searched => ({
  trials: measured.flatMap(({ family, options, validation: ndcg }): readonly Trial[] =>
    ndcg === null
      ? []
      : [{ family, options, round: 1, people: validation.read.users, recall: Number.NaN, ndcg, refusal: null }],
  ),
  modelOf: ({ family: name, options }) => {
    const family = familyNamed(name)
    return family.fit(validation.train, { ...family.defaults, ...options }, { compute, seed })
  },
})

/** Blends what was measured before, with weights from the validation part, and measures that. */
export const measureBlend = (
  measured: readonly Measured[],
  dataSet: RecommendDataSet,
  periods: { readonly validation: Split; readonly earlier: readonly Split[] },
  tools: MeasureTools,
): Measured => {
  const searched = searchedFrom(measured, periods.validation, tools)
  const [chosen, searching] = timed(() => chooseBlend(searched, periods, dataSet.k, tools, familyNamed))
  if (chosen === null) return leftOut('blend', 'there is nothing to blend')
  const { metrics, fit, score } = measureOn(blend, chosen.recipe, dataSet, tools)
  return {
    family: 'blend',
    leftOut: null,
    options: chosen.recipe,
    metrics,
    validation: null,
    tried: searched.trials.length,
    seconds: { search: searching, fit, score },
    peakMemoryBytes: peakMemory(),
  }
}
