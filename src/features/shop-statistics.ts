import type { UserActivity } from '../domain/activity.ts'
import { createColumn } from './column.ts'
import { daysBetween } from './days.ts'
import { broadCategory, type CategoryShares, categoryShares } from './favourite-categories.ts'
import { ascending, quantileOfSorted } from './quantile.ts'
import { type RfmCuts, rfmCuts } from './rfm.ts'

/** What one portrait needs to know of the whole shop: a few dozen numbers, so portraits are computed user by user. Plain JSON. */
export interface ShopStatistics {
  /** People who have ordered at least once. */
  readonly customers: number
  /** Median over repeat customers of their mean days between purchase days; 60 when nobody has come back yet. */
  readonly typicalGapDays: number
  /** Purchase days of a loyal customer: what a fifth of the customers reach, at least 3. */
  readonly loyalPurchaseDays: number
  readonly rfmCuts: RfmCuts
  /** Values that nine in ten customers do not exceed; null without customers. */
  readonly topTenth: {
    readonly spend: number | null
    readonly averageOrderValue: number | null
    readonly piecesPerLine: number | null
  }
  /** Purchase lines per view over the whole shop; null when views are not recorded. */
  readonly linesPerView: number | null
  readonly categoryShares: CategoryShares
}

/** One entry per customer, in any order; `gapDays` has one per customer with at least two purchase days. */
export interface CustomerColumns {
  readonly recencyDays: ArrayLike<number>
  readonly purchaseDays: ArrayLike<number>
  readonly totalSpend: ArrayLike<number>
  readonly averageOrderValue: ArrayLike<number>
  readonly piecesPerLine: ArrayLike<number>
  readonly gapDays: ArrayLike<number>
}

const gapWithoutRepeats = 60

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)
const quantileOf = (values: ArrayLike<number>, p: number): number => quantileOfSorted(ascending(values), p)

/** Shop statistics from one array per value; `linesPerView` and `categoryShares` are sums over the shop. */
export const shopStatistics = (
  columns: CustomerColumns,
  totals: Pick<ShopStatistics, 'linesPerView' | 'categoryShares'>,
): ShopStatistics => ({
  customers: columns.recencyDays.length,
  typicalGapDays: finiteOrNull(quantileOf(columns.gapDays, 0.5)) ?? gapWithoutRepeats,
  loyalPurchaseDays: Math.max(3, finiteOrNull(quantileOf(columns.purchaseDays, 0.8)) ?? 3),
  rfmCuts: rfmCuts({
    recencyDays: columns.recencyDays,
    frequency: Float64Array.from(columns.purchaseDays, (days) => days - 1),
    monetary: columns.totalSpend,
  }),
  topTenth: {
    spend: finiteOrNull(quantileOf(columns.totalSpend, 0.9)),
    averageOrderValue: finiteOrNull(quantileOf(columns.averageOrderValue, 0.9)),
    piecesPerLine: finiteOrNull(quantileOf(columns.piecesPerLine, 0.9)),
  },
  ...totals,
})

/** Mean days between purchase days; null without a repeat. */
export const meanGapDays = ({ firstOrderAt, lastOrderAt, purchaseDays }: UserActivity): number | null =>
  firstOrderAt === null || lastOrderAt === null || purchaseDays < 2
    ? null
    : daysBetween(firstOrderAt, lastOrderAt) / (purchaseDays - 1)

/** Takes activities as they stream by, 48 bytes a customer, and gives the statistics at the end. */
export const createShopTally = (asOf: Date) => {
  const columns = {
    recencyDays: createColumn(),
    purchaseDays: createColumn(),
    totalSpend: createColumn(),
    averageOrderValue: createColumn(),
    piecesPerLine: createColumn(),
    gapDays: createColumn(),
  }
  const spendByCategory = new Map<string, number>()
  let views = 0
  let lines = 0
  const addCustomer = (activity: UserActivity, lastOrderAt: Date) => {
    columns.recencyDays.push(daysBetween(lastOrderAt, asOf))
    columns.purchaseDays.push(activity.purchaseDays)
    columns.totalSpend.push(activity.spend - activity.returnedValue)
    columns.averageOrderValue.push(activity.spend / activity.orderCount)
    columns.piecesPerLine.push(activity.purchaseQuantity / activity.purchaseLines)
    const gap = meanGapDays(activity)
    if (gap !== null) columns.gapDays.push(gap)
  }
  const add = (activity: UserActivity): void => {
    views += activity.viewCount
    lines += activity.purchaseLines
    for (const { category, amount } of activity.categorySpend) {
      const broad = broadCategory(category)
      spendByCategory.set(broad, (spendByCategory.get(broad) ?? 0) + Math.max(0, amount))
    }
    if (activity.lastOrderAt !== null) addCustomer(activity, activity.lastOrderAt)
  }
  const statistics = (): ShopStatistics =>
    shopStatistics(
      {
        recencyDays: columns.recencyDays.values(),
        purchaseDays: columns.purchaseDays.values(),
        totalSpend: columns.totalSpend.values(),
        averageOrderValue: columns.averageOrderValue.values(),
        piecesPerLine: columns.piecesPerLine.values(),
        gapDays: columns.gapDays.values(),
      },
      {
        linesPerView: views === 0 ? null : lines / views,
        categoryShares: categoryShares([...spendByCategory].map(([category, amount]) => ({ category, amount }))),
      },
    )
  return { add, statistics }
}

/** The statistics of a shop whose activities are at hand. */
export const shopStatisticsOf = (activities: Iterable<UserActivity>, asOf: Date): ShopStatistics => {
  const tally = createShopTally(asOf)
  for (const activity of activities) tally.add(activity)
  return tally.statistics()
}
