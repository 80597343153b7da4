import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type ASTNode, parse, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { liveProductId, liveUserId, openLiveShop, publishLive } from '../support/live-shop.ts'

const session = `query ($events: [EventInput!]!, $first: Int, $filter: RecommendationFilter) {
  sessionRecommendations(events: $events, first: $first, filter: $filter) {
    product { externalId category } score rank reasons { __typename text weight ... on BoughtTogether { evidence }
      ... on LikesCategory { example { externalId } exampleEvidence } ... on LikesFeature { example { externalId } exampleEvidence } }
  } }`

const rerank = `query ($user: ID!, $products: [ID!]!, $filter: RecommendationFilter) {
  rerankProducts(user: $user, products: $products, filter: $filter) {
    items { product { externalId } score rank reasons { weight } } unknown shelf { candidates left removedBy { filter count } }
  } }`

const again = `query ($id: ID!) { user(externalId: $id) {
  buyAgain(first: 3) { product { externalId } probability everyDays lastBoughtAt dueAt computedAt } } }`

interface Item {
  readonly product: { readonly externalId: string; readonly category: string }
  readonly score: number
  readonly rank: number
  readonly reasons: readonly {
    readonly __typename: string
    readonly text: string
    readonly weight: number
    readonly evidence?: string
    readonly example?: { readonly externalId: string } | null
  }[]
}

const seen = (shelf: number, place: number, minute = 0) => ({
  ...{ type: 'VIEW', productId: liveProductId(shelf, place), timestamp: `2024-07-01T10:0${minute}:00Z` },
})

describe('what is answered of the model beside lists of users', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    await openLiveShop(database)
    // Somebody who buys the same tea every two weeks.
    const tea = Array.from({ length: 6 }, (_, n) => ({
      ...{ type: 'PURCHASE', userId: 'regular', productId: liveProductId(0, 2), unitPrice: 15 },
      timestamp: new Date(Date.UTC(2024, 3, 1 + 14 * n)).toISOString(),
    }))
    api = openApi(database)
    const text = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }'
    expect((await api.execute(text, { events: tea })).data).toEqual({ trackEvents: { accepted: 6 } })
    await publishLive(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const visit = async (events: readonly object[], variables: object = {}) => {
    const { data, errors } = await api.execute<{ sessionRecommendations: readonly Item[] }>(session, {
      events,
      ...variables,
    })
    expect(errors).toBeUndefined()
    return data.sessionRecommendations
  }

  it('suits a visitor to what was done a moment ago, and stores nothing', async () => {
    const before = await database.pool.query(
      'SELECT (SELECT count(*) FROM events) AS e, (SELECT count(*) FROM users) AS u',
    )
    const bought = { ...seen(3, 1, 1), type: 'PURCHASE', unitPrice: 10 }
    const list = await visit([seen(3, 0), bought], { first: 4 })
    expect(list.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    for (const { product, reasons } of list) {
      expect(product.category).toBe('toys > outdoor')
      expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
    }
    const ids = list.map(({ product }) => product.externalId)
    expect(ids).not.toContain(liveProductId(3, 0))
    expect(ids).not.toContain(liveProductId(3, 1))
    expect(await visit([{ ...bought, userId: liveUserId(1) }], { first: 1 })).toHaveLength(1)
    const after = await database.pool.query(
      'SELECT (SELECT count(*) FROM events) AS e, (SELECT count(*) FROM users) AS u',
    )
    expect(after.rows).toEqual(before.rows)
  })

  it('tells in the same request which filter left a visitor nothing', async () => {
    const both = `query ($events: [EventInput!]!, $filter: RecommendationFilter) {
      sessionRecommendations(events: $events, filter: $filter) { rank }
      sessionShelf(events: $events, filter: $filter) { candidates left emptiedBy removedBy { filter count } }
    }`
    const ask = async (filter: object) =>
      (
        await api.execute<{
          sessionRecommendations: readonly object[]
          sessionShelf: { candidates: number; left: number; emptiedBy: string | null; removedBy: object[] }
        }>(both, { events: [seen(3, 0)], filter })
      ).data
    const some = await ask({ categoryIn: ['toys'], priceLte: 30 })
    expect(some.sessionRecommendations.length).toBe(Math.min(10, some.sessionShelf.left))
    expect(some.sessionShelf.emptiedBy).toBeNull()
    const none = await ask({ categoryIn: ['toys'], priceLte: 1 })
    expect(none.sessionRecommendations).toEqual([])
    expect(none.sessionShelf).toMatchObject({ left: 0, emptiedBy: 'priceLte' })
    const counted = none.sessionShelf.removedBy.map((by) => (by as { count: number }).count)
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(none.sessionShelf.candidates)
  })

  it('names what a visitor has really looked at', async () => {
    const tastes = new Set(['LikesCategory', 'LikesFeature'])
    const scoresBefore = new Map(
      (await visit([], { first: 100 })).map(({ product, score }) => [product.externalId, score]),
    )
    let named = 0
    for (const { product, score, reasons } of await visit([seen(2, 3)])) {
      for (const reason of reasons.filter(({ __typename }) => tastes.has(__typename))) {
        expect(reason).toMatchObject({ example: { externalId: liveProductId(2, 3) }, exampleEvidence: 'VIEW' })
        expect(reason.text).toMatch(/you looked at “Castle number 3”/i)
        expect(scoresBefore.get(product.externalId) ?? 0).toBeLessThan(score)
        named++
      }
    }
    expect(named).toBeGreaterThan(5)
    // Of several the one of the same category or with the same attribute, and what was bought before what was looked at.
    const cart = { ...seen(3, 4, 2), type: 'ADD_TO_CART' }
    const outdoor = (await visit([seen(2, 3), cart, seen(3, 6, 3)])).filter(({ product }) =>
      /outdoor/.test(product.category),
    )
    const told = outdoor.flatMap(({ reasons }) => reasons.filter(({ __typename }) => __typename === 'LikesCategory'))
    expect(told.length).toBeGreaterThan(0)
    for (const { example, text } of told) {
      if (/from outdoor/.test(text)) expect(example?.externalId).toBe(liveProductId(3, 4))
    }
  })

  it('has what is popular for a visitor who has done nothing', async () => {
    const popular = await visit([])
    expect(popular).toHaveLength(10)
    for (const { reasons } of popular) expect(reasons.map(({ __typename }) => __typename)).toEqual(['Trending'])
  })

  it('refuses a product or a category that the shop does not know, and names the nearest', async () => {
    const refusal = async (events: readonly object[], filter: object | null = null) =>
      (await api.execute(session, { events, filter })).errors?.[0]
    const unknown = { ...seen(0, 0), productId: '1-01x' }
    expect(await refusal([seen(0, 0), unknown])).toMatchObject({
      message: 'events[1]: the shop knows no product "1-01x". Did you mean "1-01"?',
      extensions: { code: 'PRODUCT_UNKNOWN' },
    })
    const far = { ...seen(0, 0), productId: 'never-heard-of' }
    expect((await refusal([far]))?.message).toBe('events[0]: the shop knows no product "never-heard-of".')
    for (const name of ['productIn', 'productNotIn']) {
      expect(await refusal([], { [name]: [liveProductId(1, 1), '1_01'] })).toMatchObject({
        message: `filter.${name}: the shop knows no product "1_01". Did you mean "1-01"?`,
      })
    }
    expect(await refusal([seen(0, 0)], { categoryIn: ['tea', 'puzles'] })).toMatchObject({
      message: 'No product is of a category "puzles". Did you mean "toys > puzzles"?',
      extensions: { code: 'CATEGORY_UNKNOWN' },
    })
  })

  it('hears what a visitor searches for: names, categories and attributes, the newest search loudest', async () => {
    const search = (query: string, minute = 5) => ({
      ...{ type: 'SEARCH', query, timestamp: `2024-07-01T10:0${minute}:00Z` },
    })
    const categories = async (...events: object[]) =>
      (await visit(events, { first: 6 })).map(({ product }) => product.category)
    const all = (category: string) => Array.from({ length: 6 }, () => category)
    // By a word of the name, in the plural, half typed; by a level of the category; whatever else was looked at.
    for (const query of ['kite', 'KITES', 'kit', 'flying kites outdoor']) {
      expect(await categories(seen(0, 0), search(query)), query).toEqual(all('toys > outdoor'))
    }
    expect(await categories(search('puzzles'))).toEqual(all('toys > puzzles'))
    const both = await categories(search('puzzles', 1), search('assam', 2))
    expect(both.slice(0, 4)).toEqual(all('tea > black').slice(0, 4))
    const acme = await visit([search('acme sencha')], { first: 5 })
    for (const { product, reasons } of acme) {
      expect(product.category).toBe('tea > green')
      expect(Number(product.externalId.slice(2)) % 2).toBe(0)
      expect(reasons[0]).toMatchObject({ __typename: 'SearchedFor', text: 'You searched for “acme sencha”.' })
      expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
    }
    const plain = await visit([seen(0, 0)])
    expect(await visit([seen(0, 0), search('qwertz')])).toEqual(plain)
  })

  it('lowers the score of what a search brought up when the search is taken away', async () => {
    const events = [seen(3, 0), { type: 'SEARCH', query: 'castle', timestamp: '2024-07-01T10:05:00Z' }]
    const scores = new Map(
      (await visit(events.slice(0, 1), { first: 100 })).map(({ product, score }) => [product.externalId, score]),
    )
    const searched = (await visit(events)).filter(({ reasons }) =>
      reasons.some(({ __typename }) => __typename === 'SearchedFor'),
    )
    expect(searched.length).toBeGreaterThan(5)
    for (const { product, score, reasons } of searched) {
      const without = scores.get(product.externalId) ?? 0
      expect(without).toBeLessThan(score)
      const [search] = reasons.filter(({ __typename }) => __typename === 'SearchedFor')
      expect(search.weight).toBeCloseTo((score - without) / score, 1)
    }
  })

  it('filters what a visitor is shown', async () => {
    const list = await visit([seen(3, 0)], { filter: { categoryIn: ['tea'], priceLte: 20, inStock: true } })
    expect(list.length).toBeGreaterThan(2)
    for (const { product } of list) expect(product.category).toMatch(/^tea > /)
  })

  it('tells every bad event of a visit by its place', async () => {
    const events = [seen(0, 0), { ...seen(0, 1), timestamp: 'soon' }, { ...seen(0, 2), type: 'STARE' }]
    const { errors } = await api.execute(session, { events })
    expect(errors?.[0].extensions.code).toBe('TIMESTAMP_INVALID')
    expect(errors?.[0].message).toMatch(/events\[1\] TIMESTAMP_INVALID: .* events\[2\] TYPE_UNKNOWN: /)
    const many = Array.from({ length: 501 }, () => seen(0, 0))
    expect((await api.execute(session, { events: many })).errors?.[0].extensions.code).toBe('REQUEST_TOO_LARGE')
    expect((await api.execute(session, { events: [], first: 101 })).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  interface Reranked {
    readonly items: readonly Item[]
    readonly unknown: readonly string[]
    readonly shelf: object
  }
  const order = async (user: string, products: readonly string[], filter: object | null = null) =>
    (await api.execute<{ rerankProducts: Reranked | null }>(rerank, { user, products, filter })).data.rerankProducts

  it("orders the caller's own list with the scores of the user's list", async () => {
    const products = [
      liveProductId(0, 9),
      'nothing',
      liveProductId(2, 1),
      liveProductId(2, 11),
      liveProductId(2, 5),
      'nothing',
    ]
    const ranked = await order(liveUserId(2), products)
    expect(ranked?.unknown).toEqual(['nothing'])
    const items = ranked?.items ?? []
    expect(new Set(items.map(({ product }) => product.externalId))).toEqual(
      new Set(products.filter((id) => id !== 'nothing')),
    )
    const scores = items.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(items.map(({ rank }) => rank)).toEqual(items.map((_, at) => at + 1))
    const text = `query ($id: ID!) { user(externalId: $id) { recommendations(first: 60, filter: { excludePurchased: false }) {
      edges { node { score product { externalId } } } } } }`
    const { data } = await api.execute<{ user: { recommendations: { edges: { node: Item }[] } } }>(text, {
      id: liveUserId(2),
    })
    const own = new Map(data.user.recommendations.edges.map(({ node }) => [node.product.externalId, node.score]))
    for (const { product, score } of items) {
      // What is no merchandise is in no list of recommendations, but may be in the caller's.
      if (product.externalId !== liveProductId(2, 11)) expect(own.get(product.externalId) ?? 0).toBeCloseTo(score, 6)
    }
  })

  it('leaves out of it what a filter says, and tells how many', async () => {
    const products = [0, 1, 2, 3].map((place) => liveProductId(2, place))
    const ranked = await order(liveUserId(2), products, { priceLte: 13, excludePurchased: false, excludeSeen: false })
    expect(ranked?.items.map(({ product }) => product.externalId).sort()).toEqual(products.slice(0, 2))
    expect(ranked?.shelf).toMatchObject({ left: 2 })
    expect(await order('nobody', products)).toBeNull()
  })

  it('says what somebody buys again, how often, and when it is time', async () => {
    const { data } = await api.execute<{ user: { buyAgain: readonly Record<string, unknown>[] } }>(again, {
      id: 'regular',
    })
    const [first] = data.user.buyAgain
    expect(first).toMatchObject({
      product: { externalId: liveProductId(0, 2) },
      lastBoughtAt: '2024-06-10T00:00:00.000Z',
    })
    expect(first.everyDays as number).toBeGreaterThan(12)
    expect(first.everyDays as number).toBeLessThan(25)
    const due = Date.parse(first.lastBoughtAt as string) + 86_400_000 * (first.everyDays as number)
    expect(Math.abs(Date.parse(first.dueAt as string) - due)).toBeLessThan(1000)
    expect(first.probability as number).toBeGreaterThan(0.25)
    expect(first.probability as number).toBeLessThan(1)
  })

  it('answers the examples as they stand', async () => {
    const document = await readFile(
      join(import.meta.dirname, '../../examples/operations/live-recommendations.graphql'),
      'utf8',
    )
    const events = [seen(1, 0)]
    const variables = { externalId: 'regular', user: 'regular', products: [liveProductId(1, 1)], events }
    const run = async (name: string) => {
      const found = parse(document).definitions.find((one) => 'name' in one && one.name?.value === name)
      const { data, errors } = await api.execute(print(found as ASTNode), variables)
      expect(errors).toBeUndefined()
      return data
    }
    expect(await run('ForYou')).toMatchObject({
      user: {
        recommendations: { edges: { length: 10 }, shelf: { emptiedBy: null } },
        buyAgain: [{ product: { externalId: liveProductId(0, 2) } }],
      },
    })
    expect(await run('Visitor')).toMatchObject({
      sessionRecommendations: { length: 5 },
      sessionShelf: { emptiedBy: null },
    })
    expect(await run('Sorted')).toMatchObject({ rerankProducts: { items: [{ rank: 1 }], unknown: [] } })
  })

  it('has nothing to buy again for somebody who came since', async () => {
    await api.execute('mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }', {
      events: [{ ...seen(0, 1), userId: 'looker' }],
    })
    expect((await api.execute(again, { id: 'looker' })).data).toEqual({ user: { buyAgain: [] } })
  })
})
