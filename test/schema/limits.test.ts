import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'

const examples = join(import.meta.dirname, '../../examples/operations')

describe('limits', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const codeOf = async (text: string, variables: object = {}) =>
    (await api.execute(text, variables)).errors?.[0].extensions.code ?? null

  it('let the documents of the API through at their largest pages', async () => {
    for (const name of ['users', 'segments', 'at-risk', 'portrait', 'predictions']) {
      for (const part of (await readOperations(`${name}.graphql`)).values()) {
        if (!part.startsWith('query')) continue
        const variables = {
          first: 500,
          externalId: 'user-001',
          id: 'x',
          snapshot: 'x',
          from: 'x',
          to: 'x',
          minProbability: 0.5,
          product: 'p-lamp',
          withinDays: 30,
          asOf: '2024-06-10',
        }
        expect(await codeOf(part, variables), part).toBeNull()
      }
    }
  })

  it('let the longest list that may be brought along through, as the example asks about it', async () => {
    const text = await readFile(join(examples, 'live-recommendations.graphql'), 'utf8')
    const sorted = text.split(/^(?=query )/m).find((part) => part.startsWith('query Sorted'))
    const products = Array.from({ length: 1000 }, (_, i) => `p-${i}`)
    expect(await codeOf(sorted ?? '', { user: 'user-001', products })).toBeNull()
  })

  it('let introspection through', async () => {
    expect(await codeOf(getIntrospectionQuery())).toBeNull()
  })

  it('let 100 whole portraits with ten recommendations each through', async () => {
    const portrait = await readFile(join(examples, 'portrait.graphql'), 'utf8')
    const page = portrait.replace('user(externalId: $externalId) {', 'users(first: 100) { edges { node {')
    const text = `${page.replace('($externalId: ID!, $first', '($first')} } }`
    expect(await codeOf(text)).toBeNull()
  })

  it('refuse lists within lists within lists', async () => {
    const similar = 'similar(first: 500) { edges { node { product {'
    const text = `{ products(first: 500) { edges { node { ${similar} ${similar} name } } } } } } } } } } } }`
    expect(await codeOf(text)).toBe('QUERY_TOO_COMPLEX')
  })

  it('count each alias for itself, so that one expensive thing cannot be asked for many times', async () => {
    const one = (i: number) => `a${i}: users(first: 500) { edges { node { externalId profile { orderCount } } } }`
    const many = Array.from({ length: 80 }, (_, i) => one(i)).join(' ')
    expect(await codeOf(`{ ${one(0)} }`)).toBeNull()
    expect(await codeOf(`{ ${many} }`)).toBe('QUERY_TOO_COMPLEX')
    const wide = Array.from({ length: 1001 }, (_, i) => `a${i}: __typename`).join(' ')
    expect(await codeOf(`{ users { totalCount } ${wide} }`)).toBe('QUERY_TOO_COMPLEX')
  })

  it('see through fragments and variables', async () => {
    const text = `query ($n: Int) { products(first: $n) { edges { node { ...p } } } }
      fragment p on Product { similar(first: $n) { edges { node { product { ...q } } } } }
      fragment q on Product { similar(first: $n) { edges { node { score } } } }`
    expect(await codeOf(text, { n: 5 })).toBeNull()
    expect(await codeOf(text, { n: 500 })).toBe('QUERY_TOO_COMPLEX')
  })

  it('refuse what is nested too deep', async () => {
    const open = 'similar(first: 1) { edges { node { product { '
    const deep = (times: number) =>
      `{ product(externalId: "x") { ${open.repeat(times)} name ${'} } } }'.repeat(times)} } }`
    expect(await codeOf(deep(3))).toBeNull()
    expect(await codeOf(deep(4))).toBe('QUERY_TOO_COMPLEX')
    expect(await codeOf(deep(8))).toBe('QUERY_TOO_COMPLEX')
  })

  it('refuse more than a thousand events or five hundred ids at once', async () => {
    const events = Array.from({ length: 1001 }, () => ({}))
    const track = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { rejected { index } } }'
    expect(await codeOf(track, { events })).toBe('REQUEST_TOO_LARGE')
    expect(await codeOf(track, { events: events.slice(1) })).toBeNull()
    const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    expect(await codeOf(nodes, { ids: Array(501).fill('x') })).toBe('BAD_USER_INPUT')
    expect(await codeOf(nodes, { ids: Array(500).fill('x') })).toBeNull()
  })
})
