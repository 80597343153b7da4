import type { BehaviourColumn, BehaviourTable } from '../domain/behaviour.ts'
import type { CouponExposure } from '../domain/uplift.ts'

/**
 * How somebody took the coupons of before: how often they ordered with one and how often not, and the same of times when one was held back from them. Counts, because evidence adds up: three orders with three coupons say more
 * than one with one.
 */
export const couponHistoryFeatures = [
  'couponOrders',
  'couponsUnused',
  'couponsWithheldOrders',
  'couponsWithheldNoOrder',
] as const
export type CouponHistoryFeature = (typeof couponHistoryFeatures)[number]

type Past = Pick<CouponExposure, 'until' | 'treated' | 'bought'>

/** In the order of `couponHistoryFeatures`; only what was over by the instant counts. */
const countsAt = (exposures: readonly Past[], before: number): readonly number[] => {
  const counts = [0, 0, 0, 0]
  for (const { until, treated, bought } of exposures)
    if (until <= before) counts[(treated ? 0 : 2) + (bought ? 0 : 1)]++
  return counts
}

export const couponHistoryColumns: readonly BehaviourColumn[] = couponHistoryFeatures.map((name) => ({
  kind: 'NUMBER',
  name,
}))

/** The table with four more columns, of each row's own exposures; `exposures` by user. */
export const withCouponHistory = (
  table: BehaviourTable,
  exposures: ReadonlyMap<number, readonly Past[]>,
  before: number,
): BehaviourTable => {
  const { rows, columns, values } = table
  const all = new Float32Array(values.length + couponHistoryColumns.length * rows)
  all.set(values)
  for (let row = 0; row < rows; row++)
    countsAt(exposures.get(table.userIds[row]) ?? [], before).forEach((count, place) => {
      all[values.length + place * rows + row] = count
    })
  return { ...table, columns: [...columns, ...couponHistoryColumns], values: all }
}

/** Exposures by user. */
export const byUser = (exposures: readonly CouponExposure[]): ReadonlyMap<number, readonly CouponExposure[]> =>
  Map.groupBy(exposures, ({ userId }) => userId)
