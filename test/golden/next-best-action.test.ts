import { describe, expect, it } from 'vitest'

import { createDemoShop } from '../../src/demo/shop.ts'
import type { JudgedPolicy } from '../../src/domain/next-action.ts'
import { usualDecisionSetting } from '../../src/features/coupon-decisions.ts'
import { nextActions, surestGain } from '../../src/jobs/next-action-task.ts'
import { demoDecisions, trueValue } from '../support/demo-decisions.ts'

const until = new Date('2025-06-01T00:00:00Z')
const shop = createDemoShop({ seed: 42, users: 3000, until })
const habits = { typicalGapDays: 40, loyalPurchaseDays: 6, averageOrderValue: 45 }
const setting = { shop: habits, asOf: until, marginRate: 0.3, ...usualDecisionSetting }
const { exposures, orders } = demoDecisions(shop.events())
const { learned } = nextActions({ exposures, orders, setting, seed: 1 }, () => undefined)
const judgementOf = (name: JudgedPolicy) => learned!.judgements.find(({ policy }) => policy === name)!

describe('the coupons of the generated shop, which cost half the margin of an order and move one customer in four', () => {
  it.each([
    ['NONE', false],
    ['ALWAYS', true],
  ] as const)('would have earned by %s what they really do when they are handed out so', (name, shown) => {
    const truth = trueValue(shop, () => shown, setting)
    for (const { low, high } of judgementOf(name).estimates.slice(0, 2)) {
      expect(low).toBeLessThan(truth)
      expect(high).toBeGreaterThan(truth)
    }
  })

  it('are better not sent at all than to everybody, and that is known', () => {
    const { overNone, overLogged } = judgementOf('ALWAYS')
    expect(overNone?.high).toBeLessThan(0)
    expect(overLogged?.high).toBeLessThan(0)
  })

  it('are sent by no policy: none is known to be better than nothing', () => {
    for (const name of ['Q_LEARNING', 'SARSA'] as const) expect(surestGain(judgementOf(name))).toBeLessThanOrEqual(0)
  })
})
