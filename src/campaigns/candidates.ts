import type { Campaign } from '../domain/campaign.ts'
import { couponReach, discountShare, isUsable } from '../models/uplift/coupon-reach.ts'
import { expectedIncrementalMargin } from '../models/uplift/expected-margin.ts'
import type { CandidateColumns } from '../store/campaigns/read-candidates.ts'
import type { Candidates } from './choice.ts'

type Numbers = Float64Array | Int8Array

/** The rows that nothing bars. */
const keep = <Column extends Numbers>(column: Column, rows: Int32Array): Column => {
  const kept = new (column.constructor as new (length: number) => Column)(rows.length)
  for (let i = 0; i < rows.length; i++) kept[i] = column[rows[i]]
  return kept
}

const freeRows = (barred: Uint8Array): Int32Array => {
  const rows = new Int32Array(barred.length)
  let taken = 0
  for (let i = 0; i < barred.length; i++) if (barred[i] === 0) rows[taken++] = i
  return rows.subarray(0, taken)
}

/** Uplifts, expected margins and classes of every coupon with every candidate. */
const prospects = (
  { coupons, marginRate }: Pick<Campaign, 'coupons' | 'marginRate'>,
  { offers }: CandidateColumns,
  rows: Int32Array,
  orderValue: Float64Array,
) => {
  const uplifts = new Float64Array(rows.length * coupons.length).fill(Number.NaN)
  const margins = uplifts.slice()
  const upliftClass = new Int8Array(uplifts.length).fill(-1)
  coupons.forEach((coupon, c) => {
    const offer = offers.get(coupon.kind)
    if (offer === undefined) return
    for (let i = 0; i < rows.length; i++) {
      const at = i * coupons.length + c
      const probabilityWithout = offer.without[rows[i]]
      const reach = couponReach(coupon, orderValue[i], offer.learnedFrom.discountShare)
      uplifts[at] = reach * (offer.with[rows[i]] - probabilityWithout)
      margins[at] = isUsable(coupon, orderValue[i])
        ? expectedIncrementalMargin(coupon, {
            ...{ probabilityWithout, probabilityWith: probabilityWithout + uplifts[at], marginRate },
            orderValue: orderValue[i],
          })
        : -coupon.cost + 0 * uplifts[at]
      upliftClass[at] = offer.upliftClass[rows[i]]
    }
  })
  return { uplifts, margins, upliftClass }
}

/** Differences that are worth a word. */
const apart = 1.2

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** What effects of the coupons rest on, where it is not the like of them that was measured. */
const assumptionsOf = (
  { coupons }: Pick<Campaign, 'coupons'>,
  { offers }: CandidateColumns,
  usualOrder: number | null,
): readonly string[] =>
  coupons.flatMap((coupon) => {
    const learned = offers.get(coupon.kind)?.learnedFrom
    if (learned?.discountShare == null || !(learned.discountShare > 0) || usualOrder === null) return []
    const ratio = discountShare(coupon, usualOrder) / learned.discountShare
    if (ratio <= apart && ratio >= 1 / apart) return []
    const moves = ratio < 1 ? 'in proportion less' : 'no more'
    return `"${coupon.key}" takes ${percent(discountShare(coupon, usualOrder))} off a usual order, those that effects were learned from ${percent(learned.discountShare)}: it is taken to move people ${moves}.`
  })

/** Those of whom nothing bars a coupon; where it is not known what somebody's order comes to, it is what orders of the shop come to. */
export const toCandidates = (
  campaign: Pick<Campaign, 'coupons' | 'marginRate' | 'holdoutShare'>,
  columns: CandidateColumns,
  meanOrderValue: number | null,
): Candidates => {
  const rows = freeRows(columns.barred)
  const orderValue = keep(columns.orderValue, rows).map((value) =>
    Number.isNaN(value) ? (meanOrderValue ?? Number.NaN) : value,
  )
  return {
    userIds: keep(columns.userIds, rows),
    heldOut: Uint8Array.from(rows, (row) => (columns.holdout[row] < campaign.holdoutShare ? 1 : 0)),
    order: keep(columns.order, rows),
    draw: keep(columns.draw, rows),
    churn: keep(columns.churn, rows),
    value: keep(columns.value, rows),
    orderValue,
    ...prospects(campaign, columns, rows, orderValue),
    assumptions: assumptionsOf(campaign, columns, meanOrderValue),
  }
}
