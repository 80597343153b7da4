import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ingestProducts } from '../../src/store/ingest-products.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { liveProduct, liveProductId, openLiveShop, publishLive } from '../support/live-shop.ts'

const query = `query ($id: ID!, $first: Int, $after: String, $filter: RecommendationFilter) {
  product(externalId: $id) { similar(first: $first, after: $after, filter: $filter) {
    edges { cursor node { rank score product { externalId category price inStock } } }
    pageInfo { hasNextPage endCursor }
    shelf { candidates left removedBy { filter count } emptiedBy hint }
  } } }`

interface Node {
  readonly rank: number
  readonly score: number
  readonly product: {
    readonly externalId: string
    readonly category: string
    readonly price: number
    readonly inStock: boolean
  }
}

interface Page {
  readonly edges: readonly { readonly node: Node }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
  readonly shelf: {
    readonly candidates: number
    readonly left: number
    readonly removedBy: readonly { readonly filter: string; readonly count: number }[]
    readonly emptiedBy: string | null
    readonly hint: string | null
  } | null
}

const asked = liveProductId(0, 3)
/** Bought by the same people: 16 dear, 6 cheap and out of stock. */
const published = [liveProductId(3, 2), liveProductId(0, 4), liveProductId(1, 0)]
const scores = [0.5, 0.25, 0.125]

describe('what is similar to a product', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    const { runId } = await openLiveShop(database)
    await database.pool.query(
      `INSERT INTO similar_products (run_id, product_id, product_ids, scores)
      SELECT $1, p.id, (SELECT array_agg(o.id ORDER BY n.place) FROM unnest($3::text[]) WITH ORDINALITY AS n(id, place) JOIN products o ON o.external_id = n.id), $4
      FROM products p WHERE p.external_id = $2`,
      [runId, asked, published, scores],
    )
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (variables: object = {}, id = asked) => {
    const { data, errors } = await api.execute<{ product: { similar: Page } | null }>(query, {
      ...{ id, first: 500 },
      ...variables,
    })
    return { page: data?.product?.similar as Page, errors }
  }
  const nodesOf = async (variables: object = {}) => {
    const { page, errors } = await ask(variables)
    expect(errors).toBeUndefined()
    return page.edges.map(({ node }) => node)
  }
  const idsOf = (nodes: readonly Node[]) => nodes.map(({ product }) => product.externalId)

  it('is the published list without a filter, and comes first with one that takes nothing', async () => {
    const { page } = await ask()
    expect(idsOf(page.edges.map(({ node }) => node))).toEqual(published)
    expect(page.shelf).toBeNull()
    const all = await nodesOf({ filter: {} })
    expect(idsOf(all).slice(0, 3)).toEqual(published)
    expect(all.slice(0, 3).map(({ score }) => score)).toEqual(scores)
    expect(all.length).toBeGreaterThan(10)
    expect(idsOf(all)).not.toContain(asked)
    for (const { score } of all.slice(3)) expect(score).toBeLessThanOrEqual(0.01)
    expect(all.map(({ rank }) => rank)).toEqual(all.map((_, at) => at + 1))
  })

  it('is what passes a filter out of the whole catalogue, in the same order', async () => {
    const order = idsOf(await nodesOf({ filter: {} }))
    const filters: readonly (readonly [object, (product: Node['product']) => boolean])[] = [
      [{ inStock: true }, ({ inStock }) => inStock],
      [{ priceLte: 20 }, ({ price }) => price <= 20],
      [{ priceGte: 12, inStock: true }, ({ price, inStock }) => price >= 12 && inStock],
      [{ categoryIn: ['tea'] }, ({ category }) => category.startsWith('tea')],
      [{ productNotIn: [published[0]] }, ({ externalId }) => externalId !== published[0]],
    ]
    const everything = await nodesOf({ filter: {} })
    for (const [filter, passes] of filters) {
      const nodes = await nodesOf({ filter })
      expect(idsOf(nodes), JSON.stringify(filter)).toEqual(
        idsOf(everything.filter(({ product }) => passes(product))).filter((id) => order.includes(id)),
      )
      expect(nodes.length).toBeGreaterThan(2)
    }
  })

  it('follows stock as it is now', async () => {
    await database.transaction((client) => ingestProducts(client, [{ ...liveProduct(3, 2), inStock: false }]))
    expect(idsOf(await nodesOf({ filter: { inStock: true } }))).not.toContain(published[0])
    await database.transaction((client) => ingestProducts(client, [liveProduct(3, 2)]))
    expect(idsOf(await nodesOf({ filter: { inStock: true } }))[0]).toBe(published[0])
  })

  it('says which filter emptied the shelf, and refuses what no product has', async () => {
    const { page } = await ask({ filter: { categoryIn: ['tee'], inStock: true } })
    expect(page.edges).toEqual([])
    expect(page.shelf).toMatchObject({ left: 0, emptiedBy: 'categoryIn', hint: expect.stringContaining('"tea"') })
    const { shelf } = (await ask({ filter: { priceLte: 30, inStock: true } })).page
    const removed = shelf?.removedBy.reduce((sum, { count }) => sum + count, 0) ?? 0
    expect((shelf?.left ?? 0) + removed).toBe(shelf?.candidates)
    const { errors, page: none } = await ask({ filter: { attributes: [{ name: 'brnd', exists: true }] } })
    expect(none).toBeNull()
    expect(errors?.[0]).toMatchObject({
      message: 'No product has an attribute "brnd". Did you mean "brand"?',
      extensions: { code: 'ATTRIBUTE_UNKNOWN' },
    })
    expect((await ask({ filter: { priceLte: -1 } })).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('is walked in pages, with a cursor that is of one filter', async () => {
    const filter = { priceLte: 40 }
    const whole = idsOf(await nodesOf({ filter }))
    const walked: string[] = []
    for (let after: string | null = null; ; ) {
      const { page }: { page: Page } = await ask({ first: 4, after, filter })
      walked.push(...idsOf(page.edges.map(({ node }) => node)))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(walked).toEqual(whole)
    const { page } = await ask({ first: 2, filter })
    const foreign = await ask({ first: 2, filter: { priceLte: 41 }, after: page.pageInfo.endCursor })
    expect(foreign.errors?.[0].extensions.code).toBe('CURSOR_INVALID')
    const unfiltered = await ask({ first: 2 })
    expect(
      idsOf((await ask({ first: 2, after: unfiltered.page.pageInfo.endCursor })).page.edges.map(({ node }) => node)),
    ).toEqual(published.slice(2))
  })

  it('is found for a product that came after the run, and refused with a filter where the run keeps no model', async () => {
    await database.transaction((client) => ingestProducts(client, [{ ...liveProduct(2, 1), productId: 'fresh' }]))
    const { page } = await ask({ first: 5, filter: { inStock: true } }, 'fresh')
    expect(page.edges).toHaveLength(5)
    for (const { node } of page.edges) expect(node.product.category).toBe('toys > puzzles')
    await publishLive(database, { keepModel: false })
    expect((await ask({ filter: {} })).errors?.[0].extensions.code).toBe('NOT_COMPUTED')
    expect((await ask()).errors).toBeUndefined()
  })
})
