import { Queue } from 'bullmq'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKinds } from '../../src/domain/model-run.ts'
import { computeLifetimeValues, pruneRuns, queueNames, recompute, startRecompute } from '../../src/jobs/definitions.ts'
import { openBackend, sharedConnection } from '../../src/jobs/queue-backend.ts'
import { startWorkers } from '../../src/jobs/worker.ts'
import { holdTable } from '../support/held-lock.ts'
import { ask, idle, type JobShop, openJobShop, outcomeOf, recomputed, until } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { openShop, shopEnd } from '../support/small-shop.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

const payload = { flowId: 'flow', asOf: null, only: null, runIds: [1], requestedBy: 'user' } as const

/** The queue as anybody who reaches the server sees it: whatever they put in, nobody checks. */
const openRawQueue = async (shop: JobShop, redisUrl: string | null, name: string) => {
  const backend = await openBackend({ databaseUrl: shop.database.url, redisUrl, log: shop.log })
  const queue = new Queue(name, { connection: sharedConnection, prefix: backend.prefix }, backend.factory)
  const close = async () => {
    await queue.close()
    await backend.close()
  }
  return { queue, close }
}

const backends = [
  { backend: 'PostgreSQL', isHere: true, start: async () => ({ url: null, stop: async () => undefined }) },
  { backend: 'Redis', isHere: hasRedis(), start: startRedis },
]

for (const { backend, isHere, start } of backends) {
  describe.skipIf(!isHere)(`queues on ${backend}`, () => {
    let shop: JobShop
    let server: { readonly url: string | null; readonly stop: () => Promise<void> }

    const working = async <T>(
      work: () => Promise<T>,
      settings: Parameters<typeof startWorkers>[1] = {},
    ): Promise<T> => {
      const workers = await startWorkers(shop, { ...quick, ...settings })
      try {
        return await work()
      } finally {
        await workers.close(0)
      }
    }

    beforeAll(async () => {
      server = await start()
      shop = await openJobShop(server.url)
      await openShop(shop.database)
    })

    afterAll(async () => {
      await shop?.close()
      await server?.stop()
    })

    it('carry a recompute from request to publication and tell how it goes', async () => {
      const stop = new AbortController()
      const told: { jobId: string; fraction: number }[] = []
      const listening = (async () => {
        for await (const progress of shop.queues.progress(stop.signal)) told.push(progress)
      })()
      // The feed starts with what comes after it is connected.
      await shop.queues.ping()
      const runs = await working(async () => {
        const done = await recomputed(shop)
        await until(async () => told.at(-1)?.fraction === 1, 'the last progress')
        return done
      })
      stop.abort()
      await listening
      // Nobody has rated anything, and nobody was ever sent a coupon.
      expect(Object.keys(runs).sort()).toEqual([...runKinds].sort())
      const kept = Object.entries(runs).filter(([, { status }]) => status !== 'PUBLISHED')
      expect(kept.map(([kind, { status }]) => `${kind} ${status}`).sort()).toEqual([
        'NEXT_ACTION REFUSED',
        'RATING REFUSED',
        'UPLIFT REFUSED',
      ])
      expect(new Set(told.map(({ jobId }) => jobId))).toEqual(new Set([runs.PORTRAITS.flowId]))
      const fractions = told.map(({ fraction }) => fraction)
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    })

    it('refuse a payload that is not what its definition says, before it is in the queue', async () => {
      const wrong = shop.queues.enqueue(recompute, { ...payload, runIds: [-1] })
      await expect(wrong).rejects.toThrow(/The payload of recompute is not what it must be: runIds\.0/)
      expect(await shop.queues.counts()).toHaveLength(queueNames.length)
    })

    it('fail a forged job readably, and go on', async () => {
      const { queue, close } = await openRawQueue(shop, server.url, 'models')
      try {
        const forged = await queue.add(computeLifetimeValues.name, { runId: 'DROP TABLE users', flowId: null })
        const unknown = await queue.add('rm -rf', {})
        await working(async () => {
          const failed = async () => (await forged.isFailed()) && (await unknown.isFailed())
          await until(failed, 'both fail')
          await recomputed(shop, { only: ['CHURN_RISK'] })
        })
        const [first, second] = await Promise.all([queue.getJob(forged.id ?? ''), queue.getJob(unknown.id ?? '')])
        expect(first?.failedReason).toMatch(
          /^The payload of compute-lifetime-values is not what it must be: flowId: .*runId: /,
        )
        expect(second?.failedReason).toBe('Nobody knows a job "rm -rf" in the queue models.')
      } finally {
        await close()
      }
    })

    it('enqueue the same id once', async () => {
      const waiting = async () =>
        (await shop.queues.counts()).find(({ queue }) => queue === pruneRuns.queue)?.counts.waiting ?? 0
      const before = await waiting()
      const ids = await Promise.all([1, 2, 3].map(() => shop.queues.enqueue(pruneRuns, {}, { id: 'once' })))
      expect(ids).toEqual(['once', 'once', 'once'])
      expect((await waiting()) - before).toBe(1)
      await working(() => idle(shop))
    })

    it('start a scheduled recompute as of the time it was scheduled for, in the hours of the shop', async () => {
      const { queue, close } = await openRawQueue(shop, server.url, 'maintenance')
      try {
        await shop.queues.schedule(
          startRecompute,
          { only: ['PORTRAITS'] },
          { id: 'test', cron: '30 4 * * *', timeZone: 'Asia/Tokyo' },
        )
        const [delayed] = await queue.getDelayed()
        const scheduledFor = new Date(delayed.opts.prevMillis ?? 0)
        expect(scheduledFor.toISOString()).toMatch(/T19:30:00.000Z$/)
        // What came after the scheduled time is not looked at, however late the job runs.
        await delayed.promote()
        await working(async () => {
          const flowId = `nightly-${scheduledFor.toISOString().replaceAll(':', '.')}`
          const exists = () => shop.queues.stateOf(recompute, flowId)
          await until(exists, 'the recompute is started')
          expect((await outcomeOf(shop, flowId)).PORTRAITS).toMatchObject({ status: 'PUBLISHED', asOf: shopEnd })
        })
        await queue.removeJobScheduler('test')
      } finally {
        await close()
      }
    })

    it('let no kind of work wait behind another', async () => {
      const settings = { concurrency: { models: 1 } }
      await holdTable(shop.database, 'churn_scores', 'SHARE UPDATE EXCLUSIVE', async ({ waitedFor }) => {
        const { jobId } = await ask(shop, { only: ['CHURN_RISK'] })
        const release = new AbortController()
        const held = working(async () => {
          await waitedFor()
          await shop.queues.enqueue(pruneRuns, {}, { id: 'beside' })
          await until(async () => (await shop.queues.stateOf(pruneRuns, 'beside')) === 'completed', 'pruning')
          expect(await shop.queues.stateOf(recompute, jobId)).toBe('waiting-children')
          release.abort()
        }, settings)
        await held
      })
      await working(() => idle(shop))
    })

    it('give the job of a killed worker to another one', async () => {
      const { jobId } = await ask(shop, { only: ['LIFETIME_VALUE'] })
      await holdTable(shop.database, 'lifetime_values', 'SHARE UPDATE EXCLUSIVE', async ({ waitedFor }) => {
        const worker = await startWorkerProcess(shop.database.url, server.url)
        await waitedFor().finally(() => worker.kill('SIGKILL'))
      })
      const runs = await working(() => outcomeOf(shop, jobId))
      expect(runs.LIFETIME_VALUE.status).toBe('PUBLISHED')
    })
  })
}

it('makes no connection before the first use', async () => {
  const shop = await openJobShop()
  const client = new pg.Client({ connectionString: shop.database.url })
  await client.connect()
  const { rows } = await client.query(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'clientele-queues'`,
  )
  expect(rows).toEqual([{ open: 0 }])
  await client.end()
  await shop.close()
})
