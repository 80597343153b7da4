import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ingestProducts } from '../../src/store/ingest-products.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { liveProduct, liveProductId, liveUserId, liveUsers, openLiveShop, publishLive } from '../support/live-shop.ts'

/** Nothing in it knows products but by what people did with them. */
const recipe = {
  parts: [
    { family: 'item-knn', options: { minCoBuyers: 1, shrinkage: 1 }, weight: 0.9 },
    { family: 'popular', options: {}, weight: 0.1 },
  ],
}

const question = `query ($user: ID!, $filter: RecommendationFilter) { user(externalId: $user) {
  recommendations(first: 48, filter: $filter) { edges { node { product { externalId } score reasons {
    __typename weight text ... on Resembles { like { externalId } because { externalId } evidence }
  } } } }
} }`

interface Node {
  readonly product: { readonly externalId: string }
  readonly score: number
  readonly reasons: readonly {
    readonly __typename: string
    readonly weight: number
    readonly text: string
    readonly like?: { readonly externalId: string }
    readonly because?: { readonly externalId: string } | null
  }[]
}

/** Described like the teas of the first shelf; the other is like nothing. */
const [sencha, oddity] = ['new-sencha', 'new-oddity']
/** Who buys of the first shelf. */
const drinker = liveUserId(0)

describe('products that came after the first recommendations', () => {
  let database: TestDatabase
  let api: TestApi

  const ask = async (user: string, filter?: object): Promise<readonly Node[]> => {
    const { data, errors } = await api.execute<{
      user: { recommendations: { edges: readonly { node: Node }[] } }
    }>(question, { user, filter })
    expect(errors).toBeUndefined()
    return data.user.recommendations.edges.map(({ node }) => node)
  }
  const find = (list: readonly Node[], externalId: string) =>
    list.find(({ product }) => product.externalId === externalId)
  const expectExplained = (node: Node | undefined) => {
    if (node === undefined) throw new Error('it is not in the list')
    expect(node.score).toBeGreaterThan(0)
    expect(node.reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
    for (const { __typename, like, text } of node.reasons) {
      expect(__typename).toBe('Resembles')
      expect(like?.externalId).toMatch(/^0-/)
      expect(text).toMatch(/this is much like that|^Much like/)
    }
    expect(node.reasons.some(({ because }) => because)).toBe(true)
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    await openLiveShop(database, { recipe })
    const described = { ...liveProduct(0, 1), productId: sencha, name: 'Sencha of spring' }
    const nothing = { ...described, productId: oddity, name: null, category: null, attributes: {} }
    await database.transaction((client) => ingestProducts(client, [described, nothing]))
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it('are recommended at once by what they are like, and never with what nobody did', async () => {
    const list = await ask(drinker, {})
    expectExplained(find(list, sencha))
    expect(find(list, oddity)).toBeUndefined()
    const others = await ask(liveUserId(3), {})
    expect(find(others, sencha)?.score ?? 0).toBeLessThan(find(list, sencha)!.score)
  })

  it('are similar to what is described alike, before anything is published of them', async () => {
    const text = `query ($id: ID!, $first: Int!, $after: String) { product(externalId: $id) {
      similar(first: $first, after: $after) { edges { node { rank product { externalId } } } pageInfo { hasNextPage endCursor } } } }`
    const page = async (first: number, after: string | null = null) => {
      const { data, errors } = await api.execute<{
        product: { similar: { edges: readonly { node: Node }[]; pageInfo: { endCursor: string } } }
      }>(text, { id: sencha, first, after })
      expect(errors).toBeUndefined()
      return data.product.similar
    }
    const idsOf = ({ edges }: { readonly edges: readonly { node: Node }[] }) =>
      edges.map(({ node }) => node.product.externalId)
    const all = await page(10)
    for (const id of idsOf(all).slice(0, 5)) expect(id).toMatch(/^0-/)
    const first = await page(4)
    expect([...idsOf(first), ...idsOf(await page(6, first.pageInfo.endCursor))]).toEqual(idsOf(all))
  })

  it('still are after the next recompute, in published lists and in live answers alike', async () => {
    await publishLive(database, { recipe })
    const [published, live] = [await ask(drinker), await ask(drinker, {})]
    expectExplained(find(published, sencha))
    // Stored weights are rounded.
    const told = (node: Node | undefined) => node?.reasons.map(({ text, like }) => [text, like])
    expect(told(find(published, sencha))).toEqual(told(find(live, sencha)))
    expect(find(published, sencha)?.score).toBeCloseTo(find(live, sencha)?.score ?? Number.NaN, 5)
    expect(published.map(({ product }) => product.externalId)).toEqual(live.map(({ product }) => product.externalId))
  })

  it('stand by themselves once enough people know them', async () => {
    const buyers = Array.from({ length: liveUsers / 4 }, (_, n) => liveUserId(4 * n + 1))
    const at = '2024-06-29T10:00:00Z'
    await trackEvents(
      database,
      buyers.flatMap((userId) => [
        eventOf({ at, userId, productId: sencha }),
        eventOf({ at, userId, productId: liveProductId(0, 2) }),
      ]),
      'UTC',
    )
    await publishLive(database, { recipe })
    const reasons = (await ask(drinker, {})).flatMap((node) =>
      node.product.externalId === sencha ? node.reasons.map(({ __typename }) => __typename) : [],
    )
    expect(reasons.length).toBeGreaterThan(0)
    expect(reasons).not.toContain('Resembles')
  })

  it('change the answer for whoever looks at one, and say so', async () => {
    const [visitor, at] = [liveUserId(3), '2024-06-29T12:00:00Z']
    const newer = { ...liveProduct(0, 1), productId: 'newer-sencha', name: 'Sencha of summer' }
    await database.transaction((client) => ingestProducts(client, [newer]))
    const [before, outsider] = [await ask(visitor, {}), await ask(liveUserId(7), {})]
    await trackEvents(database, [eventOf({ at, userId: visitor, type: 'VIEW', productId: newer.productId })], 'UTC')
    const after = await ask(visitor, {})
    const lookalike = liveProductId(0, 2)
    expect(find(after, lookalike)!.score).toBeGreaterThan(find(before, lookalike)?.score ?? 0)
    const reason = find(after, lookalike)!.reasons.find(({ __typename }) => __typename === 'Resembles')!
    expect(reason).toMatchObject({ like: { externalId: newer.productId }, evidence: 'VIEW' })
    expect(reason.because).toEqual(reason.like)
    expect(reason.text).toBe('You looked at “Sencha of summer”: this is much like it.')
    for (const { reasons } of after) expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
    expect(find(after, newer.productId)).toBeUndefined()
    expect(await ask(liveUserId(7), {})).toEqual(outsider)
    const unfiltered = await ask(visitor)
    expect(unfiltered.map(({ product }) => product)).toEqual(after.map(({ product }) => product))
  })
})
