import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { UserActivity } from '../../src/domain/activity.ts'
import { eventTypes, type IncomingEvent, type TrailEvent } from '../../src/domain/event.ts'
import { activityOf } from '../../src/features/activity.ts'
import { addUpActivity, latestEventTime } from '../../src/store/activity.ts'
import { readPurchaseHistory, readReturnedValues } from '../../src/store/purchases.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

const timeZone = 'America/St_Johns'
const asOf = new Date('2024-04-15T12:00:00Z')
const products = ['tea', 'cup', 'pot', 'lamp', 'rug']

const minute = 60_000
const time = fc
  .integer({ min: 0, max: 60 * 24 * 60 })
  .map((minutes) => new Date(Date.parse('2024-03-01T00:00:00Z') + minutes * minute).toISOString())

const event = fc
  .record({
    at: time,
    type: fc.constantFrom(...eventTypes),
    userId: fc.constantFrom('ada', 'bob', 'cyd', 'dan'),
    productId: fc.option(fc.constantFrom(...products)),
    quantity: fc.option(fc.integer({ min: 1, max: 5 })),
    unitPrice: fc.option(fc.integer({ min: 0, max: 400 }).map((cents) => cents / 4)),
    orderId: fc.option(fc.constantFrom('o1', 'o2', 'o3', 'o4')),
    rating: fc.option(fc.integer({ min: 1, max: 5 })),
    text: fc.option(fc.constantFrom('good', 'bad', '')),
  })
  // An order belongs to one person and one day, as in a shop.
  .map((fields) =>
    eventOf({ ...fields, orderId: fields.orderId && `${fields.orderId}-${fields.userId}-${fields.at.slice(0, 10)}` }),
  )

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})

afterAll(() => database?.drop())

const refill = async (events: readonly IncomingEvent[]) => {
  await database.pool.query(
    'TRUNCATE users, consents, products, events, event_keys, orders, user_products RESTART IDENTITY CASCADE',
  )
  await trackEvents(database, events, timeZone)
  await database.pool.query(
    `UPDATE products SET category = CASE WHEN external_id IN ('tea', 'cup') THEN 'a > b' WHEN external_id = 'pot' THEN 'c' END`,
  )
}

const fromStore = (at: Date): Promise<UserActivity[]> =>
  database.transaction(async (client) => {
    const { walk } = await addUpActivity(client, { asOf: at, timeZone })
    const all: UserActivity[] = []
    for await (const block of walk()) all.push(...block)
    return all
  })

/** The same from the definition in code, over what the store holds. */
const fromCode = async (at: Date): Promise<UserActivity[]> => {
  const users = await database.pool.query('SELECT id AS "userId", created_at AS "createdAt" FROM users ORDER BY id')
  const catalogue = await database.pool.query('SELECT id, category FROM products')
  const categories = new Map(catalogue.rows.map(({ id, category }) => [id, category]))
  const trails = await database.pool.query<TrailEvent>(
    `SELECT user_id AS "userId", event_key AS "eventKey", type::text, occurred_at AS timestamp, product_id AS "productId", quantity,
      unit_price AS "unitPrice", order_id AS "orderId", rating, text FROM events`,
  )
  const context = { asOf: at, timeZone, categoryOf: (id: number) => categories.get(id) ?? null }
  const known = users.rows.filter(({ createdAt }) => createdAt.getTime() <= at.getTime())
  return known.map((user) =>
    activityOf(
      user,
      trails.rows.filter(({ userId }) => userId === user.userId),
      context,
    ),
  )
}

/** What has no order, or sums in another order, compared on equal terms. */
const comparable = (activity: UserActivity) => ({
  ...activity,
  categorySpend: activity.categorySpend
    .map(({ category, amount }) => ({ category, amount: Math.round(amount * 100) }))
    .sort((a, b) => (a.category < b.category ? -1 : 1)),
  unratedReviews: activity.unratedReviews.toSorted(),
  spend: Math.round(activity.spend * 100),
  repeatSpend: Math.round(activity.repeatSpend * 100),
  returnedValue: Math.round(activity.returnedValue * 100),
})

describe('activity added up in the database', () => {
  it('is what the definition in code says, at any instant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        await refill(events)
        for (const at of [asOf, new Date('2024-05-01T00:00:00Z')]) {
          expect((await fromStore(at)).map(comparable)).toEqual((await fromCode(at)).map(comparable))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('knows people without events from their account on', async () => {
    await refill([eventOf({ at: '2024-03-02T10:00:00Z' })])
    await database.pool.query(
      `INSERT INTO users (external_id, created_at) VALUES ('eve', '2024-04-01'), ('later', '2024-04-20')`,
    )
    const all = await fromStore(asOf)
    expect(all.map(({ firstSeenAt }) => firstSeenAt.toISOString().slice(0, 10))).toEqual(['2024-03-02', '2024-04-01'])
    expect(all[1]).toMatchObject({ orderCount: 0, lastOrderAt: null, categorySpend: [], unratedReviews: [] })
    expect(all[1].hourCounts).toHaveLength(24)
  })
})

describe('purchase histories', () => {
  it('count days of the shop, and what followed the cut apart', async () => {
    await refill([
      // 02:00 UTC is still the evening before in St. John's.
      eventOf({ at: '2024-03-02T02:00:00Z', unitPrice: 10 }),
      eventOf({ at: '2024-03-01T15:00:00Z', unitPrice: 1, orderId: 'x' }),
      eventOf({ at: '2024-03-11T15:00:00Z', unitPrice: 5, quantity: 2 }),
      eventOf({ at: '2024-04-20T15:00:00Z', unitPrice: 7 }),
      eventOf({ at: '2024-03-05T15:00:00Z', userId: 'bob', type: 'RETURN', unitPrice: 3, orderId: 'c1' }),
      eventOf({ at: '2024-04-20T15:00:00Z', userId: 'cyd' }),
    ])
    const client = await database.pool.connect()
    try {
      const until = new Date('2024-04-30T00:00:00Z')
      const history = await readPurchaseHistory(client, { asOf, timeZone, until })
      expect(
        Object.fromEntries(Object.entries(history).map(([name, [value, ...more]]) => [name, [value, ...more]])),
      ).toEqual({
        userIds: [1],
        frequency: [1],
        recency: [10],
        tenure: [45],
        spend: [21],
        repeatSpend: [10],
        later: [1],
        laterSpend: [7],
      })
      const returned = await readReturnedValues(client, asOf)
      expect([...returned.values]).toEqual([3])
    } finally {
      client.release()
    }
  })

  it('read any number of rows, however the chunks are cut', async () => {
    await refill([])
    await database.pool.query(
      `INSERT INTO orders SELECT i, 'o', timestamptz '2024-03-01' + i * interval '1 second', 1, 1, i / 8.0, 0, 0 FROM generate_series(1, 30000) i`,
    )
    const client = await database.pool.connect()
    const { userIds, spend } = await readPurchaseHistory(client, { asOf, timeZone })
    client.release()
    expect(userIds.length).toBe(30_000)
    expect(userIds.every((id, i) => id === i + 1 && spend[i] === (i + 1) / 8)).toBe(true)
  })
})

describe('the latest event', () => {
  it('is looked for up to an instant, and there may be none', async () => {
    await refill([eventOf({ at: '2024-03-02T10:00:00Z' }), eventOf({ at: '2024-04-02T10:00:00Z' })])
    const latest = (at: string) => latestEventTime(database.pool, new Date(at))
    expect(await latest('2030-01-01T00:00:00Z')).toEqual(new Date('2024-04-02T10:00:00Z'))
    expect(await latest('2024-04-01T00:00:00Z')).toEqual(new Date('2024-03-02T10:00:00Z'))
    expect(await latest('2024-03-01T00:00:00Z')).toBeNull()
  })
})
