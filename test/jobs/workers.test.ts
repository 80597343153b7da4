import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { computePortraits, pruneRuns, recompute } from '../../src/jobs/definitions.ts'
import { startWorkers } from '../../src/jobs/worker.ts'
import { failUnfinished, runsOfFlow, startRuns } from '../../src/store/model-runs.ts'
import { eventOf } from '../support/events.ts'
import { holdTable } from '../support/held-lock.ts'
import { ask, type JobShop, openJobShop, outcomeOf, recomputed, until } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { openShop } from '../support/small-shop.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

let shop: JobShop

const working = async <T>(work: () => Promise<T>): Promise<T> => {
  const workers = await startWorkers(shop, quick)
  try {
    return await work()
  } finally {
    await workers.close(0)
  }
}

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
})

afterAll(() => shop?.close())

const publishedOf = async (kind: string) => {
  const { rows } = await shop.database.pool.query('SELECT run_id FROM published_runs WHERE kind = $1::run_kind', [kind])
  return rows[0]?.run_id ?? null
}

describe('a recompute that a later one asks for again', () => {
  it('gives way before it has begun, and the later one is published', async () => {
    const earlier = await ask(shop, { only: ['PORTRAITS'] })
    const later = await ask(shop, { only: ['PORTRAITS', 'LIFETIME_VALUE'] })
    await working(async () => {
      expect((await outcomeOf(shop, later.jobId)).PORTRAITS.status).toBe('PUBLISHED')
      const { PORTRAITS } = await outcomeOf(shop, earlier.jobId)
      expect(PORTRAITS).toMatchObject({ status: 'FAILED', error: { code: 'SUPERSEDED' } })
      expect(PORTRAITS.error?.message).toMatch(/^A later recompute took its place: PORTRAITS v\d+\.$/)
    })
  })

  it('does not give way to one that lacks a kind of it, is of an earlier time, or failed', async () => {
    const { jobId } = await ask(shop, { only: ['PORTRAITS', 'LIFETIME_VALUE'] })
    await ask(shop, { only: ['PORTRAITS'] })
    await ask(shop, { only: ['PORTRAITS', 'LIFETIME_VALUE'], asOf: new Date('2020-01-01T00:00:00Z') }).catch(() => null)
    const failed = await ask(shop, { only: ['PORTRAITS', 'LIFETIME_VALUE'] })
    await failUnfinished(shop.database, failed.jobId, { code: 'INTERNAL', message: 'no' })
    await working(async () => {
      const runs = await outcomeOf(shop, jobId)
      expect(runs.LIFETIME_VALUE.error?.code).not.toBe('SUPERSEDED')
      expect(runs.PORTRAITS.error).toBeNull()
    })
  })
})

describe('a worker that has to leave', () => {
  const places = [
    { place: 'reading', table: 'events', mode: 'ACCESS EXCLUSIVE' },
    { place: 'writing', table: 'user_profiles', mode: 'SHARE UPDATE EXCLUSIVE' },
  ]

  it.each(places)('hands a job it is $place for back to the queue, where another finds it', async ({ table, mode }) => {
    const { jobId } = await ask(shop, { only: ['PORTRAITS'] })
    const portraits = `${jobId}-${computePortraits.name}`
    const workers = await startWorkers(shop, quick)
    await holdTable(shop.database, table, mode, async ({ waitedFor }) => {
      await waitedFor()
      const started = performance.now()
      await workers.close(100)
      expect(performance.now() - started).toBeLessThan(5000)
      expect(await shop.queues.stateOf(computePortraits, portraits)).toBe('waiting')
      expect(await shop.queues.stateOf(recompute, jobId)).toBe('waiting-children')
    })
    const runs = await working(() => outcomeOf(shop, jobId))
    expect(runs.PORTRAITS).toMatchObject({ status: 'PUBLISHED', error: null })
  })

  it('lets a job finish that can within the grace', async () => {
    const { jobId } = await ask(shop, { only: ['PORTRAITS'] })
    const workers = await startWorkers(shop, quick)
    const portraits = `${jobId}-${computePortraits.name}`
    await until(async () => (await shop.queues.stateOf(computePortraits, portraits)) === 'active', 'it runs')
    await workers.close(20_000)
    expect(await shop.queues.stateOf(computePortraits, portraits)).toBe('completed')
    await working(() => outcomeOf(shop, jobId))
  })

  it('ends with status 0 on SIGTERM, in a process of its own', async () => {
    const { jobId } = await ask(shop, { only: ['PORTRAITS'] })
    await holdTable(shop.database, 'user_profiles', 'SHARE UPDATE EXCLUSIVE', async ({ waitedFor }) => {
      const worker = await startWorkerProcess(shop.database.url)
      await waitedFor()
      expect(await worker.kill('SIGTERM')).toBe(0)
    })
    const runs = await working(() => outcomeOf(shop, jobId))
    expect(runs.PORTRAITS.status).toBe('PUBLISHED')
  })
})

/** Kinds that need one another, and some that do not. */
const several = ['PORTRAITS', 'CHURN_RISK', 'LIFETIME_VALUE', 'RECOMMENDATIONS', 'SEGMENTS'] as const

describe('a model that fails', () => {
  it('stops nothing but itself, says why, and leaves the last good run published', async () => {
    const { pool } = shop.database
    await working(async () => {
      const good = await recomputed(shop, { only: several })
      await pool.query('ALTER TABLE churn_scores RENAME COLUMN band TO band_of_old')
      try {
        const runs = await recomputed(shop, { only: several })
        expect(runs.CHURN_RISK).toMatchObject({
          status: 'FAILED',
          error: { code: 'INTERNAL', message: expect.stringContaining('column "band"') },
          finishedAt: expect.any(Date),
        })
        expect(await publishedOf('CHURN_RISK')).toBe(good.CHURN_RISK.id)
        for (const kind of several.filter((kind) => kind !== 'CHURN_RISK')) {
          expect(runs[kind].status).toBe('PUBLISHED')
          expect(await publishedOf(kind)).toBe(runs[kind].id)
        }
      } finally {
        await pool.query('ALTER TABLE churn_scores RENAME COLUMN band_of_old TO band')
      }
      expect((await recomputed(shop, { only: ['CHURN_RISK'] })).CHURN_RISK.status).toBe('PUBLISHED')
    })
  })

  it('fails the segments with it when it is the portraits, and not the others', async () => {
    const { pool } = shop.database
    await working(async () => {
      await pool.query('ALTER TABLE user_profiles RENAME COLUMN labels TO labels_of_old')
      try {
        const runs = await recomputed(shop, { only: ['PORTRAITS', 'SEGMENTS', 'LIFETIME_VALUE'] })
        expect(runs.PORTRAITS.status).toBe('FAILED')
        expect(runs.SEGMENTS).toMatchObject({ status: 'FAILED', error: { code: 'INPUT_MISSING' } })
        expect(runs.LIFETIME_VALUE.status).toBe('PUBLISHED')
      } finally {
        await pool.query('ALTER TABLE user_profiles RENAME COLUMN labels_of_old TO labels')
      }
    })
  })
})

describe('a publication that fails', () => {
  it('publishes nothing, and the runs say why', async () => {
    const { pool } = shop.database
    const before = await publishedOf('PORTRAITS')
    await working(async () => {
      await pool.query('ALTER TABLE published_runs RENAME COLUMN published_at TO at')
      try {
        const { jobId } = await ask(shop, { only: ['PORTRAITS'] })
        const gaveUp = async () => (await outcomeOf(shop, jobId)).PORTRAITS.status === 'FAILED'
        await until(gaveUp, 'the run is given up')
        expect((await outcomeOf(shop, jobId)).PORTRAITS.error).toMatchObject({
          code: 'RUN_INTERRUPTED',
          message: expect.stringContaining('published_at'),
        })
      } finally {
        await pool.query('ALTER TABLE published_runs RENAME COLUMN at TO published_at')
      }
    })
    expect(await publishedOf('PORTRAITS')).toBe(before)
  })
})

describe('maintenance', () => {
  it('ends runs that were asked for by somebody who died before they were in the queue', async () => {
    const { pool } = shop.database
    const asOf = new Date('2024-06-01T00:00:00Z')
    const [run] = await startRuns(shop.database, { flowId: 'abandoned', kinds: ['PORTRAITS'], asOf, seed: 1 })
    await pool.query(`UPDATE model_runs SET created_at = now() - interval '1 hour' WHERE id = $1`, [run.id])
    await working(async () => {
      await shop.queues.enqueue(pruneRuns, {})
      const ended = async () => (await runsOfFlow(pool, 'abandoned'))[0].status === 'FAILED'
      await until(ended, 'the run is ended')
    })
    expect((await runsOfFlow(pool, 'abandoned'))[0].error?.code).toBe('RUN_INTERRUPTED')
  })
})

describe('a shop with little behaviour', () => {
  it('gets what can be said, and is told what is missing for the rest', async () => {
    const small = await openJobShop()
    const workers = await startWorkers(small, quick)
    try {
      await expect(ask(small)).rejects.toMatchObject({ code: 'NOTHING_TO_COMPUTE' })
      await openShop(small.database, [
        eventOf({ at: '2024-05-01T10:00:00Z', userId: 'ada' }),
        eventOf({ at: '2024-05-02T10:00:00Z', userId: 'bob', type: 'VIEW' }),
      ])
      const runs = await recomputed(small)
      for (const kind of ['PORTRAITS', 'SEGMENTS', 'RECOMMENDATIONS'] as const) {
        expect(runs[kind]).toMatchObject({ status: 'PUBLISHED', error: null })
      }
      for (const kind of ['CHURN_RISK', 'LIFETIME_VALUE'] as const) {
        expect(runs[kind]).toMatchObject({
          status: 'REFUSED',
          error: {
            code: 'INSUFFICIENT_DATA',
            message: 'It takes 10 customers with a repeat purchase to compute this; there are 0.',
            missing: { what: 'customers with a repeat purchase', have: 0, need: 10 },
          },
        })
      }
    } finally {
      await workers.close(0)
      await small.close()
    }
  })
})
