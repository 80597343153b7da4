import { CodedError } from '../errors.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import {
  chooseUplift,
  fitUplift,
  foldsOfPeople,
  predictUpliftOutOfFold,
  type UpliftRecipe,
} from '../models/uplift/choose-uplift.ts'
import { type NetValue, netValue } from '../models/uplift/net-value.ts'
import type { UpliftOutcomes } from '../models/uplift/qini.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { upliftOf } from '../models/uplift/uplift-family.ts'
import { type Estimate, upliftMetrics } from '../models/uplift/uplift-metrics.ts'
import type { LeftOutColumn } from './classify-file.ts'
import type { UpliftFile } from './uplift-file.ts'

export interface UpliftMeasurement {
  readonly file: UpliftFile
  /** Measured on this; null: out of fold. */
  readonly later: TreatedTable | null
  readonly outcome: string
}

export interface UpliftPlan {
  /** null: chosen from what may be learned from. */
  readonly recipe: UpliftRecipe | null
  readonly folds: number
  /** Of one treatment and of one outcome. */
  readonly money: { readonly cost: number; readonly value: number } | null
}

type Interval = Pick<Estimate, 'low' | 'high'>

export interface MeasuredUplift {
  readonly model: string
  readonly params: Omit<UpliftRecipe, 'learner'>
  /** The learner of each fold, where it was chosen. */
  readonly chosen?: readonly string[]
  readonly rows: number
  readonly treated: number
  readonly treatedValue: string
  readonly controlValue: string
  readonly outcome: string
  readonly positive: string
  readonly judgedBy: string
  readonly ate: Estimate
  readonly qini: number
  readonly qiniInterval: Interval
  readonly upliftAt: Readonly<Record<string, number>>
  readonly upliftAtInterval: Readonly<Record<string, Interval>>
  readonly netValue?: NetValue
  readonly leftOut: readonly LeftOutColumn[]
  readonly otherRows: number
  readonly seconds: { readonly fit: number; readonly score: number }
  readonly peakMemoryBytes: number
}

interface Judged extends UpliftOutcomes {
  readonly recipes: readonly UpliftRecipe[]
}

const judgeLater = (data: TreatedTable, later: TreatedTable, recipe: UpliftRecipe, tools: FitTools): Judged => {
  const fitted = fitUplift(recipe, data, tools)
  const { treated, outcomes } = later
  return { uplift: upliftOf(fitted.predict(later.table)), treated, outcomes, recipes: [recipe] }
}

const judgeOutOfFold = (
  data: TreatedTable,
  folds: number,
  recipeOf: (learned: TreatedTable) => UpliftRecipe,
  tools: FitTools,
): Judged => {
  const told = predictUpliftOutOfFold(data, foldsOfPeople(data, folds, tools.seed), recipeOf, tools)
  return { uplift: upliftOf(told), treated: data.treated, outcomes: data.outcomes, recipes: told.recipes }
}

/** The one that was taken most often, the first among equals. */
const mostFrequent = (recipes: readonly UpliftRecipe[]): UpliftRecipe => {
  const count = (recipe: UpliftRecipe) =>
    recipes.filter((other) => JSON.stringify(other) === JSON.stringify(recipe)).length
  return recipes.reduce((best, next) => (count(next) > count(best) ? next : best))
}

const pick = <Own>(estimates: Readonly<Record<string, Estimate>>, own: (estimate: Estimate) => Own) =>
  Object.fromEntries(Object.entries(estimates).map(([share, estimate]) => [share, own(estimate)]))

const interval = ({ low, high }: Estimate): Interval => ({ low, high })

const checkSize = (data: TreatedTable, what: string): void => {
  const arms = [0, 1].map((arm) => data.treated.reduce((sum, own) => sum + (own === arm ? 1 : 0), 0))
  if (Math.min(...arms) < 20)
    throw new CodedError(
      'INVALID_ARGUMENT',
      `It takes at least 20 rows of each arm to tell them apart; ${what} has ${arms[1]} treated and ${arms[0]} not.`,
    )
}

/**
 * What a learner makes of an experiment, and how well it does.
 * @throws CodedError INVALID_ARGUMENT where an arm is next to empty, COMPUTE_FAILED where the model cannot be fitted
 */
export const measureUplift = (
  { file, later, outcome }: UpliftMeasurement,
  { recipe, folds, money }: UpliftPlan,
  tools: FitTools,
): MeasuredUplift => {
  const { data, reading, leftOut, otherRows } = file
  checkSize(data, '--data')
  if (later !== null) checkSize(later, '--test')
  const started = performance.now()
  const recipeOf = (learned: TreatedTable): UpliftRecipe => recipe ?? chooseUplift(learned, tools).recipe
  let judged: Judged
  try {
    judged =
      later === null ? judgeOutOfFold(data, folds, recipeOf, tools) : judgeLater(data, later, recipeOf(data), tools)
  } catch (error) {
    throw new CodedError('COMPUTE_FAILED', `The model cannot be fitted to these rows: ${(error as Error).message}`)
  }
  const fitted = performance.now()
  const { rows, treated, ate, qini, upliftAt } = upliftMetrics(judged, { seed: tools.seed })
  const { learner, ...params } = mostFrequent(judged.recipes)
  return {
    model: learner,
    params,
    ...(recipe === null && { chosen: judged.recipes.map((own) => `${own.learner}:${own.classifier}`) }),
    rows,
    treated,
    treatedValue: reading.treated,
    controlValue: reading.control,
    outcome,
    positive: reading.positive,
    judgedBy:
      later === null
        ? `each row judged by what the other ${folds - 1} of ${folds} folds taught`
        : 'learned from --data, measured on --test',
    ate,
    qini: qini.value,
    qiniInterval: interval(qini),
    upliftAt: pick(upliftAt, ({ value }) => value),
    upliftAtInterval: pick(upliftAt, interval),
    ...(money !== null && { netValue: netValue(judged, money) }),
    leftOut,
    otherRows,
    seconds: { fit: (fitted - started) / 1000, score: (performance.now() - fitted) / 1000 },
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  }
}
