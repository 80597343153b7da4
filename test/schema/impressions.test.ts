import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { pruneImpressions } from '../../src/store/impressions.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop } from '../support/shop.ts'

const hour = 3_600_000
const start = Date.now() - 10 * 24 * hour
const at = (hours: number): string => new Date(start + hours * hour).toISOString()

const log = `mutation ($userId: ID!, $products: [ID!]!, $source: String!, $key: ID, $shownAt: DateTime) {
  logImpression(userId: $userId, products: $products, source: $source, key: $key, shownAt: $shownAt) {
    __typename ... on LoggedImpression { impressionId isNew } ... on Error { code message }
  }
}`

interface Logged {
  readonly __typename: string
  readonly impressionId: string
  readonly isNew: boolean
  readonly code: string
}

interface Performance {
  readonly source: string
  readonly impressions: number
  readonly clicks: number
  readonly purchases: number
  readonly clickThroughRate: { readonly value: number; readonly low: number; readonly high: number } | null
}

describe('what was shown and what came of it', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    await openShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const show = async (
    user: number,
    products: readonly string[],
    source: string,
    more: object = {},
  ): Promise<Logged> => {
    const variables = { userId: externalIdOf(user), products, source, ...more }
    const { data, errors } = await api.execute<{ logImpression: Logged }>(log, variables)
    expect(errors).toBeUndefined()
    return data.logImpression
  }

  const track = async (...events: readonly object[]) => {
    const text = `mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted duplicates rejected { code message } } }`
    const { data, errors } = await api.execute<{
      trackEvents: { accepted: number; rejected: readonly { code: string }[] }
    }>(text, { events })
    expect(errors).toBeUndefined()
    return data.trackEvents
  }

  const performance = async (window = ''): Promise<readonly Performance[]> => {
    const text = `{ recommendationPerformance${window} { source impressions clicks purchases clickThroughRate { value low high } conversion { value } } }`
    const { data, errors } = await api.execute<{ recommendationPerformance: Performance[] }>(text)
    expect(errors).toBeUndefined()
    return data.recommendationPerformance
  }

  it('counts each click and purchase once, for what was shown last or for what the event names', async () => {
    const first = await show(2, ['p-lamp', 'p-mug'], 'home', { shownAt: at(0) })
    await show(2, ['p-lamp'], 'newsletter', { shownAt: at(5) })
    await show(3, ['p-lamp', 'p-puzzle'], 'home', { shownAt: at(0) })
    await show(4, ['p-ball'], 'home', { shownAt: at(0) })
    await show(6, ['p-book'], 'home', { shownAt: at(0) })
    await show(6, ['p-book'], 'newsletter', { shownAt: at(5) })
    const userId = externalIdOf(2)
    await track(
      // Shown by both: the newsletter was later.
      { type: 'VIEW', userId, productId: 'p-lamp', timestamp: at(6) },
      { type: 'VIEW', userId: externalIdOf(6), productId: 'p-book', timestamp: at(6) },
      // Names the first, though the newsletter has shown it since.
      { type: 'ADD_TO_CART', userId, productId: 'p-lamp', timestamp: at(7), impressionId: first.impressionId },
      { type: 'PURCHASE', userId, productId: 'p-mug', timestamp: at(30), unitPrice: 8 },
      // Never shown to this user.
      { type: 'VIEW', userId, productId: 'p-ball', timestamp: at(6) },
      // Too late for a click, and before it was shown.
      { type: 'VIEW', userId: externalIdOf(3), productId: 'p-puzzle', timestamp: at(30) },
      { type: 'VIEW', userId: externalIdOf(3), productId: 'p-lamp', timestamp: at(-3) },
      // Too late for a purchase.
      { type: 'PURCHASE', userId: externalIdOf(4), productId: 'p-ball', timestamp: at(8 * 24), unitPrice: 5 },
    )
    const found = await performance()
    expect(found.map(({ source, impressions, clicks, purchases }) => [source, impressions, clicks, purchases])).toEqual(
      [
        ['home', 6, 1, 1],
        ['newsletter', 2, 2, 0],
      ],
    )
    const rate = found[0].clickThroughRate as { value: number; low: number; high: number }
    expect(rate.value).toBe(1 / 6)
    expect(rate.low).toBeCloseTo(0.0301, 4)
    expect(rate.high).toBeCloseTo(0.5635, 4)
    expect(await performance(`(since: "${at(4)}", until: "${at(6)}")`)).toMatchObject([
      { source: 'newsletter', impressions: 2 },
    ])
    expect(await performance(`(since: "${at(-20)}", until: "${at(-19)}")`)).toEqual([])
  })

  it('takes an impression with a key once', async () => {
    const one = await show(5, ['p-mug'], 'mail', { key: 'mail-1' })
    const again = await show(5, ['p-mug'], 'mail', { key: 'mail-1' })
    expect(again).toEqual({ ...one, isNew: false })
    expect(one.isNew).toBe(true)
    const other = await show(6, ['p-mug'], 'mail', { key: 'mail-1' })
    expect(other.isNew).toBe(true)
    expect(other.impressionId).not.toBe(one.impressionId)
    const { rows } = await database.pool.query<{ count: number }>(
      `SELECT count(*) FROM impressions WHERE sources = '{mail}'`,
    )
    expect(rows[0].count).toBe(2)
  })

  it('refuses a key that stands for another list, and names it', async () => {
    const key = 'page-7'
    const one = await show(8, ['p-mug', 'p-lamp'], 'home', { key, shownAt: at(0) })
    const others: readonly [readonly string[], string, RegExp][] = [
      [['p-mug', 'p-ball'], 'home', /"page-7".*2 products that are not these/],
      [['p-mug'], 'home', /2 products that are not these/],
      [['p-lamp', 'p-mug'], 'home', /in another order/],
      [['p-mug', 'p-lamp'], 'mail', /from "home", not "mail"/],
    ]
    for (const [products, source, message] of others) {
      const refused = await show(8, products, source, { key })
      expect(refused).toMatchObject({ __typename: 'ConflictError', code: 'KEY_REUSED' })
      expect(refused).toMatchObject({ message: expect.stringMatching(message) })
    }
    expect(await show(8, ['p-mug', 'p-lamp'], ' home ', { key })).toEqual({ ...one, isNew: false })
    const { rows } = await database.pool.query('SELECT shown_at FROM impressions WHERE impression_id = $1', [
      one.impressionId,
    ])
    expect(rows).toEqual([{ shown_at: new Date(at(0)) }])
  })

  it('refuses what cannot have been shown', async () => {
    expect(await show(99, ['p-mug'], 'x')).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' })
    const bad: readonly [readonly string[], string, object][] = [
      [['nothing'], 'x', {}],
      [['p-mug', 'p-mug'], 'x', {}],
      [[], 'x', {}],
      [Array.from({ length: 101 }, (_, i) => `p-${i}`), 'x', {}],
      [['p-mug'], ' ', {}],
      [['p-mug'], 'x'.repeat(65), {}],
      [['p-mug'], 'x', { shownAt: '2020-01-01T00:00:00Z' }],
      [['p-mug'], 'x', { key: '\0' }],
    ]
    for (const [products, source, more] of bad) {
      expect(await show(1, products, source, more)).toMatchObject({
        __typename: 'InvalidInputError',
        code: 'BAD_USER_INPUT',
      })
    }
    const wide = '{ recommendationPerformance(since: "2020-01-01", until: "2021-01-01") { source } }'
    expect((await api.execute(wide)).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('refuses an event whose impression id is none, and takes one told with and without it as one', async () => {
    const event = { type: 'VIEW', userId: externalIdOf(7), productId: 'p-mug', timestamp: at(1) }
    expect((await track({ ...event, impressionId: 'nonsense' })).rejected).toMatchObject([{ code: 'FIELD_INVALID' }])
    const { impressionId } = await show(7, ['p-mug'], 'x', { shownAt: at(0) })
    expect(await track({ ...event, impressionId }, event)).toMatchObject({ accepted: 1, duplicates: 1 })
  })

  it('asks for the scope to track, and to read', async () => {
    const variables = { userId: externalIdOf(1), products: ['p-mug'], source: 'x' }
    const codeOf = async (text: string, scope: 'read' | 'track') =>
      (await api.execute(text, variables, keyWith(scope))).errors?.[0].extensions.code
    expect(await codeOf(log, 'read')).toBe('FORBIDDEN')
    expect(await codeOf(log, 'track')).toBeUndefined()
    expect(await codeOf('{ recommendationPerformance { source } }', 'track')).toBe('FORBIDDEN')
  })

  it('is forgotten after half a year', async () => {
    const { rows: before } = await database.pool.query<{ count: number }>('SELECT count(*) FROM impressions')
    expect(await pruneImpressions(database, new Date(Date.now() + 100 * 24 * hour))).toBe(0)
    expect(await pruneImpressions(database, new Date(Date.now() + 181 * 24 * hour))).toBe(before[0].count)
  })
})
