import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKinds } from '../../src/domain/model-run.ts'
import { startWorkers } from '../../src/jobs/worker.ts'
import { runCli, startCli } from '../support/cli.ts'
import { holdTable } from '../support/held-lock.ts'
import { type JobShop, openJobShop, outcomeOf } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { openShop } from '../support/small-shop.ts'

let shop: JobShop

beforeAll(async () => {
  shop = await openJobShop()
})

afterAll(() => shop?.close())

const recompute = (...options: string[]) =>
  runCli(['recompute', ...options], { env: { DATABASE_URL: shop.database.url, RECOMMENDATION_BUDGET: 'quick' } })

describe('clientele recompute', () => {
  it('says that there is nothing to compute from, with status 1', async () => {
    const { status, stdout, stderr } = await recompute()
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^error: There are no events to compute from: .*\(NOTHING_TO_COMPUTE\)\n$/)
  })

  it.each([
    { options: ['--only', 'HOROSCOPE'], says: /"HOROSCOPE" is none of PORTRAITS, CHURN_RISK/ },
    { options: ['--as-of', 'yesterday'], says: /--as-of/ },
  ])('refuses $options in one line, with status 2', async ({ options, says }) => {
    const { status, stderr } = await recompute(...options)
    expect(status).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(says)
  })

  it('works alone and prints one JSON object, with progress on standard error', async () => {
    await openShop(shop.database)
    const { status, stdout, stderr } = await recompute('--json')
    expect(status).toBe(0)
    const { runs, asOf, seconds, peakMemoryBytes } = JSON.parse(stdout)
    const kept = runs.filter(({ status }: { status: string }) => status !== 'PUBLISHED')
    // Nobody has rated anything, and no campaign has shown anything.
    expect(kept.map(({ kind, status }: { kind: string; status: string }) => [kind, status])).toEqual([
      ['RATING', 'REFUSED'],
      ['UPLIFT', 'REFUSED'],
      ['NEXT_ACTION', 'REFUSED'],
    ])
    expect(runs).toHaveLength(runKinds.length)
    expect(asOf).toBe('2024-12-31T12:00:00.000Z')
    expect(seconds).toBeGreaterThan(0)
    expect(peakMemoryBytes).toBeGreaterThan(1e7)
    expect(stderr).toMatch(/100 % recompute: PORTRAITS PUBLISHED/)
  })

  it('computes what it is asked for, as of the time it is asked for', async () => {
    const { status, stdout } = await recompute('--only', 'churn-risk', '--as-of', '2024-12-31T00:00:00Z')
    expect(status).toBe(0)
    expect(stdout).toMatch(/CHURN_RISK +v2 +PUBLISHED .*auc/)
    expect(stdout).toMatch(/As of 2024-12-31T00:00:00.000Z/)
    expect(stdout).not.toMatch(/PORTRAITS/)
  })

  it('tells what failed and why, with status 1', async () => {
    await shop.database.pool.query('ALTER TABLE lifetime_values RENAME COLUMN low TO lowest')
    const { status, stdout, stderr } = await recompute('--only', 'LIFETIME_VALUE')
    await shop.database.pool.query('ALTER TABLE lifetime_values RENAME COLUMN lowest TO low')
    expect(status).toBe(1)
    expect(stdout).toMatch(/LIFETIME_VALUE +v2 +FAILED .*column "low"/)
    expect(stderr).toMatch(/error: Not published: LIFETIME_VALUE\./)
  })

  it('leaves the work to others when it is interrupted', async () => {
    const { child, result } = startCli(['recompute', '--only', 'PORTRAITS'], {
      env: { DATABASE_URL: shop.database.url },
    })
    await holdTable(shop.database, 'user_profiles', 'SHARE UPDATE EXCLUSIVE', async ({ waitedFor }) => {
      await waitedFor()
      child.kill('SIGINT')
      expect((await result).status).toBe(130)
    })
    const { rows } = await shop.database.pool.query('SELECT flow_id FROM model_runs ORDER BY id DESC LIMIT 1')
    const workers = await startWorkers(shop, quick)
    const runs = await outcomeOf(shop, rows[0].flow_id)
    await workers.close(0)
    expect(runs.PORTRAITS.status).toBe('PUBLISHED')
  })
})

describe('clientele work', () => {
  it('says when it is ready, and ends with status 0 when it is told to', async () => {
    const env = { DATABASE_URL: shop.database.url, LOG_LEVEL: 'info' }
    const { child, result } = startCli(['work'], { env })
    child.stderr?.on('data', (line) => String(line).includes('the worker is ready') && child.kill('SIGTERM'))
    expect((await result).status).toBe(0)
  })

  it('refuses a schedule that cannot be read, with status 2', async () => {
    const { status, stderr } = await runCli(['work'], {
      env: { DATABASE_URL: shop.database.url, RECOMPUTE_CRON: '99 99 * * *' },
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/RECOMPUTE_CRON "99 99 \* \* \*" cannot be read/)
  })
})
