import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type RunKind, runKinds } from '../../src/domain/model-run.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { holdTable } from '../support/held-lock.ts'
import { ask, idle, type JobShop, openJobShop, outcomeOf, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { fingerprintOf } from '../support/run-rows.ts'
import { openShop } from '../support/small-shop.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

let shop: JobShop
/** What each kind writes when nobody is killed. */
let undisturbed: Readonly<Record<string, unknown>>

const withWorkers = async <T>(work: () => Promise<T>): Promise<T> => {
  const workers: Workers = await startWorkers(shop, quick)
  try {
    const result = await work()
    await idle(shop)
    return result
  } finally {
    await workers.close(0)
  }
}

const fingerprints = async (runs: Awaited<ReturnType<typeof outcomeOf>>) => {
  const prints = Object.values(runs).map(async (run) => [run.kind, await fingerprintOf(shop.database, run)] as const)
  return Object.fromEntries(await Promise.all(prints))
}

const published = async () => (await shop.database.pool.query('SELECT * FROM published_runs ORDER BY kind')).rows

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
  undisturbed = await fingerprints(await withWorkers(() => recomputed(shop)))
})

afterAll(() => shop?.close())

/** Attaching a partition needs more than this leaves. */
const writers = 'SHARE UPDATE EXCLUSIVE'

/** Each step with the runs that it belongs to; the last with all of them. */
const steps: readonly { step: string; table: string; mode: string; only: readonly RunKind[] | null }[] = [
  { step: 'adding up behaviour', table: 'events', mode: 'ACCESS EXCLUSIVE', only: ['PORTRAITS'] },
  { step: 'writing portraits', table: 'user_profiles', mode: writers, only: ['PORTRAITS'] },
  { step: 'writing churn scores', table: 'churn_scores', mode: writers, only: ['CHURN_RISK'] },
  { step: 'writing purchase predictions', table: 'purchase_predictions', mode: writers, only: ['PURCHASE'] },
  { step: 'writing next orders', table: 'next_orders', mode: writers, only: ['NEXT_ORDER'] },
  { step: 'writing lifetime values', table: 'lifetime_values', mode: writers, only: ['LIFETIME_VALUE'] },
  { step: 'writing recommendations', table: 'recommendation_lists', mode: writers, only: ['RECOMMENDATIONS'] },
  { step: 'writing similar products', table: 'similar_products', mode: writers, only: ['RECOMMENDATIONS'] },
  { step: 'writing clusters', table: 'user_clusters', mode: writers, only: ['CLUSTERS'] },
  { step: 'writing segment members', table: 'segment_members', mode: writers, only: ['PORTRAITS', 'SEGMENTS'] },
  { step: 'publishing', table: 'published_runs', mode: 'SHARE ROW EXCLUSIVE', only: null },
]

/** Nobody has rated anything, and nobody was shown a coupon. */
const unlearned: readonly RunKind[] = ['RATING', 'UPLIFT', 'NEXT_ACTION']

describe('a worker killed while', () => {
  it.each(steps)(
    '$step leaves nothing half-published, and another one gives the same result',
    async ({ table, mode, only }) => {
      const { database } = shop
      const before = await published()
      const { jobId } = await ask(shop, { only })
      await holdTable(database, table, mode, async ({ waitedFor }) => {
        const worker = await startWorkerProcess(database.url)
        await waitedFor().finally(() => worker.kill('SIGKILL'))
      })
      expect(await published()).toEqual(before)

      const runs = await withWorkers(() => outcomeOf(shop, jobId))
      expect(Object.keys(runs).sort()).toEqual([...(only ?? runKinds)].sort())
      for (const run of Object.values(runs))
        expect(run).toMatchObject(
          unlearned.includes(run.kind)
            ? { status: 'REFUSED', error: { code: 'INSUFFICIENT_DATA' } }
            : { status: 'PUBLISHED', error: null },
        )
      const expected = Object.keys(runs).map((kind) => [kind, undisturbed[kind]])
      expect(await fingerprints(runs)).toEqual(Object.fromEntries(expected))
    },
  )

  it('leaves no tables behind that belong to no run', async () => {
    const { rows } = await shop.database.pool.query(
      `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'parts' AND relkind = 'r' AND relname !~ 'events' AND NOT relispartition`,
    )
    expect(rows).toEqual([])
  })
})
