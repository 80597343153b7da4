import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readCatalogueVersion } from '../../src/store/catalogue-version.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { startRuns } from '../../src/store/model-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { usersActiveSince } from '../../src/store/user-changes.ts'
import { mostEvents, readUserHistories } from '../../src/store/user-histories.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { openShop, type Shop } from '../support/shop.ts'

describe('the history of a user, as it is now', () => {
  let database: TestDatabase
  let shop: Shop
  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { publish: false })
  })
  afterAll(() => database.drop())

  const read = async (n: number) => (await readUserHistories(database, [shop.userIds[n - 1]]))[0]

  it('holds what was done with products, oldest first, and what was bought ever', async () => {
    const history = await read(1)
    expect(history.types).toEqual(['VIEW', 'ADD_TO_CART', 'PURCHASE', 'REVIEW'])
    expect(new Set(history.productIds)).toEqual(new Set([shop.productIds[0]]))
    expect(history.ratings).toEqual([null, null, null, 5])
    expect(history.bought).toEqual([shop.productIds[0]])
    expect(history.times.map((time) => time.toISOString())).toEqual(
      [1, 2, 3, 4].map((minute) => `2024-06-01T12:0${minute}:00.000Z`),
    )
    expect(await read(2)).toMatchObject({ productIds: [], types: [], bought: [] })
  })

  it('counts an answer of a survey as a review of 5 or 1', async () => {
    await database.pool.query('INSERT INTO survey_answers VALUES ($1, $2, true, $4), ($1, $3, false, $4)', [
      shop.userIds[2],
      shop.productIds[1],
      shop.productIds[2],
      '2024-06-03T00:00:00Z',
    ])
    expect(await read(3)).toMatchObject({ types: ['REVIEW', 'REVIEW'], ratings: [5, 1] })
  })

  it('ends with the newest events of somebody who did a great deal', async () => {
    const at = (n: number) => new Date(Date.UTC(2024, 5, 2) + 60_000 * n).toISOString()
    const events = Array.from({ length: mostEvents + 50 }, (_, n) =>
      eventOf({ userId: 'user-004', type: 'VIEW', productId: 'p-mug', quantity: null, unitPrice: null, at: at(n) }),
    )
    await trackEvents(database, events, 'UTC')
    const { times } = await read(4)
    expect(times).toHaveLength(mostEvents)
    expect(times.at(-1)?.toISOString()).toBe(at(mostEvents + 49))
  })

  it('answers everybody who is asked for in one statement', async () => {
    const histories = await readUserHistories(database, shop.userIds)
    expect(new Set(histories.map(({ userId }) => userId))).toEqual(new Set(shop.userIds))
  })

  it('knows who was active after a run', async () => {
    const asOf = new Date('2024-06-01T23:00:00Z')
    const [run] = await startRuns(database, { flowId: 'f', kinds: ['RECOMMENDATIONS'], asOf, seed: 1 })
    expect(await usersActiveSince(database, shop.userIds, run.id)).toEqual(new Set([shop.userIds[3]]))
  })
})

describe('the version of the catalogue', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  const product = (price: number) => ({
    productId: 'p-1',
    name: 'Lamp',
    names: {},
    category: null,
    price,
    currency: null,
    inStock: true,
    attributes: {},
    recommendable: null,
  })

  it('rises with every change, in the transaction that changes, and not for a row that changes nothing', async () => {
    const versions: number[] = []
    const ingest = (price: number) => database.transaction((client) => ingestProducts(client, [product(price)]))
    for (const price of [1, 1, 2]) {
      await ingest(price)
      versions.push(await readCatalogueVersion(database))
    }
    expect(versions).toEqual([1, 1, 2])
    const failed = database.transaction(async (client) => {
      await ingestProducts(client, [product(3)])
      throw new Error('undone')
    })
    await expect(failed).rejects.toThrow('undone')
    expect(await readCatalogueVersion(database)).toBe(2)
  })
})
