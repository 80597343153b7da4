import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type BehaviourDay, behaviourDayFields } from '../../src/domain/behaviour.ts'
import { predictionLevers } from '../../src/domain/prediction.ts'
import { createBehaviourBuilder } from '../../src/features/behaviour-builder.ts'
import { pullLever } from '../../src/features/behaviour-levers.ts'

const levels = { categories: [], channels: [], traits: [] }
const cut = { weekday: 2, yearShare: 0.5, shopGapDays: 30 }
const person = {
  knownDays: 400,
  topCategory: Number.NaN,
  topCategoryShare: 0.5,
  categories: 2,
  products: 3,
  lines: 6,
  channel: Number.NaN,
  traits: [],
}

const blank = Object.fromEntries(behaviourDayFields.map((name) => [name, 0])) as Record<keyof BehaviourDay, number>

const dayOf = (fields: Partial<BehaviourDay>): BehaviourDay => ({
  ...blank,
  lowestRating: Number.NaN,
  priceChange: Number.NaN,
  ...fields,
})

const order = (ago: number, spend = 20): BehaviourDay =>
  dayOf({ ago, events: 2, lines: 2, quantity: 3, spend, priceChange: 0.1 })

const visit = (ago: number): BehaviourDay => dayOf({ ago, events: 3, views: 3 })

const tableOf = (days: readonly BehaviourDay[]) => {
  const builder = createBehaviourBuilder(1, levels, cut)
  builder.add(1, person, days)
  return builder.finish()
}

const factsOf = ({ columns }: ReturnType<typeof tableOf>, values: Float32Array): Readonly<Record<string, number>> =>
  Object.fromEntries(columns.map(({ name }, place) => [name, values[place]]))

const pulled = (days: readonly BehaviourDay[], lever: (typeof predictionLevers)[number]) => {
  const table = tableOf(days)
  const { values, moved } = pullLever(table, lever)
  return { before: factsOf(table, table.values), after: factsOf(table, values), moved: table.columns[moved[0]]?.name }
}

/** Days before today with something done on each, oldest first. */
const histories = fc
  .uniqueArray(fc.integer({ min: 1, max: 380 }), { minLength: 1, maxLength: 12 })
  .chain((agos) =>
    fc.tuple(
      fc.constant([...agos].sort((a, b) => b - a)),
      fc.array(fc.boolean(), { minLength: agos.length, maxLength: agos.length }),
    ),
  )
  .map(([agos, bought]) => agos.map((ago, at) => (at === 0 || bought[at] ? order(ago) : visit(ago))))

/** Told apart by what is done on the day itself, which a lever leaves open. */
const open = new Set(['morningShare', 'eveningShare', 'nightShare', 'weekendShare'])

describe('a lever', () => {
  it('makes of an order what the features make of one more day with the usual order', () => {
    fc.assert(
      fc.property(histories, (days) => {
        const { after, moved } = pulled(days, 'ORDER')
        expect(moved).toBe('daysSinceLastOrder')
        const known = days.filter(({ lines }) => lines > 0).at(-1)?.priceChange ?? Number.NaN
        const table = tableOf([...days, dayOf({ ...order(0), priceChange: Number.isNaN(known) ? known : 0 })])
        const rebuilt = factsOf(table, table.values)
        for (const [name, value] of Object.entries(rebuilt))
          if (!open.has(name))
            expect([name, after[name]]).toEqual([name, Number.isNaN(value) ? Number.NaN : expect.closeTo(value, 2)])
      }),
      { numRuns: 60 },
    )
  })

  it('makes of a visit what the features make of one more day of looking', () => {
    fc.assert(
      fc.property(histories, (days) => {
        const { after } = pulled(days, 'VISIT')
        const table = tableOf([...days, visit(0)])
        const rebuilt = factsOf(table, table.values)
        // How often somebody came before is taken from when they became known.
        for (const [name, value] of Object.entries(rebuilt))
          if (!open.has(name) && name !== 'visitPaceSinceOrder')
            expect([name, after[name]]).toEqual([name, Number.isNaN(value) ? Number.NaN : expect.closeTo(value, 2)])
      }),
      { numRuns: 60 },
    )
  })

  it('fits nobody whom it would not change', () => {
    expect(pulled([order(10), order(0)], 'ORDER').moved).toBeUndefined()
    expect(pulled([order(10), visit(0)], 'VISIT').moved).toBeUndefined()
    expect(pulled([visit(5)], 'ORDER').moved).toBeUndefined()
    expect(pulled([order(10)], 'AMENDS').moved).toBeUndefined()
    expect(pulled([dayOf({ ...order(10), priceChange: 0 })], 'PRICE_AMENDS').moved).toBeUndefined()
  })

  it('makes good what went wrong, and only that', () => {
    const bad = dayOf({ ago: 6, events: 1, ratings: 1, ratingSum: 1, lowestRating: 1 })
    const back = dayOf({ ago: 4, events: 1, returns: 1, returnedValue: 20 })
    const { before, after, moved } = pulled([order(30), order(10), bad, back], 'AMENDS')
    expect(moved).toBe('lowestRatingSinceOrder')
    const changed = Object.keys(before).filter((name) => !Object.is(before[name], after[name]))
    expect(changed.sort()).toEqual(['lastRating', 'lowestRatingSinceOrder', 'returnsSinceOrder'])
  })

  it('leaves the table as it was', () => {
    const table = tableOf([order(30), visit(3)])
    const values = table.values.slice()
    for (const lever of predictionLevers) pullLever(table, lever)
    expect(table.values).toEqual(values)
  })
})
