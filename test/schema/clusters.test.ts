import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { encodeId } from '../../src/resolvers/global-id.ts'
import { startRuns } from '../../src/store/model-runs.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

let database: TestDatabase
let api: TestApi
let shop: Shop
const operations = await readOperations('clusters.graphql')
const ask = async (query: string, variables: object = {}) => {
  const { data, errors } = await api.execute<Record<string, never>>(query, variables)
  expect(errors).toBeUndefined()
  return data
}
const run = (operation: string, variables: object = {}) => ask(operations.get(operation) as string, variables)

beforeAll(async () => {
  database = await openTestDatabase()
  shop = await openShop(database)
  api = openApi(database)
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

describe('clusters in the API', () => {
  it('are told largest first, by number and name, with what sets each apart in plain units', async () => {
    const { clusters } = await run('Clusters')
    expect(clusters).toMatchObject({
      __typename: 'Clustering',
      userCount: 7,
      silhouette: 0.5,
      alternatives: [{ count: 2, silhouette: 0.5 }, { count: 3 }],
      clusters: [
        {
          number: 1,
          name: 'Big spenders, here lately',
          nameZh: '高消费、最近来过',
          userCount: 4,
          share: 4 / 7,
          silhouette: 0.5,
          setApartBy: [
            { feature: 'spend', value: 400, everybody: 100, deviations: 1.25, text: 'Has spent €400.00' },
            { feature: 'daysSinceLastSeen', text: 'Was last seen 10 days ago' },
            { feature: 'ratingMean', value: null, text: 'Has rated nothing' },
          ],
        },
        { number: 4, name: 'Long away 2', nameZh: '久未到访 2', userCount: 3 },
      ],
    })
  })

  it('know whom they hold, and say of whom nothing is known that it is so', async () => {
    const { user } = await run('ClusterOfUser', { externalId: externalIdOf(3) })
    expect(user).toMatchObject({
      cluster: {
        __typename: 'UserCluster',
        distance: 0.3,
        x: 3,
        y: 3,
        cluster: { number: 1, centre: [{ feature: 'daysSinceLastSeen', value: 10 }, {}, {}] },
      },
    })
    expect(await run('ClusterOfUser', { externalId: externalIdOf(8) })).toMatchObject({
      user: { cluster: { __typename: 'InsufficientData', have: 0, need: 1 } },
    })
  })

  it('make a map of people drawn by lot, of which the fewer are among the more', async () => {
    const few = (await run('ClusterMap', { first: 3 })).clusterMap as { points: object[]; axes: object[] }
    const all = (await run('ClusterMap')).clusterMap as { points: object[] }
    expect(few.points).toHaveLength(3)
    expect(all.points).toHaveLength(7)
    expect(all.points.slice(0, 3)).toEqual(few.points)
    expect(few.points[0]).toEqual({
      user: { externalId: 'user-007' },
      cluster: 1,
      x: 7,
      y: 7,
      distance: 0.7,
    })
    expect(few.axes[0]).toMatchObject({ share: 0.5, loadings: [{ feature: 'spend', loading: 1 }, {}, {}] })
  })

  it('make a map of 5,000 people in one answer', async () => {
    expect((await run('ClusterMap', { first: 5000 })).clusterMap).toMatchObject({ points: { length: 7 } })
  })

  it('answer from the run that was asked for', async () => {
    const later = await publishNumbers(database, shop)
    const runs = `{ a: clusters(modelRun: "${encodeId('ModelRun', shop.runIds.CLUSTERS)}") { ... on Clustering { modelRun { version } } }
      b: clusters { ... on Clustering { modelRun { version } } }
      c: clusters(modelRun: "${encodeId('ModelRun', later.SEGMENTS)}") { ... on Error { code message } }
      d: clusterMap(first: 0) { ... on Error { code message } }
      e: clusterMap(first: 5001) { ... on Error { code } } }`
    expect(await ask(runs)).toEqual({
      a: { modelRun: { version: 1 } },
      b: { modelRun: { version: 2 } },
      c: { code: 'BAD_USER_INPUT', message: '"modelRun" is a run of kind SEGMENTS; this needs one of kind CLUSTERS.' },
      d: { code: 'BAD_USER_INPUT', message: expect.stringContaining('"first" must be 1 to 5000') },
      e: { code: 'BAD_USER_INPUT' },
    })
  })

  it('say what is missing where none are published', async () => {
    await database.pool.query(`DELETE FROM published_runs WHERE kind = 'CLUSTERS'`)
    await startRuns(database, { flowId: 'g', kinds: ['CLUSTERS'], asOf: new Date(), seed: 1 })
    expect(await run('Clusters')).toEqual({
      clusters: { __typename: 'InsufficientData', what: 'published runs of kind CLUSTERS', have: 0, need: 1 },
    })
    expect(await run('ClusterMap')).toMatchObject({ clusterMap: { __typename: 'InsufficientData' } })
  })
})
