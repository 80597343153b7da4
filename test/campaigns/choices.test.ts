import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type Candidates, type Choice, choiceReasons } from '../../src/campaigns/choice.ts'
import { chooseByUplift } from '../../src/campaigns/choose-by-uplift.ts'
import { chooseInOrder, firstCoupon } from '../../src/campaigns/choose-in-order.ts'
import type { Campaign } from '../../src/domain/campaign.ts'
import { exampleCampaign, tenPercent } from '../support/campaigns.ts'

const campaignOf = (costs: readonly number[]): Campaign => ({
  ...exampleCampaign(),
  id: 1,
  allocatedAt: null,
  lastError: null,
  updatedAt: new Date(0),
  coupons: costs.map((cost, id) => ({ ...tenPercent, id, campaignId: 1, key: String(id), cost })),
})

const candidatesOf = (margins: readonly (readonly number[])[], heldOut: readonly boolean[]): Candidates => ({
  userIds: Float64Array.from(margins.keys()),
  heldOut: Uint8Array.from(heldOut, Number),
  order: Float64Array.from(margins, (_, i) => ((i * 7919) % 1000) / 1000),
  draw: new Float64Array(margins.length),
  churn: Float64Array.from(margins, ([margin]) => margin),
  value: new Float64Array(margins.length),
  orderValue: new Float64Array(margins.length),
  margins: Float64Array.from(margins.flat()),
  uplifts: Float64Array.from(margins.flat()),
  upliftClass: new Int8Array(margins.flat().length),
  assumptions: [],
})

const spentBy = ({ coupons }: Choice, { heldOut }: Candidates, costs: readonly number[]): number =>
  coupons.reduce((sum, coupon, i) => (coupon >= 0 && heldOut[i] === 0 ? sum + costs[coupon] : sum), 0)

const reasonsOf = ({ coupons }: Choice) =>
  [...coupons].map((coupon) => (coupon < 0 ? choiceReasons[-1 - coupon] : coupon))

/** Users with a margin for each of three coupons, some unknown, some held out; and a budget. */
const problems = fc.record({
  users: fc.array(
    fc.tuple(
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: -500, max: 900 }).map((cents) => cents / 100) },
          fc.constant(Number.NaN),
        ),
        {
          minLength: 3,
          maxLength: 3,
        },
      ),
      fc.boolean(),
    ),
    { maxLength: 40 },
  ),
  costs: fc.array(
    fc.integer({ min: 0, max: 300 }).map((cents) => cents / 100),
    { minLength: 3, maxLength: 3 },
  ),
  budget: fc.option(fc.integer({ min: 0, max: 4000 }).map((cents) => cents / 100)),
})

describe('every way to choose', () => {
  it('keeps to the budget, and gives nobody what is not expected to pay or not known', () => {
    fc.assert(
      fc.property(problems, ({ users, costs, budget }) => {
        const candidates = candidatesOf(
          users.map(([margins]) => margins),
          users.map(([, held]) => held),
        )
        const setting = { campaign: campaignOf(costs), budget }
        const byUplift = chooseByUplift(candidates, setting)
        const inOrder = chooseInOrder(firstCoupon(candidates.churn), candidates, setting)
        for (const choice of [byUplift, inOrder])
          expect(spentBy(choice, candidates, costs)).toBeLessThanOrEqual((budget ?? Number.POSITIVE_INFINITY) + 1e-6)
        byUplift.coupons.forEach((coupon, i) => {
          if (coupon >= 0) expect(candidates.margins[i * 3 + coupon]).toBeGreaterThan(0)
        })
        inOrder.coupons.forEach((coupon, i) => {
          if (Number.isNaN(candidates.churn[i])) expect(coupon).toBe(-1 - choiceReasons.indexOf('NO_SCORE'))
        })
      }),
      { numRuns: 300 },
    )
  })

  it('holds out whom it would have given something, judged as if they were not held out', () => {
    fc.assert(
      fc.property(problems, ({ users, costs }) => {
        const margins = users.map(([own]) => own)
        const everybody = candidatesOf(
          margins,
          margins.map(() => false),
        )
        const some = candidatesOf(
          margins,
          users.map(([, held]) => held),
        )
        // Without a limit nobody stands in another's way.
        const setting = { campaign: campaignOf(costs), budget: null }
        expect(reasonsOf(chooseByUplift(some, setting))).toEqual(reasonsOf(chooseByUplift(everybody, setting)))
        const order = (candidates: Candidates) => chooseInOrder(firstCoupon(candidates.churn), candidates, setting)
        expect(reasonsOf(order(some))).toEqual(reasonsOf(order(everybody)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('choosing in order', () => {
  const candidates = candidatesOf([[3], [5], [4], [Number.NaN], [1], [2]], [false, false, true, false, false, true])
  const choose = (budget: number | null) =>
    reasonsOf(chooseInOrder(firstCoupon(candidates.churn), candidates, { campaign: campaignOf([2]), budget }))

  it('goes by priority while the budget lasts, and holds out only those who come before the last coupon', () => {
    expect(choose(null)).toEqual([0, 0, 0, 'NO_SCORE', 0, 0])
    expect(choose(6)).toEqual([0, 0, 0, 'NO_SCORE', 0, 0])
    expect(choose(5.9)).toEqual([0, 0, 0, 'NO_SCORE', 'BUDGET', 'BUDGET'])
    expect(choose(2)).toEqual(['BUDGET', 0, 'BUDGET', 'NO_SCORE', 'BUDGET', 'BUDGET'])
  })

  it('goes on with what is cheaper where the budget is too short for a coupon', () => {
    const turn = { ...firstCoupon(candidates.churn), coupons: Int16Array.of(0, 1, 1, 0, 1, 0) }
    // The second takes 5 of 7, then the first 2; the fifth would take 5 more. Held out: the third stands before the last of its coupon, the sixth behind it.
    const choice = chooseInOrder(turn, candidates, { campaign: campaignOf([2, 5]), budget: 7 })
    expect(reasonsOf(choice)).toEqual([0, 1, 'BUDGET', 'NO_SCORE', 'BUDGET', 0])
    const cheaper = { ...turn, coupons: Int16Array.of(1, 1, 1, 0, 0, 0) }
    expect(reasonsOf(chooseInOrder(cheaper, candidates, { campaign: campaignOf([2, 5]), budget: 7 }))).toEqual([
      'BUDGET',
      1,
      'BUDGET',
      'NO_SCORE',
      0,
      0,
    ])
  })

  it('gives nothing for a budget of zero, unless coupons cost nothing', () => {
    expect(choose(0)).toEqual(['BUDGET', 'BUDGET', 'BUDGET', 'NO_SCORE', 'BUDGET', 'BUDGET'])
    const free = { campaign: campaignOf([0]), budget: 0 }
    expect(reasonsOf(chooseInOrder(firstCoupon(candidates.churn), candidates, free))).toEqual([
      0,
      0,
      0,
      'NO_SCORE',
      0,
      0,
    ])
  })
})

describe('choosing by uplift', () => {
  const nan = Number.NaN
  const candidates = candidatesOf(
    [
      [4, 5],
      [3, 1],
      [-1, -2],
      [nan, nan],
      [1, 0.5],
      [3.5, 1],
      [0.2, nan],
    ],
    [false, false, false, false, false, true, true],
  )
  const choose = (budget: number | null) => chooseByUplift(candidates, { campaign: campaignOf([1, 3]), budget })

  it('gives each the coupon that brings most, and none to those it would harm or of whom nothing is known', () => {
    const choice = choose(null)
    expect(reasonsOf(choice)).toEqual([1, 0, 'NEGATIVE_UPLIFT', 'NO_SCORE', 0, 0, 0])
    expect(choice.shadowPrice).toBe(0)
  })

  it('spends a short budget where a unit of it brings most, and holds out by the same price', () => {
    const choice = choose(2)
    expect(reasonsOf(choice)).toEqual([0, 0, 'NEGATIVE_UPLIFT', 'NO_SCORE', 'BUDGET', 0, 'BUDGET'])
    expect(choice.shadowPrice).toBeGreaterThan(0)
  })

  it('holds out by the same lot where all are worth the same and the budget is not enough for them', () => {
    const [users, holdout] = [2000, 0.25]
    const alike = candidatesOf(
      Array.from({ length: users }, () => [2]),
      Array.from({ length: users }, (_, i) => i % 4 === 0),
    )
    const order = Float64Array.from({ length: users }, (_, i) => ((i * 7919) % users) / users)
    const { coupons } = chooseByUplift({ ...alike, order }, { campaign: campaignOf([1]), budget: 300 })
    const chosen = (held: number) => coupons.filter((coupon, i) => coupon >= 0 && alike.heldOut[i] === held).length
    expect(chosen(0)).toBe(300)
    expect(chosen(1) / (chosen(0) + chosen(1))).toBeCloseTo(holdout, 1)
  })

  it('says how far coupons are from paying where none does, and what the margins rest on', () => {
    const harmful = candidatesOf([[-1.5], [-2]], [false, false])
    const { caveat } = chooseByUplift(
      { ...harmful, assumptions: ['It is assumed.'] },
      { campaign: campaignOf([1]), budget: null },
    )
    expect(caveat).toMatch(
      /^It is assumed\. No coupon is expected to bring anybody more than it costs: .* falls short by 1\.50\./,
    )
    expect(choose(null).caveat).toBeUndefined()
    expect(choose(0).caveat).toBeUndefined()
    expect(choose(0).coupons.some((coupon) => coupon >= 0)).toBe(false)
  })

  it('holds nobody out where nobody is given anything', () => {
    expect(reasonsOf(choose(0))).toEqual([
      'BUDGET',
      'BUDGET',
      'NEGATIVE_UPLIFT',
      'NO_SCORE',
      'BUDGET',
      'BUDGET',
      'BUDGET',
    ])
  })
})
