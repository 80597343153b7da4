import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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

const steps = [
  { step: 'adding up behaviour', table: 'events', mode: 'ACCESS EXCLUSIVE' },
  { step: 'writing portraits', table: 'user_profiles', mode: writers },
  { step: 'writing churn scores', table: 'churn_scores', mode: writers },
  { step: 'writing purchase predictions', table: 'purchase_predictions', mode: writers },
  { step: 'writing next orders', table: 'next_orders', mode: writers },
  { step: 'writing lifetime values', table: 'lifetime_values', mode: writers },
  { step: 'writing recommendations', table: 'recommendation_lists', mode: writers },
  { step: 'writing similar products', table: 'similar_products', mode: writers },
  { step: 'writing segment members', table: 'segment_members', mode: writers },
  { step: 'publishing', table: 'published_runs', mode: 'SHARE ROW EXCLUSIVE' },
]

describe('a worker killed while', () => {
  it.each(steps)(
    '$step leaves nothing half-published, and another one gives the same result',
    async ({ table, mode }) => {
      const { database } = shop
      const before = await published()
      const { jobId } = await ask(shop)
      await holdTable(database, table, mode, async ({ waitedFor }) => {
        const worker = await startWorkerProcess(database.url)
        await waitedFor().finally(() => worker.kill('SIGKILL'))
      })
      expect(await published()).toEqual(before)

      const runs = await withWorkers(() => outcomeOf(shop, jobId))
      // Nobody has rated anything, and nobody was shown a coupon.
      const { RATING, NEXT_ACTION, UPLIFT, ...others } = runs
      for (const unlearned of [RATING, NEXT_ACTION, UPLIFT])
        expect(unlearned).toMatchObject({ status: 'REFUSED', error: { code: 'INSUFFICIENT_DATA' } })
      for (const run of Object.values(others)) expect(run).toMatchObject({ status: 'PUBLISHED', error: null })
      expect(await fingerprints(runs)).toEqual(undisturbed)
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
