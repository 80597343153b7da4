import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import type { ClusterArtefact } from '../../src/store/clusters.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { fingerprintOf } from '../support/run-rows.ts'
import { openShop, shopEnd, toys } from '../support/small-shop.ts'

let shop: JobShop
let workers: Workers
let first: Awaited<ReturnType<typeof recomputed>>

const rowsOf = async (sql: string, values: unknown[] = []) => (await shop.database.pool.query(sql, values)).rows
const compute = () => recomputed(shop, { only: ['CLUSTERS'] })
const artefactOf = async (runId: number): Promise<ClusterArtefact> =>
  (await rowsOf('SELECT artefact FROM model_runs WHERE id = $1', [runId]))[0].artefact

/** Per kind of people (as their ids begin) how many are in which cluster, the most first. */
const whereabouts = async (runId: number): Promise<Record<string, [cluster: number, people: number][]>> => {
  const rows = await rowsOf(
    `SELECT split_part(u.external_id, '-', 1) AS who, c.cluster, count(*) AS people FROM user_clusters c JOIN users u ON u.id = c.user_id
    WHERE c.run_id = $1 GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
    [runId],
  )
  const by = Map.groupBy(rows, ({ who }) => who)
  return Object.fromEntries([...by].map(([who, own]) => [who, own.map(({ cluster, people }) => [cluster, people])]))
}

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
  workers = await startWorkers(shop, quick)
  first = await compute()
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

describe('clusters of a shop', () => {
  it('are the groups that were made up: each in a cluster of its own, everybody in one', async () => {
    expect(first.CLUSTERS).toMatchObject({ error: null, status: 'PUBLISHED', asOf: shopEnd })
    const { regular, lapsed, once } = await whereabouts(first.CLUSTERS.id)
    const mains = [regular, lapsed, once].map(([[cluster]]) => cluster)
    expect(new Set(mains).size).toBe(3)
    expect(regular[0][1]).toBeGreaterThan(50)
    expect(lapsed[0][1]).toBeGreaterThan(50)
    const elsewhere = once.filter(([cluster]) => cluster !== regular[0][0] && cluster !== lapsed[0][0])
    expect(elsewhere.reduce((sum, [, people]) => sum + people, 0)).toBeGreaterThan(50)
    expect(await rowsOf('SELECT count(*) FROM user_clusters WHERE run_id = $1', [first.CLUSTERS.id])).toEqual([
      { count: 190 },
    ])
  })

  it('are described by what is typical of them, in plain units, and named by what sets them apart', async () => {
    const { clustering } = await artefactOf(first.CLUSTERS.id)
    const { regular, lapsed } = await whereabouts(first.CLUSTERS.id)
    const find = (id: number) => clustering.clusters.find((cluster) => cluster.id === id)
    const measured = (id: number, feature: string) =>
      find(id)?.typical[clustering.features.indexOf(feature)] ?? Number.NaN
    expect(measured(regular[0][0], 'daysSinceLastSeen')).toBeLessThan(10)
    expect(measured(lapsed[0][0], 'daysSinceLastSeen')).toBeGreaterThan(200)
    expect(find(lapsed[0][0])?.marks.some(({ feature, more }) => feature === 'daysSinceLastSeen' && more)).toBe(true)
    const sizes = clustering.clusters.map(({ userCount }) => userCount)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(190)
    const names = clustering.clusters.map(({ marks, ordinal }) => JSON.stringify([marks, ordinal]))
    expect(new Set(names).size).toBe(names.length)
  })

  it('measure how well they part people, and show the numbers that were not chosen', () => {
    const { metrics, params } = first.CLUSTERS
    const measured = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
    const tried = metrics.filter(({ name }) => name.startsWith('silhouette@'))
    expect(tried.map(({ name }) => name)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => `silhouette@${k}`))
    expect(measured('silhouette')).toBeGreaterThan(0.3)
    expect(measured('silhouette')).toBe(measured(`silhouette@${params.clusters}`))
  })

  it('draw lots for places on the map: each place once', async () => {
    const rows = await rowsOf(
      'SELECT min(place), max(place), count(DISTINCT place) AS places FROM user_clusters WHERE run_id = $1',
      [first.CLUSTERS.id],
    )
    expect(rows).toEqual([{ min: 0, max: 189, places: 190 }])
  })

  it('are the same again, by number and name, where nothing has happened', async () => {
    const again = await compute()
    expect((await artefactOf(again.CLUSTERS.id)).clustering).toEqual((await artefactOf(first.CLUSTERS.id)).clustering)
    expect(await fingerprintOf(shop.database, again.CLUSTERS)).toEqual(
      await fingerprintOf(shop.database, first.CLUSTERS),
    )
  })

  it('keep their numbers and names in the next run, when people have moved on, and give no number twice', async () => {
    const before = await artefactOf(first.CLUSTERS.id)
    const comeBack = Array.from({ length: 12 }, (_, i) =>
      eventOf({ at: shopEnd.toISOString(), userId: `lapsed-${i}`, productId: toys[i % 8], quantity: 1, unitPrice: 10 }),
    )
    await trackEvents(shop.database, comeBack, 'UTC')
    const second = await compute()
    const after = await artefactOf(second.CLUSTERS.id)
    const [then, now] = await Promise.all([whereabouts(first.CLUSTERS.id), whereabouts(second.CLUSTERS.id)])
    for (const who of ['regular', 'lapsed', 'once']) expect(now[who][0][0]).toBe(then[who][0][0])
    const ids = (artefact: ClusterArtefact) => artefact.clustering.clusters.map(({ id }) => id)
    for (const id of ids(after)) expect(ids(before).includes(id) || id >= before.next).toBe(true)
    expect(after.next).toBe(Math.max(before.next, ...ids(after).map((id) => id + 1)))
    expect(second.CLUSTERS.metrics).toContainEqual({
      name: 'knownAgain',
      value: ids(after).filter((id) => ids(before).includes(id)).length,
    })
  })

  it('never use a number again that a run had which was never published', async () => {
    await rowsOf(
      `UPDATE model_runs SET artefact = jsonb_set(artefact, '{next}', '77')
      WHERE id = (SELECT max(id) FROM model_runs WHERE kind = 'CLUSTERS')`,
    )
    await rowsOf(`DELETE FROM published_runs WHERE kind = 'CLUSTERS'`)
    const third = await compute()
    const { clustering, next } = await artefactOf(third.CLUSTERS.id)
    for (const { id } of clustering.clusters) expect(id).toBeGreaterThanOrEqual(77)
    expect(next).toBe(77 + clustering.clusters.length)
  })

  it('are refused where there are too few people, and what is published stays', async () => {
    const early = eventOf({ at: '2023-06-01T00:00:00Z', type: 'VIEW', userId: 'early', productId: toys[0] })
    await trackEvents(shop.database, [early], 'UTC')
    const runs = await recomputed(shop, { only: ['CLUSTERS'], asOf: new Date('2023-06-02T00:00:00Z') })
    expect(runs.CLUSTERS).toMatchObject({
      status: 'REFUSED',
      error: { code: 'INSUFFICIENT_DATA', missing: { have: 1, need: 50 } },
    })
  })
})
