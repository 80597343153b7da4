import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AllocationProblem, allocate } from '../../../src/models/uplift/allocate.ts'
import { discountOf, expectedIncrementalMargin } from '../../../src/models/uplift/expected-margin.ts'

const problem = (margins: readonly (readonly number[])[], costs: readonly number[], budget: number | null) => ({
  users: margins.length,
  margins: Float64Array.from(margins.flat()),
  costs: Float64Array.from(costs),
  budget,
})

/** The best of all allocations there are, one after the other. */
const bestOfAll = ({ users, margins, costs, budget }: AllocationProblem): number => {
  const from = (user: number, left: number): number => {
    if (user === users) return 0
    let best = from(user + 1, left)
    for (let offer = 0; offer < costs.length; offer++) {
      const margin = margins[user * costs.length + offer]
      if (margin > 0 && costs[offer] <= left + 1e-9) best = Math.max(best, margin + from(user + 1, left - costs[offer]))
    }
    return best
  }
  return from(0, budget ?? Number.POSITIVE_INFINITY)
}

const costs = fc.array(
  fc.integer({ min: 0, max: 12 }).map((cents) => cents / 4),
  { minLength: 1, maxLength: 3 },
)
const problems = costs.chain((costs) =>
  fc.record({
    margins: fc.array(
      fc.array(
        fc.oneof(
          fc.integer({ min: -20, max: 60 }).map((margin) => margin / 4),
          fc.constant(Number.NaN),
        ),
        {
          minLength: costs.length,
          maxLength: costs.length,
        },
      ),
      { minLength: 0, maxLength: 6 },
    ),
    costs: fc.constant(costs),
    budget: fc.option(fc.integer({ min: 0, max: 40 }).map((budget) => budget / 4)),
  }),
)

describe('allocating coupons under a budget', () => {
  it('gives each who gains something the offer that brings most while money is no object', () => {
    const { offers, margin, spent, shadowPrice } = allocate(
      problem(
        [
          [1, 3],
          [2, 1],
          [-1, -2],
          [Number.NaN, 0],
        ],
        [1, 4],
        null,
      ),
    )
    expect([...offers]).toEqual([1, 0, -1, -1])
    expect([margin, spent, shadowPrice]).toEqual([5, 5, 0])
  })

  it('serves the best first and says what one more unit would bring', () => {
    const { offers, margin, spent, shadowPrice } = allocate(problem([[4], [9], [1], [6]], [2.5], 5))
    expect([...offers]).toEqual([-1, 0, -1, 0])
    expect([margin, spent]).toEqual([15, 5])
    expect(shadowPrice).toBeCloseTo(4 / 2.5, 12)
  })

  it('gives a cheap offer to two rather than a dear one to one, where that brings more', () => {
    const { offers, margin } = allocate(
      problem(
        [
          [5, 8],
          [5, 8],
        ],
        [1, 2],
        2,
      ),
    )
    expect([...offers]).toEqual([0, 0])
    expect(margin).toBe(10)
  })

  it('gives nothing that costs something out of a budget of zero, and still what is free', () => {
    const { offers, spent, shadowPrice } = allocate(
      problem(
        [
          [2, 8],
          [-1, 4],
        ],
        [0, 2],
        0,
      ),
    )
    expect([...offers]).toEqual([0, -1])
    expect(spent).toBe(0)
    expect(shadowPrice).toBeCloseTo(3, 12)
  })

  it('counts money exactly: three coupons of .1 fit into .3', () => {
    expect(allocate(problem([[1], [1], [1], [1]], [0.1], 0.3))).toMatchObject({ spent: 0.3, margin: 3 })
  })

  it('is within its own bound, never above the budget, and misses the best of all by less than one step', () => {
    fc.assert(
      fc.property(problems, ({ margins, costs, budget }) => {
        const given = problem(margins, costs, budget)
        const { offers, margin, spent, bound } = allocate(given)
        const best = bestOfAll(given)
        const largest = Math.max(0, ...margins.flat().filter((margin) => margin > 0))
        expect(spent).toBeLessThanOrEqual(budget ?? Number.POSITIVE_INFINITY)
        expect(margin).toBeLessThanOrEqual(best + 1e-9)
        expect(best).toBeLessThanOrEqual(bound + 1e-9)
        expect(best - margin).toBeLessThanOrEqual(largest)
        if (new Set(costs).size === 1 || budget === null) expect(margin).toBeCloseTo(best, 9)
        for (const [user, offer] of offers.entries()) if (offer >= 0) expect(margins[user][offer]).toBeGreaterThan(0)
      }),
      { numRuns: 400, seed: 11 },
    )
  })

  it('brings what its shadow price says for one more unit, where offers are small beside the budget', () => {
    const margins = Array.from({ length: 4000 }, (_, user) => [
      ((user * 7919) % 4001) / 400,
      ((user * 104729) % 4003) / 300,
    ])
    const at = (budget: number) => allocate(problem(margins, [1, 1.8], budget))
    const { shadowPrice, margin, bound } = at(1500)
    expect((at(1530).margin - margin) / 30).toBeCloseTo(shadowPrice, 1)
    expect(margin / bound).toBeGreaterThan(0.9995)
  })

  it('refuses costs and budgets that are no amounts', () => {
    expect(() => allocate(problem([[1]], [-1], 1))).toThrow(RangeError)
    expect(() => allocate(problem([[1]], [1], Number.NaN))).toThrow('A budget cannot be NaN.')
    expect(() => allocate(problem([[1, 2]], [1], 1))).toThrow('There are 2 margins for 1 users and 1 offers.')
  })
})

describe('expected incremental margin', () => {
  const prospect = { probabilityWithout: 0.1, probabilityWith: 0.2, orderValue: 50, marginRate: 0.3 }

  it('is what orders bring more, less what all of them are let off, less the cost', () => {
    expect(expectedIncrementalMargin({ kind: 'PERCENT', value: 10, cost: 0.25 }, prospect)).toBeCloseTo(
      0.2 * (15 - 5) - 0.1 * 15 - 0.25,
      12,
    )
  })

  it('is negative for one who would have bought anyway', () => {
    const sure = { ...prospect, probabilityWithout: 0.9, probabilityWith: 0.9 }
    expect(expectedIncrementalMargin({ kind: 'FIXED', value: 5, cost: 0 }, sure)).toBeCloseTo(-4.5, 12)
  })

  it('takes off an order no more than it costs', () => {
    expect(discountOf({ kind: 'FIXED', value: 80 }, 50)).toBe(50)
    expect(discountOf({ kind: 'PERCENT', value: 100 }, 50)).toBe(50)
    expect(discountOf({ kind: 'SHIPPING', value: 4 }, 50)).toBe(4)
  })
})
