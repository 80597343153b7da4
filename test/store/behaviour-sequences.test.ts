import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { eventTypes, type IncomingEvent } from '../../src/domain/event.ts'
import { behaviourMomentsOf } from '../../src/features/behaviour-moments.ts'
import { createSequencesBuilder } from '../../src/features/behaviour-sequences.ts'
import { readBehaviourSequences } from '../../src/jobs/behaviour-sequences.ts'
import { readBehaviourTable } from '../../src/jobs/behaviour-table.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

const asOf = new Date('2024-06-30T12:00:00Z')
const query = { asOf, timeZone: 'UTC', people: 'EVERYBODY' } as const

let database: TestDatabase

const on = (
  userId: string,
  day: number,
  type: IncomingEvent['type'],
  fields: Partial<Omit<IncomingEvent, 'timestamp'>> = {},
): IncomingEvent => ({
  ...eventOf({
    at: new Date(asOf.getTime() - day * 86_400_000).toISOString(),
    userId,
    type,
    productId: null,
    quantity: null,
    unitPrice: null,
    ...fields,
  }),
  eventKey: crypto.randomUUID(),
})

const buys = (userId: string, day: number, unitPrice: number | null = 10, productId = 'tea') =>
  on(userId, day, 'PURCHASE', { productId, quantity: 2, unitPrice })

const past = [
  buys('ada', 40),
  buys('ada', 40, 5, 'cup'),
  buys('ada', 40, 5, 'tea'),
  on('ada', 40, 'VIEW', { productId: 'cup' }),
  on('ada', 38.5, 'REVIEW', { productId: 'tea', rating: 1 }),
  on('ada', 20, 'VIEW', { productId: 'tea', unitPrice: 10 }),
  buys('ben', 10, null),
  on('cleo', 3, 'ADD_TO_CART', { productId: 'cup', quantity: 1 }),
  ...Array.from({ length: 9 }, (_, at) => on('cleo', 9 - at, 'SEARCH')),
]
const future = [buys('ada', -5), buys('ada', -20, 99), on('cleo', -2, 'VIEW', { productId: 'tea' }), buys('dan', -40)]
const categories: Readonly<Record<string, string>> = { tea: 'Drinks', cup: 'Kitchen' }

beforeAll(async () => {
  database = await openTestDatabase()
  await trackEvents(database, [...past, ...future], 'UTC')
  for (const [product, category] of Object.entries(categories)) {
    await database.pool.query('UPDATE products SET category = $2 WHERE external_id = $1', [product, category])
  }
})
afterAll(() => database.drop())

const read = (longest = 50) =>
  database.transaction(async (client) => {
    const { table, levels } = await readBehaviourTable(client, query)
    const sequences = await readBehaviourSequences(client, { asOf, longest, levels, userIds: table.userIds })
    return { levels, sequences }
  })

const people = ['ada', 'ben', 'cleo']
const eventsOf = people.map((name) =>
  past.filter(({ userId }) => userId === name).sort((a, b) => a.timestamp - b.timestamp),
)

describe('the last moments of people', () => {
  it('are what they did by kind and hour, oldest first, with what lay between', async () => {
    const { sequences, levels } = await read()
    expect([...sequences.pointers]).toEqual([0, 4, 5, 15])
    const column = (name: string) => {
      const at = sequences.events.columns.findIndex((column) => column.name === name)
      return [...sequences.events.values.subarray(at * sequences.events.rows, at * sequences.events.rows + 5)]
    }
    const types = ['VIEW', 'PURCHASE', 'REVIEW', 'VIEW', 'PURCHASE'] as const
    expect(column('type')).toEqual(types.map((type) => eventTypes.indexOf(type)))
    const [tea, cup] = ['Drinks', 'Kitchen'].map((name) => levels.categories.indexOf(name))
    expect(column('category')).toEqual([cup, tea, tea, tea, tea])
    const rounded = (name: string) => column(name).map((value) => Math.round(100 * Math.expm1(value)) / 100)
    expect(rounded('daysSinceBefore')).toEqual([Number.NaN, 0, 1.5, 18.5, Number.NaN])
    expect(rounded('daysAgo')).toEqual([40, 40, 38.5, 20, 10])
    expect(rounded('times')).toEqual([1, 3, 1, 1, 1])
    expect(rounded('amount')).toEqual([Number.NaN, 40, Number.NaN, 10, Number.NaN])
    expect(column('rating')).toEqual([Number.NaN, Number.NaN, 1, Number.NaN, Number.NaN])
  })

  it('are the same where the events lie as from the events themselves', async () => {
    for (const longest of [2, 50]) {
      const { sequences, levels } = await read(longest)
      const categoryOf = (product: string) => levels.categories.indexOf(categories[product])
      const builder = createSequencesBuilder(levels)
      for (const moments of behaviourMomentsOf(eventsOf, { asOf, longest, categoryOf })) builder.add(moments)
      const own = builder.finish()
      expect(sequences.pointers).toEqual(own.pointers)
      expect(sequences.events.columns).toEqual(own.events.columns)
      const digits = (values: Float32Array) => [...values].map((value) => value.toFixed(4))
      expect(digits(sequences.events.values)).toEqual(digits(own.events.values))
    }
  })

  it('are the last so many, with the gaps that all of them have', async () => {
    const [all, two] = [(await read()).sequences, (await read(2)).sequences]
    expect([...two.pointers]).toEqual([0, 2, 3, 5])
    const gaps = ({ events: { rows, values } }: typeof all) => values.subarray(2 * rows, 3 * rows)
    expect(gaps(two)).toEqual(Float32Array.from([2, 3, 4, 13, 14], (row) => gaps(all)[row]))
  })

  it('are the same whatever the future holds', async () => {
    const before = await read()
    await database.pool.query(
      `UPDATE events SET type = 'RETURN', unit_price = 1000, rating = 1, channel = 'post' WHERE occurred_at > $1`,
      [asOf],
    )
    await trackEvents(
      database,
      ['ada', 'ben', 'cleo', 'eve'].flatMap((name) => [buys(name, -0.001, 1), buys(name, -70, 500, `new-${name}`)]),
      'UTC',
    )
    expect(await read()).toEqual(before)
    await database.pool.query('DELETE FROM events WHERE occurred_at > $1', [asOf])
    expect(await read()).toEqual(before)
  })
})
