import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { readArtefact } from '../../src/store/artefacts.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'

const end = Date.parse('2024-12-31T12:00:00Z')

/**
 * Person p buys the first things of a list that all share, one after the other: what comes next is always what most others have, so nobody can tell it better than popularity does.
 */
const follower = (p: number): readonly IncomingEvent[] => {
  const count = 3 + (p % 8)
  return Array.from({ length: count }, (_, at) => {
    const daysAgo = at === count - 1 ? p / 100 : 10 + 20 * (count - at) + (p % 17)
    const productId = `thing-${String(at).padStart(2, '0')}`
    return eventOf({ at: new Date(end - daysAgo * 86_400_000).toISOString(), userId: `follower-${p}`, productId })
  })
}

const followers = (from: number, to: number): readonly IncomingEvent[] =>
  Array.from({ length: to - from }, (_, at) => follower(from + at)).flat()

const question = `{
  modelRuns(first: 2, kindIn: [RECOMMENDATIONS]) {
    edges { node {
      status version params metrics { name value }
      error { code message comparison { measure candidate popularity published people } }
    } }
  }
  user(externalId: "follower-1") { recommendations(first: 3) { edges { node { product { externalId } } } } }
}`

interface Run {
  readonly status: string
  readonly params: { readonly recipe: object; readonly trials: readonly object[]; readonly judged: number }
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
  readonly error: {
    readonly code: string
    readonly message: string
    readonly comparison: Readonly<Record<string, number>>
  }
}

interface Answer {
  readonly modelRuns: { readonly edges: readonly { readonly node: Run }[] }
  readonly user: { readonly recommendations: { readonly edges: readonly object[] } }
}

describe('recommendations that are no better than what is popular', () => {
  let shop: JobShop
  let api: TestApi
  let workers: Workers
  let first: Awaited<ReturnType<typeof recomputed>>
  let second: Awaited<ReturnType<typeof recomputed>>
  let before: Answer
  let after: Answer

  const ask = async () => (await api.execute<Answer>(question)).data

  beforeAll(async () => {
    shop = await openJobShop()
    api = openApi(shop.database)
    workers = await startWorkers(shop, quick)
    await trackEvents(shop.database, followers(0, 6), 'UTC')
    first = await recomputed(shop)
    before = await ask()
    await trackEvents(shop.database, followers(6, 160), 'UTC')
    second = await recomputed(shop, { only: ['PORTRAITS', 'SEGMENTS', 'RECOMMENDATIONS'] })
    after = await ask()
  }, 60_000)
  afterAll(async () => {
    await workers?.close(0)
    await api?.close()
    await shop?.close()
  })

  it('begin as a stated default, where nobody can be judged', () => {
    expect(first.RECOMMENDATIONS).toMatchObject({ status: 'PUBLISHED', params: { judged: 0, trials: [] } })
    expect(before.user.recommendations.edges.length).toBe(3)
  })

  it('are refused, with the numbers of all three, and say who won', () => {
    const { status, error, metrics, params } = after.modelRuns.edges[0].node
    expect(status).toBe('REFUSED')
    expect(error).toMatchObject({ code: 'GATE_POPULARITY_WON', comparison: { measure: 'ndcg@20', popularity: 1 } })
    expect(error.comparison.candidate).toBeLessThanOrEqual(1)
    expect(error.comparison.published).toBeTypeOf('number')
    expect(error.comparison.people).toBe(params.judged)
    const named = Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
    expect(named).toMatchObject({
      'ndcg@20': error.comparison.candidate,
      'popularityNdcg@20': 1,
      'publishedNdcg@20': error.comparison.published,
    })
    expect(params.trials.length).toBeGreaterThan(5)
  })

  it('leave the recommendations of before where they are, with their model', async () => {
    const { rows } = await shop.database.pool.query(`SELECT run_id FROM published_runs WHERE kind = 'RECOMMENDATIONS'`)
    expect(rows).toEqual([{ run_id: first.RECOMMENDATIONS.id }])
    expect(after.user).toEqual(before.user)
    expect(await readArtefact(shop.database, first.RECOMMENDATIONS.id)).not.toBeNull()
    expect(await readArtefact(shop.database, second.RECOMMENDATIONS.id)).toBeNull()
  })

  it('say why nothing can be listed where nothing was ever published', async () => {
    const text = `{ user(externalId: "follower-1") { recommendations(first: 3) { unavailable edges { cursor } } } }`
    const read = async () =>
      (await api.execute<{ user: { recommendations: { unavailable: string | null; edges: object[] } } }>(text)).data
        .user.recommendations
    expect(await read()).toMatchObject({ unavailable: null, edges: { length: 3 } })
    const { rows } = await shop.database.pool.query<{ run_id: number }>(
      `DELETE FROM published_runs WHERE kind = 'RECOMMENDATIONS' RETURNING run_id, published_at`,
    )
    const { unavailable, edges } = await read()
    expect(edges).toEqual([])
    expect(unavailable).toMatch(/^Nothing is published yet, for the last run was refused: What is popular finds/)
    await shop.database.pool.query(
      `INSERT INTO published_runs (kind, run_id, published_at) VALUES ('RECOMMENDATIONS', $1, now())`,
      [rows[0].run_id],
    )
  })

  it('keep nothing else of the same recompute from being published', () => {
    expect(second.PORTRAITS.status).toBe('PUBLISHED')
    expect(second.SEGMENTS.status).toBe('PUBLISHED')
  })

  it('know nothing of products that are no more', async () => {
    await shop.database.pool.query(`DELETE FROM products WHERE external_id = 'thing-04'`)
    await shop.database.pool.query(`DELETE FROM published_runs WHERE kind = 'RECOMMENDATIONS'`)
    const { RECOMMENDATIONS: run } = await recomputed(shop, {
      only: ['RECOMMENDATIONS'],
      asOf: new Date(end - 100 * 86_400_000),
    })
    expect(run.error?.code ?? null).not.toBe('COMPUTE_FAILED')
    expect(run.metrics).toContainEqual({ name: 'products', value: 9 })
  })
})
