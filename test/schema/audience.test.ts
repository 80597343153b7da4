import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { auc } from '../../src/models/evaluation/auc.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { openTasteShop, productOf, type TasteShop, tasteOfProduct, tasteOfUser } from '../support/taste-shop.ts'

interface Page {
  readonly edges: readonly { readonly score: number; readonly cursor: string; readonly node: { externalId: string } }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const document = `query ($product: ID!, $first: Int, $after: String, $last: Int, $before: String, $owners: Boolean) {
  product(externalId: $product) {
    audience(first: $first, after: $after, last: $last, before: $before, includeOwners: $owners) {
      edges { score cursor node { externalId } } pageInfo { hasNextPage endCursor }
    }
  }
}`

describe('the audience of a product', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: TasteShop

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openTasteShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (variables: object): Promise<Page> => {
    const { data, errors } = await api.execute<{ product: { audience: Page } }>(document, variables)
    expect(errors).toBeUndefined()
    return data.product.audience
  }

  const walk = async (
    product: string,
    first: number,
    between: (page: number) => Promise<unknown> = async () => null,
  ) => {
    const edges: Page['edges'][number][] = []
    let after: string | null = null
    for (let n = 0; ; n++) {
      const page: Page = await ask({ product, first, after })
      edges.push(...page.edges)
      if (!page.pageInfo.hasNextPage) return edges
      after = page.pageInfo.endCursor
      await between(n)
    }
  }

  const namesOf = (edges: Page['edges']) => edges.map(({ node }) => node.externalId)
  const ownersOf = async (product: string): Promise<readonly string[]> =>
    (
      await database.pool.query<{ name: string }>(
        `SELECT u.external_id AS name FROM user_products b JOIN users u ON u.id = b.user_id WHERE b.product_id = $1`,
        [shop.productIds.get(product)],
      )
    ).rows.map(({ name }) => name)

  it('ranks those who buy it later far above the others', async () => {
    const areas: number[] = []
    for (let taste = 0; taste < shop.size.tastes; taste++) {
      const product = productOf(taste, 1)
      const edges = await walk(product, 500)
      const buyers = new Set(shop.later.filter((sale) => sale.product === product).map(({ user }) => `user-${user}`))
      const labels = Uint8Array.from(edges, ({ node }) => (buyers.has(node.externalId) ? 1 : 0))
      const scores = Float64Array.from(edges, (_, place) => -place)
      areas.push(auc(scores, labels) as number)
    }
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length
    console.info(`AUC of later buyers: ${mean.toFixed(3)} (${areas.map((area) => area.toFixed(2)).join(' ')})`)
    expect(mean).toBeGreaterThan(0.8)
    expect(Math.min(...areas)).toBeGreaterThan(0.7)
  })

  it('lists everybody who does not own it exactly once, scores never rising', async () => {
    const product = productOf(2, 0)
    const owners = await ownersOf(product)
    const edges = await walk(product, 37)
    expect(new Set(namesOf(edges)).size).toBe(edges.length)
    expect(new Set(namesOf(edges))).toEqual(new Set([...shop.userIds.keys()].filter((name) => !owners.includes(name))))
    for (const [i, { score }] of edges.entries()) expect(score).toBeLessThanOrEqual(edges[i - 1]?.score ?? 1)
    const all = await ask({ product, first: 500, owners: true })
    expect(new Set(namesOf(all.edges))).toEqual(new Set(shop.userIds.keys()))
  })

  it('walks back over the pages that it came', async () => {
    const product = productOf(1, 3)
    const forward = await walk(product, 500)
    const middle = forward[40]
    const before = await ask({ product, last: 15, before: middle.cursor })
    expect(namesOf(before.edges)).toEqual(namesOf(forward.slice(25, 40)))
    const end = await ask({ product, last: 10 })
    expect(namesOf(end.edges)).toEqual(namesOf(forward.slice(-10)))
  })

  it('loses and doubles nobody while events come in, and leaves out who buys meanwhile', async () => {
    const product = productOf(3, 2)
    const owners = new Set(await ownersOf(product))
    const others = [...shop.userIds.keys()].filter((name) => !owners.has(name))
    const bought: string[] = []
    const edges = await walk(product, 23, async (page) => {
      const at = new Date(Date.parse('2025-01-02T00:00:00Z') + page * 60_000).toISOString()
      const late = others[(page * 41) % others.length]
      bought.push(late)
      await trackEvents(
        database,
        [
          eventOf({ at, userId: late, productId: product }),
          eventOf({ at, userId: others[(page * 17) % others.length], productId: productOf(3, 1) }),
          eventOf({ at, userId: `came-during-${page}`, productId: productOf(3, 0) }),
        ],
        'UTC',
      )
    })
    const seen = namesOf(edges)
    expect(new Set(seen).size).toBe(seen.length)
    for (const name of others) if (!bought.includes(name)) expect(seen).toContain(name)
    for (const name of owners) expect(seen).not.toContain(name)
    expect(seen).toContain('came-during-0')
    const lost = seen.filter((name) => name.startsWith('came-during-')).length
    expect(lost).toBeGreaterThan(1)
  })

  it('lets the category speak for a product that nobody has bought', async () => {
    await database.pool.query(
      `INSERT INTO products (external_id, name, category) VALUES ('new-4', 'Brand new', 'all > 4'), ('bare', NULL, NULL)`,
    )
    const edges = (await walk('new-4', 500)).slice(0, 40)
    const ofTaste = namesOf(edges).filter((name) => tasteOfUser(shop, Number(name.split('-')[1])) === 4)
    console.info(`${ofTaste.length} of the 40 likeliest for a new product are of its taste`)
    expect(ofTaste.length).toBeGreaterThan(36)
    expect(tasteOfProduct(productOf(4, 1))).toBe(4)
    const bare = await walk('bare', 500)
    expect(bare.every(({ score }) => score === 0)).toBe(true)
    expect(bare.length).toBeGreaterThanOrEqual(shop.size.users)
  })

  it('builds one order for those who ask at once, and refuses the cursors of one that is gone', async () => {
    await database.pool.query('DELETE FROM audiences')
    const product = productOf(5, 1)
    const pages = await Promise.all(Array.from({ length: 4 }, () => ask({ product, first: 5 })))
    expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1)
    const { rows } = await database.pool.query('SELECT id FROM audiences')
    expect(rows).toHaveLength(1)
    await database.pool.query(`UPDATE audiences SET leased_until = now() - interval '1 minute'`)
    const after = pages[0].pageInfo.endCursor
    const { errors } = await api.execute(document, { product, first: 5, after })
    expect(errors?.[0].extensions.code).toBe('CURSOR_EXPIRED')
    const other = await api.execute(document, { product: productOf(5, 2), first: 5, after })
    expect(other.errors?.[0].extensions.code).toBe('CURSOR_INVALID')
    await ask({ product, first: 5 })
    const left = await database.pool.query('SELECT id FROM audiences')
    expect(left.rows).toHaveLength(1)
  })
})
