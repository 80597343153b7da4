import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ingestProducts } from '../../src/store/ingest-products.ts'
import { promoteRun } from '../../src/store/publish-runs.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { liveProduct, liveProductId, liveRecipe, liveUserId, openLiveShop, publishLive } from '../support/live-shop.ts'

interface Node {
  readonly rank: number
  readonly score: number
  readonly product: { readonly externalId: string; readonly category: string | null }
  readonly reasons: readonly {
    readonly __typename: string
    readonly weight: number
    readonly text: string
    readonly because?: { readonly externalId: string }
    readonly evidence?: string
  }[]
  readonly modelRun: { readonly version: number }
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string }
  readonly shelf: {
    readonly candidates: number
    readonly left: number
    readonly removedBy: readonly { readonly filter: string; readonly count: number }[]
    readonly emptiedBy: string | null
    readonly hint: string | null
  } | null
}

const query = `query ($id: ID!, $first: Int, $after: String, $filter: RecommendationFilter, $diversity: Float) {
  user(externalId: $id) { recommendations(first: $first, after: $after, filter: $filter, diversity: $diversity) {
    edges { cursor node {
      rank score product { externalId category } modelRun { version }
      reasons { __typename weight text ... on BoughtTogether { evidence because { externalId } } }
    } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    shelf { candidates left removedBy { filter count } emptiedBy hint }
  } } }`

const track = `mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted rejected { message } } }`

describe('live recommendations', () => {
  let database: TestDatabase
  let api: TestApi
  let other: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    await openLiveShop(database)
    api = openApi(database)
    other = openApi(database)
  })
  afterAll(async () => {
    await Promise.all([api.close(), other.close()])
    await database.drop()
  })

  const ask = async (id: string, variables: object = {}, of = api) => {
    const { data, errors } = await of.execute<{ user: { recommendations: Page } }>(query, {
      id,
      first: 10,
      ...variables,
    })
    return { page: data?.user?.recommendations, errors }
  }
  const listOf = async (id: string, variables: object = {}, of = api) => {
    const { page, errors } = await ask(id, variables, of)
    expect(errors).toBeUndefined()
    return page.edges.map(({ node }) => node)
  }
  const idsOf = (nodes: readonly Node[]) => nodes.map(({ product }) => product.externalId)
  const send = async (...events: object[]) => {
    const whole = events.map((event) => ({ unitPrice: 10, ...event }))
    const { data } = await api.execute<{ trackEvents: object }>(track, { events: whole })
    expect(data.trackEvents).toEqual({ accepted: events.length, rejected: [] })
  }

  it('agree with the published list where nothing has happened since', async () => {
    const stored = await listOf(liveUserId(3), { first: 20 })
    const live = await listOf(liveUserId(3), { first: 20, filter: {} })
    expect(idsOf(live)).toEqual(idsOf(stored))
    live.forEach((node, at) => {
      expect(node.score).toBeCloseTo(stored[at].score, 5)
      expect(node.reasons.map(({ __typename }) => __typename)).toEqual(
        stored[at].reasons.map(({ __typename }) => __typename),
      )
      for (const [place, { weight }] of node.reasons.entries()) {
        expect(weight).toBeCloseTo(stored[at].reasons[place].weight, 3)
      }
    })
  })

  it('go on beyond the published list where the first page asks for more than is in it', async () => {
    await database.pool.query(
      `UPDATE recommendation_lists SET product_ids = product_ids[:5], scores = scores[:5] WHERE user_id = (SELECT id FROM users WHERE external_id = $1)`,
      [liveUserId(9)],
    )
    expect((await listOf(liveUserId(9), { first: 60 })).length).toBe(5)
    const whole = await listOf(liveUserId(9), { first: 61 })
    expect(idsOf(whole)).toEqual(idsOf(await listOf(liveUserId(9), { first: 61, filter: {} })))
    expect(whole.length).toBeGreaterThan(5)
  })

  it('are another answer to the next query, in every server, when something was tracked', async () => {
    const id = liveUserId(4)
    const before = await listOf(id)
    await listOf(id, {}, other)
    const events = [0, 1, 2].map((place) => ({
      type: 'PURCHASE',
      userId: id,
      productId: liveProductId(3, place),
      quantity: 1,
      timestamp: '2024-06-30T13:00:00Z',
    }))
    await send(...events)
    const [here, there] = [await listOf(id), await listOf(id, {}, other)]
    expect(idsOf(here)).not.toEqual(idsOf(before))
    expect(idsOf(there)).toEqual(idsOf(here))
    for (const { productId } of events) expect(idsOf(here)).not.toContain(productId)
    const outdoor = (nodes: readonly Node[]) =>
      nodes.filter(({ product }) => product.category === 'toys > outdoor').length
    expect(outdoor(here)).toBeGreaterThan(outdoor(before))
    for (const { reasons } of here) expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
    const because = here.flatMap(({ reasons }) => reasons.flatMap(({ because }) => because?.externalId ?? []))
    expect(because).toContain(liveProductId(3, 0))
  })

  it('hear an event that says it is older than the run', async () => {
    const id = liveUserId(5)
    const before = await listOf(id)
    await send({ type: 'PURCHASE', userId: id, productId: liveProductId(0, 1), timestamp: '2024-05-01T00:00:00Z' })
    expect(idsOf(await listOf(id))).not.toEqual(idsOf(before))
  })

  it('are there for somebody who came a moment ago', async () => {
    await send({ type: 'VIEW', userId: 'newcomer', productId: liveProductId(2, 3), timestamp: '2024-07-02T00:00:00Z' })
    await send({
      type: 'PURCHASE',
      userId: 'newcomer',
      productId: liveProductId(2, 0),
      timestamp: '2024-07-02T00:01:00Z',
    })
    const list = await listOf('newcomer', { first: 3 })
    expect(list).toHaveLength(3)
    for (const { product } of list) expect(product.category).toBe('toys > puzzles')
    expect(idsOf(list)).not.toContain(liveProductId(2, 3))
  })

  it('leave out what was seen, unless told otherwise', async () => {
    const id = liveUserId(6)
    const [first] = idsOf(await listOf(id))
    await send({ type: 'VIEW', userId: id, productId: first, timestamp: '2024-07-01T00:00:00Z' })
    expect(idsOf(await listOf(id, { first: 60 }))).not.toContain(first)
    expect(idsOf(await listOf(id, { first: 60, filter: { excludeSeen: false } }))).toContain(first)
    await send({ type: 'PURCHASE', userId: id, productId: first, timestamp: '2024-07-01T00:05:00Z' })
    expect(idsOf(await listOf(id, { first: 60, filter: { excludeSeen: false } }))).not.toContain(first)
    const everything = { excludeSeen: false, excludePurchased: false }
    expect(idsOf(await listOf(id, { first: 60, filter: everything }))).toContain(first)
  })

  it('hear what a user searches for, in the next answer', async () => {
    const id = liveUserId(17)
    expect((await listOf(id, { first: 5 })).every(({ product }) => product.category === 'tea > green')).toBe(false)
    await send({ type: 'SEARCH', userId: id, query: 'sencha', timestamp: '2024-07-02T00:00:00Z' })
    for (const { product, reasons } of await listOf(id, { first: 5 })) {
      expect(product.category).toBe('tea > green')
      expect(reasons[0]).toMatchObject({ __typename: 'SearchedFor' })
    }
    // Before the run: the published list does not know of it, and neither does this one.
    const other = liveUserId(18)
    const before = idsOf(await listOf(other))
    await send({ type: 'SEARCH', userId: other, query: 'kite', timestamp: '2024-06-01T00:00:00Z' })
    expect(idsOf(await listOf(other))).toEqual(before)
  })

  it('speak of what was returned or disliked no more', async () => {
    const id = 'fickle'
    const at = (minute: number) => `2024-07-03T00:0${minute}:00Z`
    const loved = liveProductId(1, 0)
    await send({ type: 'PURCHASE', userId: id, productId: loved, timestamp: at(0) })
    const because = async () =>
      (await listOf(id)).flatMap(({ reasons }) => reasons.flatMap(({ because }) => because?.externalId ?? []))
    expect(await because()).toContain(loved)
    await send({ type: 'RETURN', userId: id, productId: loved, quantity: 1, timestamp: at(1) })
    expect(await because()).not.toContain(loved)
    expect(idsOf(await listOf(id, { first: 60 }))).not.toContain(loved)
  })

  it('move down what looks like a thing that was rated badly or sent back, and nothing else', async () => {
    const id = 'disappointed'
    const at = (minute: number) => `2024-07-03T01:0${minute}:00Z`
    const bought = [liveProductId(0, 0), liveProductId(1, 0)]
    await send(...bought.map((productId) => ({ type: 'PURCHASE', userId: id, productId, timestamp: at(0) })))
    const scoresNow = async () =>
      new Map(
        (await listOf(id, { first: 100 })).map(({ product, score }) => [product.externalId, { ...product, score }]),
      )
    const before = await scoresNow()
    const bad = liveProductId(1, 4)
    await send({ type: 'REVIEW', userId: id, productId: bad, rating: 1, timestamp: at(1) })
    const after = await scoresNow()
    expect(after.has(bad)).toBe(false)
    let lowered = 0
    for (const [externalId, { category, score }] of after) {
      const was = before.get(externalId)?.score ?? 0
      if (category === 'tea > black') {
        expect(score, externalId).toBeLessThan(0.95 * was)
        lowered++
      }
      if (category === 'toys > outdoor') expect(score).toBeGreaterThan(0.8 * was)
    }
    expect(lowered).toBeGreaterThan(5)
    // Liked after all.
    await send({ type: 'REVIEW', userId: id, productId: bad, rating: 5, timestamp: at(2) })
    for (const [externalId, { category, score }] of await scoresNow()) {
      if (category === 'tea > black') expect(score).toBeGreaterThanOrEqual((before.get(externalId)?.score ?? 0) - 1e-6)
    }
  })

  it('lower the score of a product when what its reason names is taken away', async () => {
    const bought = [liveProductId(0, 0), liveProductId(0, 2), liveProductId(3, 1)]
    const events = (products: readonly string[], userId: string) =>
      products.map((productId, minute) => ({
        ...{ type: 'PURCHASE', userId, productId, timestamp: `2024-07-04T00:0${minute}:00Z` },
      }))
    await send(...events(bought, 'whole'))
    const whole = await listOf('whole', { first: 60 })
    let checked = 0
    for (const { product, score, reasons } of whole) {
      for (const { because } of reasons) {
        if (!because) continue
        const without = `without-${because.externalId}`
        if ((await ask(without)).page === undefined) {
          await send(
            ...events(
              bought.filter((productId) => productId !== because.externalId),
              without,
            ),
          )
        }
        const left = (await listOf(without, { first: 60 })).find(
          (node) => node.product.externalId === product.externalId,
        )
        expect(left?.score ?? 0, `${product.externalId} without ${because.externalId}`).toBeLessThan(score)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(10)
  })

  it('can be had for products that came after the run, for what they are like', async () => {
    const fresh = { ...liveProduct(0, 1), productId: 'fresh', name: 'Sencha number one, new' }
    await database.transaction((client) => ingestProducts(client, [fresh]))
    await send({
      type: 'PURCHASE',
      userId: 'curious',
      productId: liveProductId(0, 0),
      timestamp: '2024-07-05T00:00:00Z',
    })
    const list = await listOf('curious', { first: 60 })
    const node = list.find(({ product }) => product.externalId === 'fresh')
    expect(node?.score).toBeGreaterThan(0)
    expect(node?.reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
    // Nobody has bought it: no reason may say that people do.
    for (const { __typename } of node?.reasons ?? []) expect(__typename).toBe('Resembles')
  })

  it('follow stock and price as they are now', async () => {
    const id = liveUserId(7)
    const [first] = idsOf(await listOf(id, { filter: { inStock: true } }))
    const [shelf, place] = first.split('-').map(Number)
    const change = (fields: object) =>
      database.transaction((client) => ingestProducts(client, [{ ...liveProduct(shelf, place), ...fields }]))
    await change({ inStock: false })
    expect(idsOf(await listOf(id, { first: 60, filter: { inStock: true } }))).not.toContain(first)
    await change({ price: 1000 })
    expect(idsOf(await listOf(id, { filter: { priceGte: 1000 } }))).toEqual([first])
  })

  it('say which filter emptied the shelf', async () => {
    const id = liveUserId(8)
    const { page } = await ask(id, { filter: { categoryIn: ['tea'], priceLte: 1, inStock: true } })
    expect(page.edges).toEqual([])
    expect(page.shelf).toMatchObject({ left: 0, emptiedBy: 'priceLte' })
    const removed = page.shelf?.removedBy ?? []
    expect(removed.map(({ filter }) => filter)).toEqual(['categoryIn', 'priceLte'])
    expect(removed.reduce((sum, { count }) => sum + count, 0)).toBe(page.shelf?.candidates)
  })

  it('know a category by any level of its path, in upper or lower case, and say what there is instead of others', async () => {
    const id = liveUserId(8)
    expect(idsOf(await listOf(id, { filter: { categoryIn: ['TEA'] } }))).toEqual(
      idsOf(await listOf(id, { filter: { categoryIn: ['tea'] } })),
    )
    const { page, errors } = await ask(id, { filter: { categoryIn: ['Teas'], inStock: true } })
    expect(errors).toBeUndefined()
    expect(page.edges).toEqual([])
    expect(page.shelf).toMatchObject({
      left: 0,
      emptiedBy: 'categoryIn',
      hint: 'No product is of a category "Teas". Did you mean "tea"?',
    })
    const both = await ask(id, { filter: { categoryIn: ['tea', 'boats'] } })
    expect(both.page.edges).not.toEqual([])
    expect(both.page.shelf).toMatchObject({ emptiedBy: null, hint: expect.stringContaining('category "boats"') })
  })

  it('lose nothing else of the user to a fault in their filter', async () => {
    const faulty = `query ($id: ID!) { user(externalId: $id) { externalId
      recommendations(filter: { attributes: [{ name: "brnd", exists: true }] }) { edges { cursor } } } }`
    const id = liveUserId(8)
    const { data, errors } = await api.execute<{ user: object }>(faulty, { id })
    expect(data).toEqual({ user: { externalId: id, recommendations: null } })
    expect(errors).toMatchObject([{ extensions: { code: 'ATTRIBUTE_UNKNOWN' }, path: ['user', 'recommendations'] }])
  })

  it('refuse an attribute that no product has, and name the nearest', async () => {
    const refused = async (filter: object) => (await ask(liveUserId(8), { filter })).errors?.[0]
    expect(await refused({ attributes: [{ name: 'brnd', equals: 'Acme' }] })).toMatchObject({
      message: 'No product has an attribute "brnd". Did you mean "brand"?',
      extensions: { code: 'ATTRIBUTE_UNKNOWN' },
    })
    expect(await refused({ attributes: [{ name: 'season', exists: true }] })).toMatchObject({
      message: 'No product has an attribute "season". There are "brand", "cost", "margin".',
    })
    const both = await refused({ attributes: [{ name: 'brand', equals: 'Acme', exists: true }] })
    expect(both).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
    expect(await refused({ priceLte: -1 })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
    expect((await ask(liveUserId(8), { diversity: 2 })).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('are walked in pages of any size, with a filter, while events come in', async () => {
    const id = liveUserId(9)
    const filter = { categoryIn: ['toys', 'tea > green'], excludeSeen: false }
    const whole = idsOf(await listOf(id, { first: 100, filter }))
    expect(whole.length).toBeGreaterThan(20)
    for (const size of [1, 4, 7]) {
      const walked: string[] = []
      for (let after: string | null = null; ; ) {
        const { page }: { page: Page } = await ask(id, { first: size, filter, after })
        walked.push(...idsOf(page.edges.map(({ node }) => node)))
        await send({ type: 'VIEW', userId: id, productId: liveProductId(1, size), timestamp: new Date().toISOString() })
        if (!page.pageInfo.hasNextPage) break
        after = page.pageInfo.endCursor
      }
      expect(new Set(walked).size).toBe(walked.length)
      if (size === 4) expect(walked.length).toBe(whole.length)
    }
    const { page } = await ask(id, { first: 3, filter })
    const foreign = await ask(id, { first: 3, filter: { ...filter, priceLte: 50 }, after: page.pageInfo.endCursor })
    expect(foreign.errors?.[0].extensions.code).toBe('CURSOR_INVALID')
  })

  it('are more of a mixture with more diversity', async () => {
    const kinds = async (diversity: number) =>
      new Set((await listOf(liveUserId(12), { diversity })).map(({ product }) => product.category)).size
    expect(await kinds(1)).toBeGreaterThan(await kinds(0))
  })

  it('end on what they began with when a run is published or rolled back, and never mix', async () => {
    const { rows } = await database.pool.query<{ run_id: number }>('SELECT run_id FROM published_runs')
    const asking = (async () => {
      const versions = new Set<number>()
      for (let n = 0; n < 40; n++) {
        const lists = await Promise.all([api, other].map((of) => listOf(liveUserId(n % 20), { filter: {} }, of)))
        for (const list of lists) {
          const own = new Set(list.map(({ modelRun }) => modelRun.version))
          expect(own.size).toBe(1)
          for (const version of own) versions.add(version)
        }
      }
      return versions
    })()
    await publishLive(database, { recipe: { parts: liveRecipe.parts.slice(2) } })
    await promoteRun(database, rows[0].run_id)
    await publishLive(database)
    expect((await asking).size).toBeGreaterThan(1)
  })

  it('come again after their thread was killed', async () => {
    const before = idsOf(await listOf(liveUserId(13), { filter: {} }))
    const killed = api.serving.worker()
    const asking = Array.from({ length: 8 }, () => listOf(liveUserId(13), { filter: {} }))
    await killed?.terminate()
    for (const list of await Promise.all(asking)) expect(idsOf(list)).toEqual(before)
    expect(api.serving.worker()).not.toBe(killed)
  })

  it('are the published lists where the run keeps no model, and wishes are refused', async () => {
    await publishLive(database, { keepModel: false })
    const id = liveUserId(14)
    await send({ type: 'VIEW', userId: id, productId: liveProductId(2, 2), timestamp: '2024-07-08T00:00:00Z' })
    expect((await listOf(id)).length).toBe(10)
    const { errors } = await ask(id, { filter: { inStock: true } })
    expect(errors?.[0].extensions.code).toBe('NOT_COMPUTED')
    expect((await ask(id)).page.shelf).toBeNull()
  })
})

describe('live recommendations of a shop that has computed nothing', () => {
  it('are empty, with a filter or without', async () => {
    const database = await openTestDatabase()
    const api = openApi(database)
    await api.execute(track, {
      events: [{ type: 'VIEW', userId: 'ada', productId: 'tea', timestamp: '2024-07-08T00:00:00Z' }],
    })
    for (const filter of [null, { inStock: true }]) {
      const { data, errors } = await api.execute<{ user: object }>(query, { id: 'ada', filter })
      expect(errors).toBeUndefined()
      expect(data.user).toMatchObject({ recommendations: { edges: [], shelf: null } })
    }
    await api.close()
    await database.drop()
  })
})
