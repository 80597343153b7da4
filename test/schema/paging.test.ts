import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { encodeId } from '../../src/resolvers/global-id.ts'
import { pruneRuns } from '../../src/store/prune-runs.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

interface Users {
  readonly users: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly externalId: string } }[]
  }
}

const document = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter, $orderBy: UserOrder) {
  users(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { externalId } }
  }
}`

const users = 12

/** Ties on purpose: two users share each number of orders. */
const halved = {
  orderCountOf: (n: number) => Math.ceil(n / 2),
  segmentOf: (n: number) => (n % 2 === 0 ? 'even' : 'odd'),
}
const reversed = { ...halved, orderCountOf: (n: number) => users - n }

describe('paging', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users })
    await publishNumbers(database, shop, halved)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const page = async (variables: object): Promise<Users['users']> => {
    const { data, errors } = await api.execute<Users>(document, variables)
    expect(errors).toBeUndefined()
    return data.users
  }

  const idsOf = ({ edges }: Users['users']) => edges.map(({ node }) => node.externalId)

  const walk = async (size: number, variables: object): Promise<string[]> => {
    const seen: string[] = []
    let after: string | null = null
    for (;;) {
      const next: Users['users'] = await page({ ...variables, first: size, after })
      expect(next.pageInfo.hasPreviousPage).toBe(after !== null)
      seen.push(...idsOf(next))
      if (!next.pageInfo.hasNextPage) return seen
      after = next.pageInfo.endCursor
    }
  }

  const walkBack = async (size: number, variables: object): Promise<string[]> => {
    const seen: string[] = []
    let before: string | null = null
    for (;;) {
      const next: Users['users'] = await page({ ...variables, last: size, before })
      expect(next.pageInfo.hasNextPage).toBe(before !== null)
      seen.unshift(...idsOf(next))
      if (!next.pageInfo.hasPreviousPage) return seen
      before = next.pageInfo.startCursor
    }
  }

  const fields = [
    'CREATED_AT',
    'EXTERNAL_ID',
    'ORDER_COUNT',
    'RECENCY_DAYS',
    'TOTAL_SPEND',
    'CHURN_PROBABILITY',
    'PREDICTED_VALUE',
  ]

  it.each(fields)('walks everybody by %s forwards and backwards, in pages of any size', async (field) => {
    for (const direction of ['ASC', 'DESC']) {
      const orderBy = { field, direction }
      const whole = idsOf(await page({ first: 500, orderBy }))
      expect([...whole].sort()).toEqual(Array.from({ length: users }, (_, i) => externalIdOf(i + 1)))
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: users + 1 }), async (size) => {
          expect(await walk(size, { orderBy })).toEqual(whole)
          expect(await walkBack(size, { orderBy })).toEqual(whole)
        }),
        { numRuns: 4 },
      )
    }
  })

  it('orders by the value and puts those without one last in either direction', async () => {
    // 11 only looked, so nothing is predicted; 12 came since.
    const without = ['user-011', 'user-012']
    const ascending = idsOf(await page({ first: 20, orderBy: { field: 'PREDICTED_VALUE', direction: 'ASC' } }))
    const descending = idsOf(await page({ first: 20, orderBy: { field: 'PREDICTED_VALUE', direction: 'DESC' } }))
    expect(ascending.slice(-2)).toEqual(without)
    expect(descending.slice(-2)).toEqual([...without].reverse())
    const byOrders = idsOf(await page({ first: 20, orderBy: { field: 'ORDER_COUNT', direction: 'DESC' } }))
    expect(byOrders.slice(0, 3)).toEqual(['user-010', 'user-009', 'user-008'])
    expect(byOrders.slice(-2)).toEqual(['user-011', 'user-012'])
  })

  it('goes back from the middle to where it came from', async () => {
    const orderBy = { field: 'PREDICTED_VALUE', direction: 'DESC' }
    const whole = await page({ first: 20, orderBy })
    for (let i = 1; i < users; i++) {
      const back = await page({ last: 3, before: whole.edges[i].cursor, orderBy })
      expect(idsOf(back)).toEqual(idsOf(whole).slice(Math.max(0, i - 3), i))
      expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: i > 3 })
      const between = await page({ first: 20, after: whole.edges[0].cursor, before: whole.edges[i].cursor, orderBy })
      expect(idsOf(between)).toEqual(idsOf(whole).slice(1, i))
      expect(between.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    }
  })

  it('answers a page of none, and one past the end', async () => {
    const none = await page({ first: 0 })
    expect(none).toMatchObject({ edges: [], totalCount: users })
    expect(none.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null })
    const all = await page({ first: users })
    const past = await page({ first: 5, after: all.pageInfo.endCursor })
    expect(past.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  it('loses and doubles nobody when runs are published during a walk', async () => {
    const orderBy = { field: 'ORDER_COUNT', direction: 'ASC' }
    const filter = { inSegment: 'odd' }
    const before = idsOf(await page({ first: 20, orderBy, filter }))
    const first = await page({ first: 2, orderBy, filter })
    await publishNumbers(database, shop, { ...reversed, segmentOf: (n) => (n % 2 === 0 ? 'odd' : 'even') })
    const rest = await page({ first: 20, orderBy, filter, after: first.pageInfo.endCursor })
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(before)
    expect(rest.totalCount).toBe(first.totalCount)
    expect(idsOf(await page({ first: 20, orderBy, filter }))).not.toEqual(before)
    await publishNumbers(database, shop, halved)
  })

  it('says that a cursor has expired once the runs of its walk are no longer kept', async () => {
    const orderBy = { field: 'ORDER_COUNT', direction: 'ASC' }
    const { pageInfo } = await page({ first: 2, orderBy })
    const risk = `query ($after: String) { usersAtRisk(minProbability: 0, first: 2, after: $after) { pageInfo { endCursor } } }`
    const { data } = await api.execute<{ usersAtRisk: Users['users'] }>(risk)
    await publishNumbers(database, shop, halved)
    await pruneRuns(database, 1)
    for (const [text, variables] of [
      [document, { orderBy, first: 2, after: pageInfo.endCursor }],
      [risk, { after: data.usersAtRisk.pageInfo.endCursor }],
    ] as const) {
      expect((await api.execute(text, variables)).errors?.[0].extensions.code).toBe('CURSOR_EXPIRED')
    }
  })

  it('refuses what is no cursor of the list', async () => {
    const { pageInfo } = await page({ first: 2, orderBy: { field: 'EXTERNAL_ID' } })
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const [hash] = JSON.parse(Buffer.from(pageInfo.endCursor as string, 'base64url').toString())
    const wrong = [
      { after: pageInfo.endCursor, orderBy: { field: 'CREATED_AT' } },
      { after: pageInfo.endCursor, orderBy: { field: 'EXTERNAL_ID' }, filter: { search: 'user' } },
      ...[
        '',
        'nonsense',
        forged([]),
        forged([hash, [], 1, 2]),
        forged([hash, [], 'a\0', 2]),
        forged([hash, [7], 'a', 2]),
      ].map((after) => ({
        after,
        orderBy: { field: 'EXTERNAL_ID' },
      })),
    ]
    for (const variables of wrong) {
      expect((await api.execute(document, variables)).errors?.[0].extensions.code, JSON.stringify(variables)).toBe(
        'CURSOR_INVALID',
      )
    }
  })

  it('refuses pages that are too large, negative, or asked for from both ends', async () => {
    for (const variables of [{ first: 501 }, { first: -1 }, { last: 501 }, { first: 1, last: 1 }]) {
      expect((await api.execute(document, variables)).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    }
  })

  it('walks trails, products, runs, similar products and recommendations both ways', async () => {
    const lists = [
      [`user(externalId: "user-001") { list: events`, '}', 5],
      [`product(externalId: "p-lamp") { list: similar`, '}', 3],
      [`user(externalId: "user-002") { list: recommendations`, '}', 4],
      ['list: products', '', 5],
      ['list: segments', '', 2],
      ['list: modelRuns(kindIn: [PORTRAITS],', '', 5],
    ] as const
    for (const [open, close, size] of lists) {
      const ask = async (range: string) => {
        const before = open.includes('(kindIn') ? `${open} ${range})` : `${open}(${range})`
        const text = `{ ${before} { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } } ${close} }`
        const { data, errors } = await api.execute<Record<string, { list?: Users['users'] }>>(text)
        expect(errors).toBeUndefined()
        const root = Object.values(data)[0]
        return (root.list ?? root) as Users['users']
      }
      const all = (await ask('first: 100')).edges.map(({ cursor }) => cursor)
      expect(all.length, open).toBeGreaterThanOrEqual(size)
      for (const [i, cursor] of all.entries()) {
        const after = await ask(`first: 2, after: "${cursor}"`)
        expect(after.edges.map((edge) => edge.cursor)).toEqual(all.slice(i + 1, i + 3))
        expect(after.pageInfo).toMatchObject({ hasNextPage: i + 3 < all.length, hasPreviousPage: true })
        const before = await ask(`last: 2, before: "${cursor}"`)
        expect(before.edges.map((edge) => edge.cursor)).toEqual(all.slice(Math.max(0, i - 2), i))
        expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: i > 2 })
      }
    }
  })

  it('walks the members of a snapshot and what changed between two, both ways', async () => {
    const snapshot = 'mutation { snapshotSegment(key: "odd") { ... on SegmentSnapshot { id } } }'
    const take = async () => (await api.execute<{ snapshotSegment: { id: string } }>(snapshot)).data.snapshotSegment.id
    const from = await take()
    await publishNumbers(database, shop, { ...halved, segmentOf: (n) => (n > 4 ? 'odd' : 'even') })
    const to = await take()
    const parts = [
      [`segmentSnapshot(id: "${to}") { list: members`, ['005', '006', '007', '008', '009', '010', '011']],
      [`segmentDiff(from: "${from}", to: "${to}") { list: entered`, ['006', '008', '010']],
      [`segmentDiff(from: "${from}", to: "${to}") { list: left`, ['001', '003']],
    ] as const
    for (const [open, members] of parts) {
      const ask = async (range: string) => {
        const text = `{ root: ${open}(${range}) { pageInfo { startCursor endCursor } edges { node { externalId } } } } }`
        const { data, errors } = await api.execute<{ root: { list: Users['users'] } }>(text)
        expect(errors).toBeUndefined()
        return data.root.list
      }
      const names = members.map((number) => `user-${number}`)
      const head = await ask('first: 1')
      const tail = await ask(`first: 1000, after: "${head.pageInfo.endCursor}"`)
      expect([...idsOf(head), ...idsOf(tail)]).toEqual(names)
      const last = await ask('last: 1')
      const rest = await ask(`last: 1000, before: "${last.pageInfo.startCursor}"`)
      expect([...idsOf(rest), ...idsOf(last)]).toEqual(names)
    }
    await publishNumbers(database, shop, halved)
    const even = await api.execute<{ snapshotSegment: { id: string } }>(snapshot.replace('odd', 'even'))
    const mixed = `{ segmentDiff(from: "${from}", to: "${even.data.snapshotSegment.id}") { enteredCount } }`
    expect((await api.execute(mixed)).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    expect(
      (await api.execute(`{ segmentDiff(from: "${from}", to: "${encodeId('User', 1)}") { leftCount } }`)).data,
    ).toEqual({
      segmentDiff: null,
    })
  })
})
