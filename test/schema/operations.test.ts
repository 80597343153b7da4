import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKinds } from '../../src/domain/model-run.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { schema } from '../../src/schema/index.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

const examples = join(import.meta.dirname, '../../examples/operations')
const contract = resolve(import.meta.dirname, '../../../shared/contract/operations')
const names = (await readdir(examples)).filter((name) => name.endsWith('.graphql'))

/** Those of ours that are promised word for word. */
const promised = names.filter((name) => !existsSync(contract) || existsSync(join(contract, name)))

const faultsOf = (text: string) => validate(schema, parse(text)).map(({ message }) => message)

describe('the documents that the API promises to answer', () => {
  it.each(names)('validates examples/operations/%s', async (name) => {
    expect(faultsOf(await readFile(join(examples, name), 'utf8'))).toEqual([])
  })

  it.skipIf(!existsSync(contract)).each(promised)('validates %s of the contract', async (name) => {
    expect(faultsOf(await readFile(join(contract, name), 'utf8'))).toEqual([])
  })
})

describe('the operations', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  const documents = new Map<string, string>()

  beforeAll(async () => {
    for (const name of names) {
      const text = await readFile(join(examples, name), 'utf8')
      for (const definition of parse(text).definitions) {
        if (definition.kind === 'OperationDefinition' && definition.name && definition.loc) {
          documents.set(definition.name.value, text.slice(definition.loc.start, definition.loc.end))
        }
      }
    }
    database = await openTestDatabase()
    shop = await openShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const run = async <Data = Record<string, unknown>>(operation: string, variables: object = {}): Promise<Data> => {
    const { data, errors } = await api.execute<Data>(documents.get(operation) as string, variables)
    expect(errors).toBeUndefined()
    return data
  }

  it('Portrait answers everything that is known of one person', async () => {
    const { user } = await run<{ user: Record<string, unknown> }>('Portrait', { externalId: externalIdOf(3), first: 2 })
    expect(user).toMatchObject({
      id: encodeId('User', shop.userIds[2]),
      externalId: 'user-003',
      profile: {
        firstSeenAt: '2024-01-04T00:00:00.000Z',
        lifecycle: 'ACTIVE',
        orderCount: 3,
        recencyDays: 30,
        frequency: 2,
        monetary: 20,
        averageOrderValue: 20,
        rfm: { recency: 5, frequency: 4, monetary: 3 },
        satisfaction: 1,
        labels: [{ key: 'night-owl', text: 'Night owl' }],
      },
      churnRisk: {
        __typename: 'ChurnRisk',
        probability: 3 / 9,
        band: 'LOW',
        horizonDays: 90,
        counterfactual: { text: 'With an order in the next 14 days: 0.33 to 0.17.', probability: 1 / 6 },
        modelRun: {
          id: encodeId('ModelRun', shop.runIds.CHURN_RISK),
          kind: 'CHURN_RISK',
          version: 1,
          asOf: '2024-06-02T00:00:00.000Z',
        },
      },
      lifetimeValue: { __typename: 'LifetimeValue', predicted: 300, horizonDays: 90, low: 30, high: 900 },
      segments: [{ enteredAt: '2024-06-02T00:00:00.000Z', segment: { key: 'odd', name: 'ODD' } }],
      recommendations: {
        edges: [
          {
            node: {
              product: { externalId: 'p-lamp', name: 'Lamp', category: 'home > lamps', price: 30 },
              rank: 1,
              reasons: [{ __typename: 'Trending', weight: 1, windowDays: 30, text: 'Popular in the last 30 days.' }],
            },
          },
          {
            node: {
              product: { externalId: 'p-puzzle' },
              score: 0.5,
              rank: 2,
              reasons: [
                { __typename: 'BoughtTogether', because: { externalId: 'p-lamp', name: 'Lamp' }, lift: 3.25 },
                { __typename: 'LikesCategory', category: 'toys > puzzles', share: 0.5 },
              ],
            },
          },
        ],
      },
    })
    const profile = user.profile as {
      favouriteCategories: object[]
      activeHours: object[]
      computedAt: string
      staleAfter: string
    }
    expect(profile.favouriteCategories).toHaveLength(3)
    expect(profile.activeHours).toHaveLength(24)
    expect(Date.parse(profile.staleAfter) - Date.parse(profile.computedAt)).toBe(36 * 3_600_000)
  })

  it('Recommendations tells what somebody did and why what is next, in both languages', async () => {
    const { user } = await run<{ user: { events: { edges: object[] } } }>('Recommendations', {
      externalId: externalIdOf(3),
      first: 1,
    })
    expect(user).toMatchObject({
      externalId: 'user-003',
      recommendations: {
        edges: [
          {
            node: {
              rank: 1,
              product: { externalId: 'p-lamp' },
              reasons: [{ weight: 1, text: 'Popular in the last 30 days.', chinese: '近 30 天的热门商品。' }],
            },
          },
        ],
      },
    })
    expect(user.events.edges).toEqual([])
  })

  it('Portrait says what is missing for somebody who only looked and for somebody who came since', async () => {
    const nothing = { __typename: 'InsufficientData', what: 'orders of this user', have: 0, need: 1 }
    const looked = await run('Portrait', { externalId: externalIdOf(7) })
    expect(looked).toMatchObject({
      user: { profile: { lifecycle: null, rfm: null }, churnRisk: nothing, lifetimeValue: nothing },
    })
    const since = await run('Portrait', { externalId: externalIdOf(8) })
    expect(since).toMatchObject({
      user: {
        profile: null,
        churnRisk: nothing,
        segments: [],
        recommendations: {
          edges: [{ node: { product: { externalId: 'p-lamp' } } }, { node: { product: { externalId: 'p-mug' } } }],
        },
      },
    })
    expect(await run('Portrait', { externalId: 'nobody' })).toEqual({ user: null })
    expect(await run('Portrait', { externalId: 'no\0body' })).toEqual({ user: null })
  })

  it('Users, Anything, Products and Trail answer what the shop holds', async () => {
    expect(await run('Users', { first: 2 })).toMatchObject({
      users: {
        totalCount: 8,
        pageInfo: { hasNextPage: true, hasPreviousPage: false },
        edges: [
          { node: { externalId: 'user-001', createdAt: '2024-01-02T00:00:00.000Z' } },
          { node: { externalId: 'user-002' } },
        ],
      },
    })
    const found = async (type: Parameters<typeof encodeId>[0], id: number) =>
      (await run('Anything', { id: encodeId(type, id) })).node
    expect(await found('User', shop.userIds[0])).toMatchObject({ __typename: 'User', externalId: 'user-001' })
    expect(await found('Product', shop.productIds[0])).toMatchObject({ __typename: 'Product', name: 'Lamp' })
    expect(await found('Segment', shop.segmentIds.get('odd') as number)).toMatchObject({
      __typename: 'Segment',
      key: 'odd',
    })
    expect(await found('ModelRun', shop.runIds.PORTRAITS)).toMatchObject({ __typename: 'ModelRun' })
    expect(await found('User', 999_999)).toBeNull()
    expect(await run('Anything', { id: 'nonsense' })).toEqual({ node: null })
    expect(await run('Products')).toMatchObject({
      products: { edges: { length: 5, 0: { node: { externalId: 'p-ball', name: 'Ball', price: 5, inStock: true } } } },
    })
    expect(await run('Trail', { externalId: externalIdOf(1), first: 3 })).toMatchObject({
      user: {
        events: {
          pageInfo: { hasNextPage: true },
          edges: [
            { node: { type: 'REVIEW', rating: 5, text: 'Bright.', product: { name: 'Lamp' } } },
            {
              node: {
                type: 'PURCHASE',
                quantity: 1,
                unitPrice: 30,
                channel: 'web',
                timestamp: '2024-06-01T12:03:00.000Z',
              },
            },
            { node: { type: 'ADD_TO_CART' } },
          ],
        },
      },
    })
  })

  it('Segments, Snapshot, Members and Diff walk a segment that changes meanwhile', async () => {
    expect(await run('Segments')).toMatchObject({
      segments: {
        edges: [
          { node: { key: 'odd', kind: 'RFM', userCount: 4, lastError: null } },
          { node: { key: 'even', userCount: 3 } },
        ],
      },
    })
    interface Snapshot {
      readonly snapshotSegment: { readonly id: string; readonly userCount: number }
    }
    interface Members {
      readonly segmentSnapshot: {
        readonly members: {
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
          readonly edges: readonly { readonly node: { readonly externalId: string } }[]
        }
      }
    }
    const { snapshotSegment: from } = await run<Snapshot>('Snapshot', { key: 'odd' })
    expect(from).toMatchObject({ __typename: 'SegmentSnapshot', segment: { key: 'odd' }, userCount: 4 })
    const first = await run<Members>('Members', { snapshot: from.id, first: 2 })
    await publishNumbers(database, shop, { orderCountOf: (n) => n, segmentOf: (n) => (n >= 3 ? 'odd' : 'even') })
    const { endCursor } = first.segmentSnapshot.members.pageInfo
    const second = await run<Members>('Members', { snapshot: from.id, first: 2, after: endCursor })
    const walked = [first, second].flatMap(({ segmentSnapshot }) => segmentSnapshot.members.edges)
    expect(walked.map(({ node }) => node.externalId)).toEqual(['user-001', 'user-003', 'user-005', 'user-007'])
    expect(second.segmentSnapshot.members.pageInfo.hasNextPage).toBe(false)
    const { snapshotSegment: to } = await run<Snapshot>('Snapshot', { key: 'odd' })
    expect(to.userCount).toBe(5)
    expect(await run('Diff', { from: from.id, to: to.id })).toEqual({
      segmentDiff: {
        enteredCount: 2,
        leftCount: 1,
        entered: { edges: [{ node: { externalId: 'user-004' } }, { node: { externalId: 'user-006' } }] },
      },
    })
    expect(await run('Snapshot', { key: 'nowhere' })).toMatchObject({
      snapshotSegment: { __typename: 'NotFoundError', code: 'NOT_FOUND' },
    })
    expect(await run('Members', { snapshot: encodeId('SegmentSnapshot', 999) })).toEqual({ segmentSnapshot: null })
  })

  it('AtRisk lists the most likely first, above both minimums', async () => {
    const { usersAtRisk } = await run<{ usersAtRisk: { edges: { node: { externalId: string } }[] } }>('AtRisk', {
      minProbability: 3 / 9,
      minLifetimeValue: 400,
    })
    expect(usersAtRisk.edges.map(({ node }) => node.externalId)).toEqual(['user-006', 'user-005', 'user-004'])
    expect(usersAtRisk.edges[0]).toMatchObject({
      node: {
        churnRisk: {
          band: 'MEDIUM',
          reasons: [{ text: expect.stringContaining('typical') }, { text: expect.stringContaining('Last bought') }],
        },
      },
    })
  })

  it('Similar lists products with their scores, most similar first', async () => {
    expect(await run('Similar', { externalId: 'p-lamp' })).toMatchObject({
      product: {
        name: 'Lamp',
        similar: {
          edges: [
            { node: { product: { externalId: 'p-mug' }, score: 0.5 } },
            { node: { product: { externalId: 'p-ball' }, score: 0.25 } },
            { node: { product: { externalId: 'p-puzzle' }, score: 0.125 } },
          ],
        },
      },
    })
    expect(await run('Similar', { externalId: 'p-book' })).toMatchObject({
      product: { name: null, similar: { edges: [] } },
    })
  })

  it('Track keeps the good events, once each, and names the bad ones', async () => {
    const events = [
      { eventId: 'e-1', type: 'VIEW', userId: 'user-002', timestamp: '2024-06-01T10:00:00Z', productId: 'p-mug' },
      { eventId: 'e-1', type: 'VIEW', userId: 'user-002', timestamp: '2024-06-01T10:00:00Z', productId: 'p-mug' },
      { type: 'PRUCHASE', userId: 'user-002', timestamp: 1_717_236_000 },
      { type: 'REVIEW', userId: 'user-002', timestamp: 1_717_236_000_000, productId: 'p-mug', rating: 9 },
      { type: 'VIEW', userId: 'user-002', timestamp: 'yesterday', productId: 'p-mug' },
      { type: 'PURCHASE', userId: 'user-002', timestamp: 1_717_236_000, productId: 'p-mug', unitPrice: 8 },
    ]
    expect(await run('Track', { events })).toMatchObject({
      trackEvents: {
        accepted: 2,
        duplicates: 1,
        rejected: [
          { index: 2, code: 'TYPE_UNKNOWN' },
          { index: 3, code: 'RATING_INVALID' },
          { index: 4, code: 'TIMESTAMP_INVALID' },
        ],
      },
    })
    expect(await run('Track', { events: events.slice(0, 1) })).toMatchObject({
      trackEvents: { accepted: 0, duplicates: 1 },
    })
    expect(await run('Trail', { externalId: 'user-002' })).toMatchObject({ user: { events: { edges: { length: 2 } } } })
  })

  it('Runs lists every run with its metrics, newest first', async () => {
    const { modelRuns } = await run<{ modelRuns: { edges: { node: { version: number } }[] } }>('Runs')
    // Two recomputes, of which twenty runs are shown.
    const newestFirst = (version: number) => [...runKinds].reverse().map((kind) => ({ kind, version }))
    const shown = [...newestFirst(2), ...newestFirst(1)].slice(0, 20)
    expect(modelRuns.edges.map(({ node }) => node)).toMatchObject(shown)
    expect(modelRuns.edges[0]).toMatchObject({
      node: {
        kind: runKinds.at(-1),
        version: 2,
        status: 'PUBLISHED',
        params: { horizonDays: 90 },
        metrics: [{ name: 'users', value: 8 }],
        error: null,
      },
    })
    expect(modelRuns.edges.at(-1)).toMatchObject({ node: { version: 1, status: 'ARCHIVED' } })
  })

  it('Rollback makes readers see the older run again, and nothing that never was fit to be seen', async () => {
    const older = encodeId('ModelRun', shop.runIds.SEGMENTS)
    expect(await run('Rollback', { run: older })).toEqual({
      promoteModelRun: { __typename: 'ModelRun', id: older, status: 'PUBLISHED' },
    })
    expect(await run('Segments')).toMatchObject({ segments: { edges: [{ node: { key: 'odd', userCount: 4 } }, {}] } })
    expect(await run('Rollback', { run: encodeId('ModelRun', 999) })).toMatchObject({
      promoteModelRun: { __typename: 'NotFoundError' },
    })
    expect(await run('Rollback', { run: 'nonsense' })).toMatchObject({ promoteModelRun: { code: 'NOT_FOUND' } })
    const recomputed = await run<{ recompute: { runIds: readonly string[] } }>('Recompute')
    expect(await run('Rollback', { run: recomputed.recompute.runIds[0] })).toMatchObject({
      promoteModelRun: { __typename: 'ConflictError', code: 'RUN_NOT_PROMOTABLE' },
    })
  })

  it('Recompute queues one run of every kind', async () => {
    const { recompute } = await run<{ recompute: { runIds: readonly string[]; jobId: string } }>('Recompute')
    expect(recompute).toMatchObject({ __typename: 'RecomputeStarted', runIds: { length: runKinds.length } })
    const nodes = await api.execute('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ModelRun { kind status } } }', {
      ids: recompute.runIds,
    })
    expect(nodes.data).toEqual({ nodes: runKinds.map((kind) => ({ kind, status: 'QUEUED' })) })
  })
})
