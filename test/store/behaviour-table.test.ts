import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { BehaviourDay } from '../../src/domain/behaviour.ts'
import type { IncomingEvent } from '../../src/domain/event.ts'
import { behaviourDaysOf } from '../../src/features/behaviour-events.ts'
import { readBehaviourTable, readBehaviourTargets } from '../../src/jobs/behaviour-table.ts'
import { addUpBehaviour } from '../../src/store/behaviour-days.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

const asOf = new Date('2024-06-30T12:00:00Z')
const logEndsAt = new Date('2024-12-31T00:00:00Z')
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

const buys = (userId: string, day: number, unitPrice = 10, productId = 'tea') =>
  on(userId, day, 'PURCHASE', { productId, quantity: 2, unitPrice, channel: 'web' })

const past = [
  ...[100, 80, 60, 40].map((day) => buys('ada', day)),
  on('ada', 38, 'REVIEW', { productId: 'tea', rating: 1, text: 'Broken.' }),
  on('ada', 20, 'VIEW', { productId: 'tea', unitPrice: 10 }),
  buys('ben', 50),
  buys('ben', 10, 13),
  on('ben', 5, 'REVIEW', { productId: 'tea', rating: 3, text: 'Quality is fine. The new price is not.' }),
  on('ben', 4, 'RETURN', { productId: 'tea', quantity: 1, unitPrice: 13 }),
  on('cleo', 3, 'VIEW', { productId: 'tea', unitPrice: 10, channel: 'app' }),
  on('cleo', 3, 'ADD_TO_CART', { productId: 'tea', quantity: 1 }),
]
const future = [buys('ada', -5), buys('ada', -20, 99), on('cleo', -2, 'VIEW', { productId: 'tea' }), buys('dan', -40)]

beforeAll(async () => {
  database = await openTestDatabase()
  await trackEvents(database, [...past, ...future], 'UTC')
})
afterAll(() => database.drop())

const read = () => database.transaction((client) => readBehaviourTable(client, query))

const idsOf = async (): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await database.pool.query<{ id: number; name: string }>('SELECT id, external_id AS name FROM users')
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/** What the table says of somebody: by column. */
const factsOf = async (name: string): Promise<Readonly<Record<string, number>>> => {
  const { table } = await read()
  const id = (await idsOf()).get(name)
  const row = table.userIds.indexOf(Number(id))
  return Object.fromEntries(table.columns.map((column, at) => [column.name, table.values[at * table.rows + row]]))
}

describe('the behaviour table', () => {
  it('knows the rhythm of a buyer, and how far the silence exceeds it', async () => {
    const facts = await factsOf('ada')
    expect(facts).toMatchObject({ daysSinceLastOrder: 40, tenure: 100, purchaseDays: 4, gapMean: 20, gapSpread: 0 })
    // Gaps of the shop: 20, 20, 20 and 40; so the usual one is (60 + 2 * 20) / 5.
    expect(facts.usualGapDays).toBe(20)
    expect(facts.silence).toBe(2)
    // A review alone is no visit.
    expect(facts).toMatchObject({ spend: 80, spend90: 60, purchaseDays60: 1, visitsSinceOrder: 1, lastGapOverMean: 1 })
  })

  it('sees each cause of trouble: a bad experience, a return, a price that rose', async () => {
    const [ada, ben] = [await factsOf('ada'), await factsOf('ben')]
    expect(ada).toMatchObject({ lowestRatingSinceOrder: 1, daysSinceLowRating: 38, priceComplaintsSinceOrder: 0 })
    expect(ben).toMatchObject({ returnsSinceOrder: 1, priceComplaintsSinceOrder: 1, lowRatingDays: 0 })
    expect(ben.lastPriceChange).toBeCloseTo(0.3, 5)
    expect(ben.returnedShare).toBeCloseTo(13 / 46, 5)
  })

  it('leaves missing what cannot be known, and only that', async () => {
    const cleo = await factsOf('cleo')
    expect(cleo).toMatchObject({ purchaseDays: 0, views7: 1, leftInCart: 1, daysSinceLastSeen: 3, spend: 0 })
    for (const name of ['daysSinceLastOrder', 'gapMean', 'silence', 'ratingMean', 'lastPriceChange', 'topCategory'])
      expect(cleo[name], name).toBeNaN()
  })

  it('holds customers alone where it is asked to, and nobody who came after the cut', async () => {
    const customers = await database.transaction((client) =>
      readBehaviourTable(client, { ...query, people: 'CUSTOMERS' }),
    )
    expect(customers.table.rows).toBe(2)
    expect((await read()).table.rows).toBe(3)
  })

  it('is the same whatever the future holds', async () => {
    const before = await read()
    await database.pool.query(
      `UPDATE events SET type = 'RETURN', unit_price = 1000, rating = 1, channel = 'post', text = 'price' WHERE occurred_at > $1`,
      [asOf],
    )
    await trackEvents(
      database,
      ['ada', 'ben', 'cleo', 'eve'].flatMap((name) => [buys(name, -1, 1), buys(name, -70, 500, `new-${name}`)]),
      'UTC',
    )
    const after = await read()
    expect(after.table).toEqual(before.table)
    expect(after.levels).toEqual(before.levels)
    await database.pool.query('DELETE FROM events WHERE occurred_at > $1', [asOf])
    await trackEvents(
      database,
      future.map((event) => ({ ...event, eventKey: crypto.randomUUID() })),
      'UTC',
    )
    expect((await read()).table).toEqual(before.table)
  })

  it('adds up the same days where the events lie as from the events themselves', async () => {
    const ids = await idsOf()
    const read = new Map<number, BehaviourDay[]>()
    await database.transaction(async (client) => {
      const { walk } = await addUpBehaviour(client, query)
      await walk((userId, day) => read.set(userId, [...(read.get(userId) ?? []), day]))
    })
    const names = ['ada', 'ben', 'cleo']
    const own = names.map((name) => [...past].filter(({ userId }) => userId === name))
    expect(names.map((name) => read.get(Number(ids.get(name))))).toEqual(behaviourDaysOf(own, query))
  })

  it('moves with the cut: the same days earlier, the same days fewer', async () => {
    const earlier = { ...query, asOf: new Date(asOf.getTime() - 45 * 86_400_000) }
    const { table } = await database.transaction((client) => readBehaviourTable(client, earlier))
    const column = table.columns.findIndex(({ name }) => name === 'purchaseDays')
    expect([...table.values.subarray(column * table.rows, (column + 1) * table.rows)]).toEqual([3, 1])
  })
})

describe('the targets', () => {
  const targets = () =>
    database.transaction(async (client) =>
      readBehaviourTargets(client, await readBehaviourTable(client, query), { ...query, logEndsAt }),
    )

  it('are what came after the cut', async () => {
    const { churnHorizonDays, ...found } = await targets()
    expect([...found.boughtWithin7]).toEqual([1, 0, 0])
    expect([...found.daysToNextOrder]).toEqual([5, Number.NaN, Number.NaN])
    expect([...found.nextOrderSpend]).toEqual([20, Number.NaN, Number.NaN])
    expect([...found.nextOrderQuantity]).toEqual([2, Number.NaN, Number.NaN])
    expect([...found.spendWithin90]).toEqual([218, 0, 0])
    expect([...found.activeDaysWithin30]).toEqual([2, 0, 1])
    expect([...found.churned]).toEqual([0, 1, 1])
    expect([...churnHorizonDays]).toEqual([60, 80, 90])
  })

  it('are refused while their days are not over', async () => {
    const tooSoon = database.transaction(async (client) =>
      readBehaviourTargets(client, await readBehaviourTable(client, query), {
        ...query,
        logEndsAt: new Date('2024-08-01T00:00:00Z'),
      }),
    )
    await expect(tooSoon).rejects.toThrow('the log ends on 2024-08-01: that target lies in the future')
  })
})
