import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { findRunsAt } from '../../src/store/chosen-runs.ts'
import { findChurnScores, findNextOrders, findPurchasePredictions, findRatings } from '../../src/store/predictions.ts'
import { readCounterfactual, readPredictionReasons } from '../../src/store/stored-prediction.ts'
import { countUsersLikelyToBuy, listUsersLikelyToBuy } from '../../src/store/users-likely-to-buy.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop, type Shop } from '../support/shop.ts'

let database: TestDatabase
let shop: Shop

beforeAll(async () => {
  database = await openTestDatabase()
  shop = await openShop(database)
})
afterAll(() => database.drop())

describe('predictions', () => {
  it('are read as they were written, with reasons that add up and a level or a number', async () => {
    const [score] = await findChurnScores(database, shop.runIds.CHURN_RISK, [shop.userIds[0]])
    expect(score).toEqual({
      userId: shop.userIds[0],
      probability: 1 / 9,
      band: 'LOW',
      horizonDays: 90,
      probabilityAlive: 8 / 9,
      reasons: [
        { feature: 'baseline', value: 0.5, level: null, contribution: 0 },
        { feature: 'daysSinceLastOrder', value: 10, level: null, contribution: Math.log(1 / 8) },
      ],
      counterfactual: {
        lever: 'ORDER',
        feature: 'daysSinceLastOrder',
        from: 10,
        to: 0,
        before: 1 / 9,
        probability: 1 / 18,
      },
    })
  })

  it('of purchases come one for each window', async () => {
    const found = await findPurchasePredictions(database, shop.runIds.PURCHASE, [shop.userIds[2]])
    expect(found.map(({ withinDays, probability }) => [withinDays, probability])).toEqual([
      [7, (3 / 9) ** (90 / 7)],
      [30, (3 / 9) ** 3],
      [90, 3 / 9],
    ])
  })

  it('of the next order say when, what and for how much, and null for a day beyond', async () => {
    const last = shop.userIds.length - 3
    const found = await findNextOrders(database, shop.runIds.NEXT_ORDER, [shop.userIds[1], shop.userIds[last]])
    expect(found.find(({ userId }) => userId === shop.userIds[1])).toMatchObject({
      days: { median: 2, low: 1, high: 4 },
      categories: [
        { category: 'toys', probability: 0.75 },
        { category: 'other', probability: 0.25 },
      ],
      spend: { value: 20, low: 10, high: 40 },
    })
    expect(found.find(({ userId }) => userId === shop.userIds[last])?.days).toEqual({
      median: null,
      low: 80,
      high: null,
    })
  })

  it('of ratings add up who rates and what is rated, are wider for strangers, and stay within the stars', async () => {
    const [lamp, mug] = shop.productIds
    const [one, two] = shop.userIds
    const pairs = [
      { userId: one, productId: lamp },
      { userId: one, productId: mug },
      { userId: two, productId: mug },
    ]
    const found = await findRatings(database, shop.runIds.RATING, pairs)
    const of = (user: number, product: number) =>
      found.find(({ userId, productId }) => userId === user && productId === product)
    expect(of(one, lamp)).toMatchObject({ value: 4, ratingsOfUser: 4, ratingsOfProduct: 8 })
    expect(of(one, lamp)?.low).toBeCloseTo(4 - 1.28 * Math.sqrt(0.5), 9)
    expect(of(one, mug)).toMatchObject({ value: 4.5, high: 5, ratingsOfProduct: 0 })
    expect(of(two, mug)).toMatchObject({ value: 4, ratingsOfUser: 0 })
    expect(of(two, mug)?.low).toBeCloseTo(4 - 1.28 * Math.sqrt(0.75), 9)
  })

  it('list who is likely to buy, likeliest first, page by page', async () => {
    const who = { filter: {}, runs: {} }
    const filter = { who, purchaseRunId: shop.runIds.PURCHASE, withinDays: 90, minProbability: 0.5 } as const
    expect(await countUsersLikelyToBuy(database, filter)).toBe(3)
    const first = await listUsersLikelyToBuy(database, filter, { limit: 2, after: null, before: null, backward: false })
    expect(first.rows.map(({ id }) => id)).toEqual([shop.userIds[6], shop.userIds[5]])
    const { probability, id: userId } = first.rows[1]
    const second = await listUsersLikelyToBuy(database, filter, {
      limit: 2,
      after: { probability, userId },
      before: null,
      backward: false,
    })
    expect(second).toMatchObject({ rows: [{ id: shop.userIds[4] }], hasNextPage: false, hasPreviousPage: true })
  })

  it('can be read as of earlier, while their rows are kept', async () => {
    const questions = ['2024-06-03T00:00:00Z', '2024-06-01T00:00:00Z'].map((at) => ({
      kind: 'CHURN_RISK' as const,
      at: new Date(at),
    }))
    const earliest = new Date('2024-06-02T00:00:00Z')
    expect(await findRunsAt(database, questions)).toEqual([
      { runId: shop.runIds.CHURN_RISK, earliest },
      { runId: null, earliest },
    ])
  })

  it('of runs from before there were features are read, too', () => {
    const reasons = [
      { feature: 'baseline', value: 0.5, contribution: 0.1, text: 'Typical.' },
      { feature: 'frequency', value: 3, contribution: -0.2, text: 'Often.' },
    ]
    expect(readPredictionReasons(reasons)).toEqual([
      { feature: 'baseline', value: 0.5, level: null, contribution: 0.1 },
      { feature: 'purchaseDays', value: 4, level: null, contribution: -0.2 },
    ])
    expect(readCounterfactual({ probability: 0.2 }, 0.6)).toMatchObject({
      lever: 'ORDER',
      before: 0.6,
      probability: 0.2,
    })
  })
})
