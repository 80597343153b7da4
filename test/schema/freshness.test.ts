import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { refuseRun, startRuns } from '../../src/store/model-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { openShop, publishNumbers, type Shop } from '../support/shop.ts'

const asked = `{
  user(externalId: "user-001") {
    profile { orderCount }
    churnRisk { ... on InsufficientData { what have need } }
    lifetimeValue { ... on InsufficientData { what have need } }
    segments { enteredAt }
    recommendations { pageInfo { hasNextPage hasPreviousPage } edges { cursor } }
  }
  product(externalId: "p-lamp") { similar { edges { cursor } } }
  usersAtRisk(minProbability: 0) { totalCount edges { cursor } }
  segments { edges { node { userCount computedAt staleAfter lastError } } }
  users(orderBy: { field: ORDER_COUNT }, filter: { lifecycleIn: [LOYAL] }) { totalCount edges { cursor } }
}`

describe('what is read', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { publish: false })
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it('is honest before anything is computed', async () => {
    const { data, errors } = await api.execute(asked)
    expect(errors).toBeUndefined()
    const segment = { node: { userCount: null, computedAt: null, staleAfter: null, lastError: null } }
    expect(data).toEqual({
      user: {
        profile: null,
        churnRisk: { what: 'published runs of kind CHURN_RISK', have: 0, need: 1 },
        lifetimeValue: { what: 'published runs of kind LIFETIME_VALUE', have: 0, need: 1 },
        segments: [],
        recommendations: { pageInfo: { hasNextPage: false, hasPreviousPage: false }, edges: [] },
      },
      product: { similar: { edges: [] } },
      usersAtRisk: { totalCount: 0, edges: [] },
      segments: { edges: [segment, segment] },
      users: { totalCount: 0, edges: [] },
    })
    const snapshot = await api.execute('mutation { snapshotSegment(key: "odd") { __typename ... on Error { code } } }')
    expect(snapshot.data).toEqual({ snapshotSegment: { __typename: 'ConflictError', code: 'NOT_COMPUTED' } })
  })

  it('says what a refused run found missing', async () => {
    const [run] = await startRuns(database, { flowId: 'refused', kinds: ['CHURN_RISK'], asOf: new Date(0), seed: 1 })
    const missing = { what: 'customers with two purchases', have: 3, need: 50 }
    await refuseRun(database, run.id, { code: 'INSUFFICIENT_DATA', message: 'Too few.', missing })
    const { data } = await api.execute<{ user: { churnRisk: object } }>(asked)
    expect(data.user.churnRisk).toEqual(missing)
    const runs = await api.execute('{ modelRuns { edges { node { status error { code message } } } } }')
    expect(runs.data).toEqual({
      modelRuns: {
        edges: [{ node: { status: 'REFUSED', error: { code: 'INSUFFICIENT_DATA', message: 'Too few.' } } }],
      },
    })
  })

  it('leaves out what was bought since the run, at once', async () => {
    await publishNumbers(database, shop)
    const recommended = async (externalId: string) => {
      const text = `query ($id: ID!) { user(externalId: $id) { recommendations { edges { node { rank product { externalId } } } } } }`
      interface Recommended {
        readonly user: {
          readonly recommendations: { readonly edges: { node: { rank: number; product: { externalId: string } } }[] }
        }
      }
      const { data } = await api.execute<Recommended>(text, { id: externalId })
      return data.user.recommendations.edges.map(({ node }) => [node.rank, node.product.externalId])
    }
    const before = [
      [1, 'p-lamp'],
      [2, 'p-puzzle'],
      [3, 'p-book'],
      [4, 'p-ball'],
    ]
    const after = [
      [1, 'p-lamp'],
      [2, 'p-book'],
      [3, 'p-ball'],
    ]
    expect(await recommended('user-002')).toEqual(before)
    await trackEvents(
      database,
      ['user-002', 'user-008'].map((userId) =>
        eventOf({ userId, productId: userId === 'user-002' ? 'p-puzzle' : 'p-lamp', at: '2024-06-03T10:00:00Z' }),
      ),
      'UTC',
    )
    expect(await recommended('user-002')).toEqual(after)
    expect(await recommended('user-003')).toEqual(before)
    // Of the list for everybody else, too.
    expect(await recommended('user-008')).toEqual([[1, 'p-mug']])
  })

  it('comes from one set of runs per request, however many are published meanwhile', async () => {
    const publishing = (async () => {
      for (let i = 0; i < 4; i++) await publishNumbers(database, shop)
    })()
    const text = `{ users(first: 500) { edges { node { profile { modelRun { version } }
      churnRisk { ... on ChurnRisk { modelRun { version } } } recommendations { edges { node { modelRun { version } } } } } } } }`
    for (let i = 0; i < 12; i++) {
      const { data } = await api.execute(text)
      const versions = [...JSON.stringify(data).matchAll(/"version":(\d+)/g)].map(([, version]) => Number(version))
      expect(versions.length).toBeGreaterThan(10)
      // The refused run above used up a version of churn risk.
      expect(new Set(versions).size).toBeLessThanOrEqual(2)
    }
    await publishing
  })

  it('comes in the language asked for', async () => {
    const text = `{ user(externalId: "user-003") {
      profile { labels { key text(language: ZH) definition } }
      recommendations { edges { node { product { name(language: ZH) } reasons { text(language: ZH) } } } } } }`
    const { data } = await api.execute(text)
    const node = (name: string | null, ...texts: string[]) => ({
      node: { product: { name }, reasons: texts.map((text) => ({ text })) },
    })
    expect(data).toMatchObject({
      user: {
        profile: { labels: [{ key: 'night-owl', text: '夜猫子' }] },
        recommendations: {
          edges: [
            node('台灯', '近 30 天的热门商品。'),
            node(
              'Puzzle',
              '买过「台灯」的顾客购买这款商品的可能性是其他顾客的 3.3 倍。',
              '您近期选择的商品中有 50% 属于「puzzles」。',
            ),
            node(null, '有 7 位与您喜好相近的顾客买过这款商品。'),
            node('Ball', '近 30 天的热门商品。'),
          ],
        },
      },
    })
  })
})
