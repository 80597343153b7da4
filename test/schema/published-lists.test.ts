import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { publishedListLength } from '../../src/domain/recommendation.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { liveProduct, liveUserId, openLiveShop, publishLive } from '../support/live-shop.ts'

const question = `query ($user: ID!, $filter: RecommendationFilter) { user(externalId: $user) {
  recommendations(first: 48, filter: $filter) { edges { node { product { externalId } } } }
} }`

describe('published lists', () => {
  let database: TestDatabase
  let api: TestApi

  const ask = async (user: string, filter?: object): Promise<readonly string[]> => {
    const { data, errors } = await api.execute<{
      user: { recommendations: { edges: readonly { node: { product: { externalId: string } } }[] } }
    }>(question, { user, filter })
    expect(errors).toBeUndefined()
    return data.user.recommendations.edges.map(({ node }) => node.product.externalId)
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    await openLiveShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it.each([
    ['was put into the cart and taken out again', 4, ['ADD_TO_CART', 'REMOVE_FROM_CART'], {}],
    ['was rated badly', 9, ['REVIEW'], { rating: 1 }],
    ['was rated neither well nor badly', 14, ['REVIEW'], { rating: 3 }],
    ['was bought and sent back', 19, ['PURCHASE', 'RETURN'], {}],
  ] as const)('leave out what %s, as live answers do', async (_, n, types, fields) => {
    const user = liveUserId(n)
    const [first] = await ask(user)
    const events = types.map(
      (type, at): IncomingEvent => ({
        ...eventOf({ at: `2024-06-30T1${at}:00:00Z`, userId: user, productId: first }),
        type,
        ...(type === 'REVIEW' ? fields : {}),
      }),
    )
    await trackEvents(database, events, 'UTC')
    await publishLive(database)
    const [published, live] = [await ask(user), await ask(user, {})]
    expect(published.length).toBeGreaterThan(10)
    expect(published).not.toContain(first)
    expect(published).toEqual(live)
  })

  it('are not for whoever did nothing else: what was put back is left out of the list for everybody, too', async () => {
    const before = 'only-put-back'
    const put = (type: 'ADD_TO_CART' | 'REMOVE_FROM_CART', at: string, productId: string) =>
      eventOf({ at: `2024-06-30T1${at}:00:00Z`, userId: before, productId, type })
    await trackEvents(
      database,
      [put('ADD_TO_CART', '1', 'nothing-sold'), put('REMOVE_FROM_CART', '2', 'nothing-sold')],
      'UTC',
    )
    await publishLive(database)
    const [first] = await ask(before)
    await trackEvents(database, [put('ADD_TO_CART', '3', first), put('REMOVE_FROM_CART', '4', first)], 'UTC')
    await publishLive(database)
    const list = await ask(before)
    expect(list.length).toBeGreaterThan(10)
    expect(list).not.toContain(first)
    expect(list).toEqual(await ask(before, {}))
  })

  it('tell reasons in the language of the user, unless another is asked for', async () => {
    const user = liveUserId(24)
    const read = async () => {
      const text = `query ($user: ID!) { user(externalId: $user) { recommendations(first: 5) { edges { node {
        reasons { text english: text(language: EN) chinese: text(language: ZH) } } } } } }`
      const { data } = await api.execute<{
        user: { recommendations: { edges: readonly { node: { reasons: readonly Record<string, string>[] } }[] } }
      }>(text, { user })
      return data.user.recommendations.edges.flatMap(({ node }) => node.reasons)
    }
    for (const { text, english } of await read()) expect(text).toBe(english)
    for (const [trait, value] of [
      ['language', 'zh'],
      ['locale', 'zh-CN'],
    ]) {
      await database.pool.query('UPDATE users SET traits = $2 WHERE external_id = $1', [user, { [trait]: value }])
      const reasons = await read()
      expect(reasons.length).toBeGreaterThan(4)
      for (const { text, english, chinese } of reasons) {
        expect(text).toBe(chinese)
        expect(text).not.toBe(english)
      }
    }
  })

  it('go on where they were cut: pages add up to the whole list', async () => {
    const more = Array.from({ length: 80 }, (_, n) => ({
      ...{ ...liveProduct(n % 4, n % 11), productId: `more-${n}`, name: `Sencha of batch ${n}` },
    }))
    await database.transaction((client) => ingestProducts(client, more))
    await publishLive(database)
    const user = liveUserId(29)
    const page = `query ($user: ID!, $first: Int!, $after: String) { user(externalId: $user) {
      recommendations(first: $first, after: $after) { edges { node { rank product { externalId } } } pageInfo { hasNextPage endCursor } }
    } }`
    type Page = {
      user: {
        recommendations: {
          edges: readonly { node: { rank: number; product: { externalId: string } } }[]
          pageInfo: { hasNextPage: boolean; endCursor: string | null }
        }
      }
    }
    const walk = async (first: number) => {
      const shown: string[] = []
      let after: string | null = null
      do {
        const answer: Page = (await api.execute<Page>(page, { user, first, after })).data
        const { edges, pageInfo } = answer.user.recommendations
        for (const { node } of edges) {
          shown.push(node.product.externalId)
          expect(node.rank).toBe(shown.length)
        }
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null
      } while (after !== null)
      return shown
    }
    const whole = await walk(500)
    expect(whole.length).toBeGreaterThan(publishedListLength + 20)
    expect(new Set(whole).size).toBe(whole.length)
    for (const size of [7, 60]) expect(await walk(size)).toEqual(whole)
  })
})
