import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop } from '../support/shop.ts'

const portrait = await readFile(join(import.meta.dirname, '../../examples/operations/portrait.graphql'), 'utf8')
const fieldsOfUser = portrait.slice(portrait.indexOf('{', portrait.indexOf('user(')) + 1, portrait.lastIndexOf('}') - 2)

interface PortraitNode {
  readonly externalId: string
  readonly segments: readonly { readonly segment: { readonly key: string } }[]
  readonly recommendations: { readonly edges: readonly object[] }
}

describe('what a query costs', () => {
  let database: TestDatabase
  let api: TestApi
  let prepared: string[] = []
  let others: string[] = []

  beforeAll(async () => {
    database = await openTestDatabase({ onStatement: (name) => prepared.push(name) })
    const query = database.pool.query.bind(database.pool)
    Object.assign(database.pool, {
      query: (text: string, ...rest: unknown[]) => {
        others.push(text)
        return query(text, ...(rest as []))
      },
    })
    await openShop(database, { users: 60 })
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })
  beforeEach(() => {
    prepared = []
    others = []
  })

  it('reads a whole portrait with five statements, each once', async () => {
    const { errors } = await api.execute(portrait, { externalId: externalIdOf(3) })
    expect(errors).toBeUndefined()
    expect(others).toEqual([])
    expect([...prepared].sort()).toEqual([
      'portraits',
      'products_by_id',
      'published_runs',
      'recommendation_lists',
      'users_by_external_id',
    ])
  })

  it('reads 50 whole portraits with as many statements as 5', async () => {
    const counts: number[] = []
    for (const first of [5, 50]) {
      prepared = []
      others = []
      const page = `query ($first: Int) { users(first: 50, filter: { search: "user-0" }, orderBy: { field: ORDER_COUNT, direction: DESC }) { edges { node { ${fieldsOfUser} } } } }`
      const text = page.replace('first: 50', `first: ${first}`)
      const { data, errors } = await api.execute<{ users: { edges: readonly { readonly node: PortraitNode }[] } }>(
        text,
        { first: 10 },
      )
      expect(errors).toBeUndefined()
      expect(data.users.edges).toHaveLength(first)
      counts.push(prepared.length + others.length)
      for (const { node } of data.users.edges) {
        const n = Number(node.externalId.slice(-3))
        expect(node).toMatchObject({
          profile: { orderCount: n, recencyDays: 10 * n },
          lifetimeValue: { predicted: 100 * n },
        })
        expect(node.segments[0].segment.key).toBe(n % 2 === 0 ? 'even' : 'odd')
        expect(node.recommendations.edges).toHaveLength(n === 1 ? 3 : 4)
      }
    }
    expect(counts).toEqual([5, 5])
  })

  it('reads the trails of many, and what is similar to many, with one statement each', async () => {
    const trails =
      '{ users(first: 20) { edges { node { events(first: 3) { edges { node { product { name } } } } } } } }'
    expect((await api.execute(trails)).errors).toBeUndefined()
    expect(prepared).toEqual(['user_events_newest_first', 'products_by_id'])
    prepared = []
    const similar = '{ products { edges { node { similar { edges { node { product { name } } } } } } } }'
    expect((await api.execute(similar)).errors).toBeUndefined()
    // The version is for products of which nothing is published: those are asked of the model.
    expect(prepared).toEqual(['published_runs', 'similar_products', 'catalogue_version', 'products_by_id'])
    expect(others).toHaveLength(2)
  })

  it('counts nobody unless asked to', async () => {
    await api.execute(
      '{ users { edges { node { id } } } usersAtRisk(minProbability: 0.5) { edges { cursor } } products { edges { cursor } } }',
    )
    expect(others.filter((text) => text.includes('count('))).toEqual([])
    others = []
    const text = '{ users { totalCount } usersAtRisk(minProbability: 0.5) { totalCount } products { totalCount } }'
    expect((await api.execute(text)).data).toEqual({
      users: { totalCount: 60 },
      usersAtRisk: { totalCount: 28 },
      products: { totalCount: 5 },
    })
  })
})
