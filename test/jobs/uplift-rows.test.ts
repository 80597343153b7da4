import { describe, expect, it } from 'vitest'

import type { BehaviourTable } from '../../src/domain/behaviour.ts'
import type { CouponExposure } from '../../src/domain/uplift.ts'
import { byUser, couponHistoryFeatures, withCouponHistory } from '../../src/features/coupon-history.ts'
import { type CampaignCut, comparable, treatedRows } from '../../src/jobs/uplift-rows.ts'

const exposure = (userId: number, treated: boolean, change: Partial<CouponExposure> = {}): CouponExposure => ({
  ...{ userId, campaign: 'a', at: 10, until: 20, treated, discountShare: null, kind: 'PERCENT', bought: false },
  ...change,
})

const table: BehaviourTable = {
  userIds: Float64Array.of(1, 2, 3),
  rows: 3,
  columns: [{ kind: 'NUMBER', name: 'spend' }],
  values: Float32Array.of(100, 200, 300),
}

const cut = (treated: number, heldBack: number): CampaignCut => ({
  at: 0,
  table,
  exposures: Array.from({ length: treated + heldBack }, (_, place) => exposure(place, place < treated)),
})

const sizes = ({ exposures }: CampaignCut) =>
  [true, false].map((arm) => exposures.filter(({ treated }) => treated === arm).length)

describe('how somebody took the coupons of before', () => {
  const past = byUser([
    exposure(2, true, { bought: true }),
    exposure(2, true, { campaign: 'b', bought: true, until: 25 }),
    exposure(2, false, { campaign: 'c' }),
    exposure(3, false, { bought: true }),
  ])
  const countsAt = (before: number) => {
    const { columns, values } = withCouponHistory(table, past, before)
    expect(columns.slice(1).map(({ name }) => name)).toEqual([...couponHistoryFeatures])
    return [0, 1, 2].map((row) => [1, 2, 3, 4].map((column) => values[column * 3 + row]))
  }

  it('is counted by what came of them: ordered with one and not, without one and not', () => {
    expect(countsAt(30)).toEqual([
      [0, 0, 0, 0],
      [2, 0, 0, 1],
      [0, 0, 1, 0],
    ])
  })

  it('knows nothing of coupons whose days are not over', () => {
    expect(countsAt(20)[1]).toEqual([1, 0, 0, 1])
    expect(countsAt(19)[1]).toEqual([0, 0, 0, 0])
  })
})

describe('campaigns that are learned from together', () => {
  it('are left as they are where all treated about the same part', () => {
    const cuts = [cut(50, 50), cut(46, 54)]
    expect(comparable(cuts, 1)).toBe(cuts)
  })

  it('are thinned to arms of one size where they did not', () => {
    expect(comparable([cut(90, 10), cut(50, 50)], 1).map(sizes)).toEqual([
      [10, 10],
      [50, 50],
    ])
  })

  it('give a row per exposure of who was known, as they were then', () => {
    const exposures = [exposure(3, true, { bought: true }), exposure(9, true), exposure(1, false)]
    const rows = treatedRows([{ at: 0, table, exposures }], table.columns)
    expect([...rows.people]).toEqual([1, 3])
    expect([...rows.table.values]).toEqual([100, 300])
    expect([[...rows.treated], [...rows.outcomes]]).toEqual([
      [0, 1],
      [0, 1],
    ])
  })
})
