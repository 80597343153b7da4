import { describe, expect, it } from 'vitest'

import { lifecycles } from '../../src/domain/portrait.ts'
import { lifecycleOf, lifecycleRules, rhythmOf } from '../../src/features/lifecycle.ts'
import { shopStatisticsOf } from '../../src/features/shop-statistics.ts'
import { customer, noActivity } from '../support/activities.ts'

const asOf = new Date('2024-12-31T00:00:00Z')
// Everybody comes back after 30 days; a fifth has five purchase days or more.
const shop = shopStatisticsOf(
  [
    ...Array.from({ length: 8 }, () => customer({ first: '2024-01-01', last: '2024-01-31', purchaseDays: 2 })),
    ...Array.from({ length: 2 }, () => customer({ first: '2024-01-01', last: '2024-04-30', purchaseDays: 5 })),
  ],
  asOf,
)
const stageOf = (first: string, last: string, purchaseDays: number) =>
  lifecycleOf(rhythmOf(customer({ first, last, purchaseDays }), shop, asOf)!, shop)

describe('the lifecycle', () => {
  it('knows the rhythm of the shop', () => {
    expect(shop.typicalGapDays).toBe(30)
  })

  it.each([
    ['NEW', '2024-12-10', '2024-12-10', 1],
    ['ACTIVE', '2024-11-20', '2024-11-20', 1],
    ['COOLING', '2024-10-01', '2024-10-01', 1],
    ['DORMANT', '2024-07-01', '2024-07-01', 1],
    ['LOYAL', '2024-06-01', '2024-12-01', 7],
  ])('is %s with orders from %s to %s on %i days', (stage, first, last, purchaseDays) => {
    expect(stageOf(first, last, purchaseDays)).toBe(stage)
  })

  it('gives a slow buyer more time than a fast one after the same silence', () => {
    expect(stageOf('2022-01-01', '2024-10-20', 10)).toBe('LOYAL')
    expect(stageOf('2024-08-20', '2024-10-20', 10)).toBe('DORMANT')
  })

  it('never takes less than a week for a rhythm', () => {
    const daily = customer({ first: '2024-01-01', last: '2024-12-29', purchaseDays: 360 })
    expect(rhythmOf(daily, shop, asOf)?.gapDays).toBe(7)
  })

  it('has no stage for someone who has never ordered', () => {
    expect(rhythmOf(noActivity, shop, asOf)).toBeNull()
  })

  it('has one rule for every stage', () => {
    expect(lifecycleRules.map(({ lifecycle }) => lifecycle).sort()).toEqual([...lifecycles].sort())
  })
})
