import { createPlainCompute } from '../compute/plain.ts'
import type { BehaviourTable } from '../domain/behaviour.ts'
import type { UpliftOffer } from '../domain/uplift.ts'
import { columnOf } from '../models/classifiers/table.ts'
import { conformTable } from '../models/predictions/cut.ts'
import type { UpliftCalibration } from '../models/uplift/calibrate-uplift.ts'
import type { UpliftRecipe, UpliftTrial } from '../models/uplift/choose-uplift.ts'
import { qiniCurve, rankBy } from '../models/uplift/qini.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { upliftClassOf } from '../models/uplift/uplift-class.ts'
import type { UpliftMetrics } from '../models/uplift/uplift-metrics.ts'
import { type LearnedUplift, learnUplift, tellUplift } from './uplift-recipes.ts'
import { upliftColumns } from './uplift-rows.ts'

export interface UpliftInput {
  /** Exposures to learn from, by offer; the first is ANY. */
  readonly offers: readonly {
    readonly offer: UpliftOffer
    readonly data: Required<TreatedTable>
    readonly discountShare: number | null
  }[]
  /** Everybody now. */
  readonly table: BehaviourTable
  readonly published: UpliftRecipe | null
  readonly seed: number
}

/** What was learned of one offer, and how well it does on people it did not see. */
export interface UpliftLesson {
  readonly offer: UpliftOffer
  readonly recipe: UpliftRecipe
  readonly trials: readonly UpliftTrial[]
  readonly metrics: UpliftMetrics
  readonly calibration: UpliftCalibration
  /** The Qini curve, at a hundred places at most. */
  readonly curve: readonly { readonly share: number; readonly gain: number }[]
  /** The part of those that were not treated who bought. */
  readonly usual: number
  /** The part of a usual order that the coupons took off, on average; null: too few say. */
  readonly discountShare: number | null
  /** Whether people are told apart beyond noise. */
  readonly passes: boolean
}

/** So many reasons are told of each. */
export const namedReasons = 5

/** Some people's scores; arrays with a row per person. */
export interface UpliftBlock {
  readonly kind: 'scores'
  readonly offer: UpliftOffer
  readonly userIds: Float64Array
  readonly without: Float64Array
  readonly with: Float64Array
  readonly upliftClass: Int8Array
  readonly baseline: number
  /** rows x `namedReasons`: places of columns, -1 where there are fewer, their values and contributions. */
  readonly features: Int16Array
  readonly values: Float32Array
  readonly contributions: Float64Array
  readonly others: Float64Array
}

export type UpliftItem = { readonly kind: 'learned'; readonly lessons: readonly UpliftLesson[] } | UpliftBlock

const blockRows = 20_000
const mostPoints = 100

const thin = <Point>(points: readonly Point[]): readonly Point[] => {
  const step = Math.max(1, Math.ceil(points.length / mostPoints))
  return points.filter((_, at) => at % step === 0 || at === points.length - 1)
}

const lessonOf = (
  { offer, data, discountShare }: UpliftInput['offers'][number],
  learned: LearnedUplift,
): UpliftLesson => {
  const { recipe, trials, metrics, calibration, outOfFold } = learned
  const control = data.treated.length - metrics.treated
  const bought = data.outcomes.reduce((sum, outcome, row) => sum + (data.treated[row] === 0 ? outcome : 0), 0)
  return {
    offer,
    recipe,
    trials,
    metrics,
    calibration,
    curve: thin(qiniCurve(rankBy(outOfFold), data)),
    usual: bought / control,
    discountShare,
    passes: metrics.qini.low > 0,
  }
}

/** The largest contributions of a row, in points as they hold. */
const largest = (own: Float64Array): readonly number[] =>
  Array.from(own.keys())
    .filter((column) => own[column] !== 0)
    .sort((a, b) => Math.abs(own[b]) - Math.abs(own[a]) || a - b)
    .slice(0, namedReasons)

const blockOf = (
  { offer, usual }: UpliftLesson,
  learned: LearnedUplift,
  everybody: BehaviourTable,
  rows: Int32Array,
): UpliftBlock => {
  const { calibration, fitted } = learned
  const table = conformTable(everybody, upliftColumns(everybody), rows)
  const { without, with: having } = tellUplift(learned, table)
  const { base, values } = fitted.explain(table)
  const width = table.columns.length
  const features = new Int16Array(rows.length * namedReasons).fill(-1)
  const [cells, contributions] = [new Float32Array(features.length), new Float64Array(features.length)]
  const others = new Float64Array(rows.length)
  const columns = table.columns.map((_, column) => columnOf(table, column))
  const baseline = calibration.average + calibration.slope * (base - calibration.centre)
  for (let row = 0; row < rows.length; row++) {
    const own = values.subarray(row * width, (row + 1) * width).map((value) => value * calibration.slope)
    let named = 0
    largest(own).forEach((column, place) => {
      const at = row * namedReasons + place
      features[at] = column
      cells[at] = columns[column][row]
      contributions[at] = own[column]
      named += own[column]
    })
    others[row] = having[row] - without[row] - baseline - named
  }
  return {
    kind: 'scores',
    offer,
    userIds: Float64Array.from(rows, (row) => everybody.userIds[row]),
    without,
    with: having,
    upliftClass: Int8Array.from(without, (p, row) => upliftClassOf(p, having[row], usual)),
    baseline,
    features,
    values: cells,
    contributions,
    others,
  }
}

/** Learns what coupons do, offer by offer, and tells it of everybody where it was found out beyond noise. */
export function* uplift(
  { offers, table, published, seed }: UpliftInput,
  report: (fraction: number) => void,
): Generator<UpliftItem> {
  const compute = createPlainCompute()
  const learned = offers.map((shown, place) => {
    const own = learnUplift(shown.data, published, {
      compute,
      seed,
      report: (part) => report((0.7 * (place + part)) / offers.length),
    })
    return { lesson: lessonOf(shown, own), own }
  })
  yield { kind: 'learned', lessons: learned.map(({ lesson }) => lesson) }
  if (!learned[0].lesson.passes) return
  for (const { lesson, own } of learned) {
    if (!lesson.passes) continue
    for (let from = 0; from < table.rows; from += blockRows) {
      const length = Math.min(blockRows, table.rows - from)
      yield blockOf(
        lesson,
        own,
        table,
        Int32Array.from({ length }, (_, at) => from + at),
      )
      report(0.7 + (0.3 * (from + length)) / table.rows)
    }
  }
}
