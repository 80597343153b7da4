import type { CategoryChance, Estimate, NextOrderPrediction } from '../domain/prediction.ts'
import { predictCategoryChances } from '../models/predictions/category-chances.ts'
import { predictCalibrated } from '../models/predictions/score-block.ts'
import { dayOf, rising } from '../models/predictions/waiting-time.ts'
import { taskOf } from './classification-target.ts'
import { estimatesOf } from './next-order-amounts.ts'
import { tellsCategories } from './next-order-categories.ts'
import { intervalShare } from './next-order-days.ts'
import type { NextOrderModels } from './next-order-models.ts'
import type { ScoringBlocks } from './next-order-settings.ts'
import { blockOf, peopleOf } from './prediction-data.ts'

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

/** Everybody's predictions in blocks. */
export function* scoreNextOrders(
  models: NextOrderModels,
  { audience, compute, blockSize }: ScoringBlocks,
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
        models.categories === null
          ? new Float64Array(0)
          : predictCategoryChances(
              models.categories,
              blockOf(audience, all.filter(tellsCategories), from, to),
              compute,
            ),
      spend: estimatesOf(spend, table, compute),
      quantity: estimatesOf(quantity, table, compute),
      spendWithin90: estimatesOf(spend90, table, compute),
      activeDaysWithin30: estimatesOf(activeDays, table, compute),
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
export const nextOrderAt = (block: NextOrderBlock, row: number): NextOrderPrediction => {
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
