import type { Compute } from '../compute/compute.ts'
import type { GateComparison } from '../domain/model-run.ts'
import type { CategoryChance, Estimate, PredictionTarget } from '../domain/prediction.ts'
import type { Distribution, Drift, GroupReport, ModelReport } from '../domain/prediction-report.ts'
import { behaviourGroups } from '../features/behaviour-groups.ts'
import { bgNbdClassifier } from '../models/classifiers/bg-nbd-classifier.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import type { Column, Table } from '../models/classifiers/table.ts'
import { pairedLosses } from '../models/evaluation/paired-losses.ts'
import type { Insufficient } from '../models/fit.ts'
import type { PredictionBudget } from '../models/predictions/budget.ts'
import { calibrateOutOfFold } from '../models/predictions/calibration.ts'
import {
  type CategoryChances,
  fitCategoryChances,
  predictCategoryChances,
} from '../models/predictions/category-chances.ts'
import { distributionOf } from '../models/predictions/distributions.ts'
import { fewestInGroup, judgeAmountGroup } from '../models/predictions/groups.ts'
import { familyOf, fitRecipe, type Recipe } from '../models/predictions/learning-task.ts'
import { regressionTask } from '../models/predictions/regression-task.ts'
import { boundsAround } from '../models/predictions/residual-bands.ts'
import { type CalibratedModel, predictCalibrated } from '../models/predictions/score-block.ts'
import { dayOf, rising, type WaitingTime } from '../models/predictions/waiting-time.ts'
import { type AmountTarget, type TrainedAmount, trainAmount } from './amount-target.ts'
import { type ClassificationTarget, type TrainedClassifier, taskOf, trainClassifier } from './classification-target.ts'
import { type Audience, blockOf, labelledRows, type PastCut, peopleOf, sampleOf, selectCut } from './prediction-data.ts'
import {
  choiceReport,
  importancesOf,
  probabilityGroups,
  refusalOf,
  reliabilityOf,
  scoreDrift,
} from './prediction-report.ts'

/** Predictions of a block, row by row. */
export interface NextOrderBlock {
  readonly userIds: Float64Array
  /** rows x days of the waiting time. */
  readonly chances: Float64Array
  readonly days: readonly number[]
  /** Names, and rows x names. */
  readonly categories: readonly string[]
  readonly categoryChances: Float64Array
  /** rows x 3 each: value, low, high. */
  readonly spend: Float64Array
  readonly quantity: Float64Array
  readonly spendWithin90: Float64Array
  readonly activeDaysWithin30: Float64Array
  /** Rows up to here. */
  readonly done: number
}

export interface NextOrderSettings {
  readonly budget: PredictionBudget
  readonly seed: number
  readonly published:
    | {
        readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
        readonly distributions: Readonly<Partial<Record<PredictionTarget, Distribution>>>
      }
    | undefined
  /** What codes of categories stand for. */
  readonly categories: readonly string[]
}

interface Blocks {
  readonly audience: Audience
  readonly compute: Compute
  readonly blockSize: number
}

/** Days at which it is foretold whether the next order has come. */
const steps = [3, 7, 14, 30, 60, 90] as const
/** The one by which the model is chosen. */
const decisive = 30

const stepTarget = (days: number): ClassificationTarget => ({
  target: 'NEXT_ORDER_DAYS',
  labelOf: ({ targets }, row) => (targets.daysToNextOrder[row] <= days ? 1 : 0),
  horizonDays: days,
  called: [
    `customers who bought within ${days} days in the holdout`,
    `customers who did not buy within ${days} days in the holdout`,
  ],
})

const amounts: readonly AmountTarget[] = [
  {
    target: 'NEXT_ORDER_SPEND',
    amountOf: ({ targets }, row) => targets.nextOrderSpend[row],
    called: 'customers who bought again in the holdout',
  },
  {
    target: 'NEXT_ORDER_QUANTITY',
    amountOf: ({ targets }, row) => targets.nextOrderQuantity[row],
    called: 'customers who bought again in the holdout',
  },
  {
    target: 'SPEND_90',
    amountOf: ({ targets }, row) => targets.spendWithin90[row],
    called: 'customers in the holdout',
  },
  {
    target: 'ACTIVE_DAYS_30',
    amountOf: ({ targets }, row) => targets.activeDaysWithin30[row],
    called: 'customers in the holdout',
  },
]

/** One day of the waiting time. */
interface Step {
  readonly days: number
  readonly columns: readonly Column[]
  readonly final: CalibratedModel
  /** Of those who judge, by a calibration that did not see them. */
  readonly judged: Float64Array
}

const recipeAt = ({ family, options }: Recipe, days: number): Recipe =>
  family === bgNbdClassifier.name ? { family, options: { ...options, horizonDays: days } } : { family, options }

/** The decisive step's recipe fitted for another day; null where hardly anybody, or hardly anybody not, has ordered by then. */
const trainStep = (
  cuts: readonly PastCut[],
  days: number,
  decided: TrainedClassifier,
  { compute, seed }: FitTools,
): Step | null => {
  const { labelOf } = stepTarget(days)
  const [newest, ...older] = cuts
  const task = taskOf({ horizonDays: days })
  const rows = (part: readonly PastCut[]) => {
    const { table, values } = labelledRows(part, labelOf)
    const all = Int32Array.from({ length: table.rows }, (_, row) => row)
    const own = {
      table: blockOf(
        { table: { ...table, userIds: new Float64Array(table.rows) }, rows: all },
        decided.columns,
        0,
        table.rows,
      ),
      labels: Uint8Array.from(values),
    }
    return own
  }
  const recipe = recipeAt(decided.choice.chosen, days)
  try {
    const judged = rows([newest])
    const family = familyOf(task, recipe.family)
    const raw = family.predict(fitRecipe(task, recipe, rows(older), { compute, seed }), judged.table, compute)
    const { calibration, probabilities } = calibrateOutOfFold(raw, judged.labels)
    const model = fitRecipe(task, recipe, rows(cuts.slice(0, older.length)), { compute, seed })
    return { days, columns: decided.columns, final: { ...recipe, model, calibration }, judged: probabilities }
  } catch {
    // One outcome only by that day: the line goes on from the day before.
    return null
  }
}

const waitingOf = (steps: readonly Step[], chanceOf: (step: number) => number): WaitingTime => ({
  days: steps.map(({ days }) => days),
  chances: rising(steps.map((_, step) => chanceOf(step))),
})

const intervalShare = { low: 0.1, median: 0.5, high: 0.9 } as const

/** How the days foretold compare with those that came; no order within 90 days counts as a day beyond. */
const waitingMeasures = (steps: readonly Step[], newest: PastCut): Readonly<Record<string, number>> => {
  let [inside, told, off] = [0, 0, 0]
  newest.rows.forEach((row, at) => {
    const came = newest.targets.daysToNextOrder[row]
    const waiting = waitingOf(steps, (step) => steps[step].judged[at])
    const [low, median, high] = [intervalShare.low, intervalShare.median, intervalShare.high].map((share) =>
      dayOf(waiting, share),
    )
    const day = Number.isNaN(came) ? Infinity : came
    // A day is known in whole days begun.
    if (day >= Math.floor(low ?? Infinity) && day - 1 <= (high ?? Infinity)) inside++
    if (median === null || day === Infinity) return
    told++
    off += Math.abs(day - median)
  })
  return {
    intervalCoverage: inside / Math.max(1, newest.rows.length),
    ...(told > 0 && { mae: off / told }),
  }
}

interface TrainedCategories {
  readonly final: CategoryChances
  readonly report: ModelReport
}

const codeAt = (cut: PastCut, row: number): number => {
  const code = cut.targets.nextCategory[row]
  return Number.isNaN(code) ? Number.NaN : cut.categories[code]
}

const categoryRows = (cuts: readonly PastCut[]) => {
  const known = cuts.map((cut) => selectCut(cut, (row) => !Number.isNaN(codeAt(cut, cut.rows[row]))))
  const { table, values } = labelledRows(known, codeAt)
  return { table, codes: Int32Array.from(values) }
}

const categoryLosses = (chances: Float64Array, codes: Int32Array, width: number): Float64Array =>
  Float64Array.from(codes, (code, row) => -Math.log(Math.max(1e-15, chances[row * width + code])))

const categoryMeasures = (chances: Float64Array, codes: Int32Array, width: number) => {
  const losses = categoryLosses(chances, codes, width)
  const better = (row: number, code: number) =>
    chances
      .subarray(row * width, (row + 1) * width)
      .reduce((count, chance) => count + (chance > chances[row * width + code] ? 1 : 0), 0)
  const places = Array.from(codes, (code, row) => better(row, code))
  const share = (most: number) => places.filter((place) => place < most).length / codes.length
  return {
    rows: codes.length,
    logLoss: losses.reduce((sum, loss) => sum + loss, 0) / codes.length,
    accuracy: share(1),
    accuracyOfThree: share(3),
  }
}

const fewestOrders = 20

/** null where the shop's products have fewer than two categories, or too few orders are known. */
const trainCategories = (
  cuts: readonly PastCut[],
  { categories, seed }: NextOrderSettings,
  tools: FitTools,
): TrainedCategories | null => {
  const width = categories.length
  if (width < 2) return null
  const [newest, ...older] = cuts
  const [train, judged, refit] = [older, [newest], cuts.slice(0, older.length)].map(categoryRows)
  if (Math.min(train.codes.length, judged.codes.length) < fewestOrders) return null
  const own = { compute: tools.compute, seed }
  const learn = ({ table, codes }: typeof train, learned: boolean) =>
    fitCategoryChances(table, codes, { categories: width, learned }, own)
  const [model, crowd] = [learn(train, true), learn(train, false)].map((chances) =>
    predictCategoryChances(chances, judged.table, tools.compute),
  )
  const losses = (chances: Float64Array) => categoryLosses(chances, judged.codes, width)
  const margin = { measure: 'logLoss', ...pairedLosses(losses(model), losses(crowd), seed) }
  const learned = margin.low > 0
  const [found, naive] = [model, crowd].map((chances) => categoryMeasures(chances, judged.codes, width))
  return {
    final: learn(refit, learned),
    report: {
      target: 'NEXT_CATEGORY',
      family: learned ? 'logistic-regression' : 'shares',
      options: learned ? { penalty: 'L2', strength: 10, scheme: 'one-against-the-rest' } : {},
      measures: learned ? found : naive,
      refusal: null,
      baseline: { family: 'shares', options: {}, measures: naive, margin },
      champion: null,
      championKept: null,
      comparators: [],
      trials: [],
      calibration: 'NONE',
      reliability: [],
      distribution: { edges: [0, 1], shares: [1] },
      importances: [],
      groups: [],
      drift: [],
    },
  }
}

const amountGroups = (
  { judged: { table, targets }, choice }: TrainedAmount,
  predictions: Float64Array,
): readonly GroupReport[] =>
  behaviourGroups(table)
    .flatMap(({ by, value, rows }) => {
      if (rows.length < fewestInGroup) return []
      const [own, actual] = [predictions, targets].map((values) => Float64Array.from(rows, (row) => values[row]))
      const measures = regressionTask().measures(own, { table, targets: actual })
      return [{ by, value, ...judgeAmountGroup(own, actual, measures) }]
    })
    .filter(() => choice.chosen.predictions.length > 0)

const coverageOf = ({ bands, judged: { targets } }: TrainedAmount, predictions: Float64Array): number => {
  const inside = targets.filter((target, row) => {
    const { low, high } = boundsAround(bands, predictions[row])
    return target >= low - 1e-9 && target <= high + 1e-9
  })
  return inside.length / targets.length
}

const predictAmount = ({ recipe, final }: TrainedAmount, table: Table, compute: Compute): Float64Array =>
  familyOf(regressionTask(), recipe.family)
    .predict(final, table, compute)
    .map((value) => Math.max(0, value))

const amountReport = (
  trained: TrainedAmount,
  {
    sample,
    compute,
    distributions,
  }: { readonly sample: Table; readonly compute: Compute; readonly distributions: NextOrderSettings['published'] },
): ModelReport => {
  const { target, choice, recipe, judged } = trained
  const used = choice.beatsBaseline ? choice.chosen : choice.baseline
  const scores = predictAmount(trained, sample, compute)
  const family = familyOf(regressionTask(), recipe.family)
  return {
    target: target.target,
    ...choiceReport(choice, 'squaredError'),
    ...recipe,
    measures: { ...used.measures, intervalCoverage: coverageOf(trained, used.predictions) },
    refusal: null,
    calibration: 'NONE',
    reliability: [],
    distribution: distributionOf(scores, false),
    importances: importancesOf(judged.table.columns, family.importance(used.model)),
    groups: amountGroups(trained, used.predictions),
    drift: scoreDrift(distributions?.distributions[target.target], scores),
  }
}

export interface NextOrderModels {
  readonly refusal: { readonly code: string; readonly message: string; readonly comparison?: GateComparison } | null
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly rows: TrainedClassifier['rows']
  readonly artefact: object
  readonly reports: (blocks: Blocks, drift: readonly Drift[]) => readonly ModelReport[]
  readonly steps: readonly Step[]
  readonly amounts: readonly TrainedAmount[]
  readonly categories: CategoryChances | null
  readonly categoryNames: readonly string[]
  readonly columns: readonly Column[]
}

const daysReport = (
  decided: TrainedClassifier,
  steps: readonly Step[],
  newest: PastCut,
  settings: NextOrderSettings,
  { audience, compute }: Blocks,
  drift: readonly Drift[],
): ModelReport => {
  const { choice, judged, columns } = decided
  const step = steps.find(({ days }) => days === decisive)
  const sample = sampleOf(audience)
  const rows = Int32Array.from({ length: sample.rows }, (_, row) => row)
  const block = blockOf({ table: { ...sample, userIds: new Float64Array(sample.rows) }, rows }, columns, 0, sample.rows)
  const scores = step
    ? predictCalibrated(taskOf({ horizonDays: decisive }), step.final, block, compute)
    : new Float64Array(0)
  const family = familyOf(taskOf({ horizonDays: decisive }), choice.chosen.family)
  return {
    target: 'NEXT_ORDER_DAYS',
    ...choiceReport(choice, 'logLoss'),
    measures: { ...choice.chosen.measures, ...waitingMeasures(steps, newest) },
    refusal: refusalOf('NEXT_ORDER_DAYS', choice, judged.labels.length),
    calibration: step?.final.calibration.kind ?? 'NONE',
    reliability: reliabilityOf(choice.chosen.predictions, judged.labels),
    distribution: distributionOf(scores, true),
    importances: importancesOf(columns, family.importance(choice.chosen.model)),
    groups: probabilityGroups(judged, choice.chosen.predictions),
    drift: [...scoreDrift(settings.published?.distributions.NEXT_ORDER_DAYS, scores), ...drift],
  }
}

/** When, what and how much: everything about the next order of customers, learned from the same cuts. */
export const trainNextOrders = (
  cuts: readonly PastCut[],
  settings: NextOrderSettings,
  tools: FitTools,
): NextOrderModels | Insufficient => {
  const { budget, seed, published } = settings
  const recipeOf = (target: PredictionTarget) => published?.recipes[target] ?? null
  const within = (from: number, to: number) => ({
    ...tools,
    report: (part: number) => tools.report?.(from + (to - from) * part),
  })
  const decided = trainClassifier(
    cuts,
    stepTarget(decisive),
    { budget, seed, published: recipeOf('NEXT_ORDER_DAYS') },
    within(0, 0.3),
  )
  if ('kind' in decided) return decided
  const trainedSteps = steps.flatMap((days) => trainStep(cuts, days, decided, tools) ?? [])
  tools.report?.(0.5)
  const trainedAmounts: TrainedAmount[] = []
  for (const [place, target] of amounts.entries()) {
    const own = within(0.5 + place / 10, 0.6 + place / 10)
    const trained = trainAmount(cuts, target, { budget, seed, published: recipeOf(target.target) }, own)
    if ('kind' in trained) return trained
    trainedAmounts.push(trained)
  }
  const categories = trainCategories(cuts, settings, tools)
  tools.report?.(1)
  const refusal = refusalOf('NEXT_ORDER_DAYS', decided.choice, decided.judged.labels.length)
  const { chosen, baseline, champion } = decided.choice
  const explained = ({ measures }: { readonly measures: Readonly<Record<string, number>> }) => measures.explained ?? 0
  const comparison = {
    measure: 'explained',
    candidate: explained(chosen),
    popularity: explained(baseline),
    published: champion && explained(champion),
    people: decided.judged.labels.length,
  }
  const recipes = Object.fromEntries([
    ['NEXT_ORDER_DAYS', { family: chosen.family, options: chosen.options }],
    ...trainedAmounts.flatMap(({ target, choice, recipe }) => (choice.beatsBaseline ? [[target.target, recipe]] : [])),
  ])
  return {
    refusal: refusal && { ...refusal, comparison },
    recipes,
    rows: decided.rows,
    artefact: {
      days: trainedSteps.map(({ days, final }) => ({ days, ...final })),
      amounts: Object.fromEntries(
        trainedAmounts.map(({ target, recipe, final, bands }) => [target.target, { ...recipe, model: final, bands }]),
      ),
      categories: categories?.final ?? null,
      columns: decided.columns,
    },
    steps: trainedSteps,
    amounts: trainedAmounts,
    categories: categories?.final ?? null,
    categoryNames: settings.categories,
    columns: decided.judged.table.columns,
    reports: (blocks, drift) => {
      const sample = { sample: sampleOf(blocks.audience), compute: tools.compute, distributions: published }
      return [
        daysReport(decided, trainedSteps, cuts[0], settings, blocks, drift),
        ...(categories === null ? [] : [categories.report]),
        ...trainedAmounts.map((trained) => amountReport(trained, sample)),
      ]
    },
  }
}

const estimates = (trained: TrainedAmount, table: Table, compute: Compute): Float64Array => {
  const values = predictAmount(trained, table, compute)
  const all = new Float64Array(3 * values.length)
  values.forEach((value, row) => {
    const { low, high } = boundsAround(trained.bands, value)
    all.set([value, low, high], 3 * row)
  })
  return all
}

/** Everybody's predictions in blocks. */
export function* scoreNextOrders(
  models: NextOrderModels,
  { audience, compute, blockSize }: Blocks,
): Generator<NextOrderBlock> {
  const {
    steps: trained,
    amounts: [spend, quantity, spend90, activeDays],
  } = models
  const all = spend.judged.table.columns
  for (let from = 0; from < audience.rows.length; from += blockSize) {
    const to = Math.min(audience.rows.length, from + blockSize)
    const table = blockOf(audience, all, from, to)
    const chances = new Float64Array((to - from) * trained.length)
    trained.forEach(({ days, columns, final }, step) => {
      const own = predictCalibrated(taskOf({ horizonDays: days }), final, blockOf(audience, columns, from, to), compute)
      own.forEach((chance, row) => {
        chances[row * trained.length + step] = chance
      })
    })
    yield {
      userIds: peopleOf(audience, from, to),
      chances,
      days: trained.map(({ days }) => days),
      categories: models.categories === null ? [] : models.categoryNames,
      categoryChances:
        models.categories === null ? new Float64Array(0) : predictCategoryChances(models.categories, table, compute),
      spend: estimates(spend, table, compute),
      quantity: estimates(quantity, table, compute),
      spendWithin90: estimates(spend90, table, compute),
      activeDaysWithin30: estimates(activeDays, table, compute),
      done: to,
    }
  }
}

const mostCategories = 5
const otherCategory = 'other'

const categoriesAt = ({ categories, categoryChances }: NextOrderBlock, row: number): readonly CategoryChance[] => {
  const all = categories
    .map((category, place) => ({ category, probability: categoryChances[row * categories.length + place] }))
    .sort((a, b) => b.probability - a.probability)
  const named = all.filter(({ category }) => category !== otherCategory).slice(0, mostCategories)
  const rest = 1 - named.reduce((sum, { probability }) => sum + probability, 0)
  return categories.length === 0 ? [] : [...named, { category: otherCategory, probability: Math.max(0, rest) }]
}

/** The predictions of one row of a block, as they are kept. */
export const nextOrderAt = (block: NextOrderBlock, row: number) => {
  const { days, chances, userIds } = block
  const own = chances.subarray(row * days.length, (row + 1) * days.length)
  const waiting = { days, chances: rising([...own]) }
  const estimate = (values: Float64Array): Estimate => ({
    value: values[3 * row],
    low: values[3 * row + 1],
    high: values[3 * row + 2],
  })
  return {
    userId: userIds[row],
    noneWithin90: 1 - Math.max(...waiting.chances),
    days: {
      median: dayOf(waiting, intervalShare.median),
      low: dayOf(waiting, intervalShare.low),
      high: dayOf(waiting, intervalShare.high),
    },
    categories: categoriesAt(block, row),
    spend: estimate(block.spend),
    quantity: estimate(block.quantity),
    spendWithin90: estimate(block.spendWithin90),
    activeDaysWithin30: estimate(block.activeDaysWithin30),
  }
}
