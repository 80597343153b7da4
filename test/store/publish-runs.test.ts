import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type ModelRun, type RunKind, runKinds } from '../../src/domain/model-run.ts'
import { readLatestRuns } from '../../src/store/model-run-lists.ts'
import { completeRun, failRun, markTraining, refuseRun, startRuns, tablesOfKind } from '../../src/store/model-runs.ts'
import { pruneRuns } from '../../src/store/prune-runs.ts'
import { promoteRun, publishedChannel, publishRuns } from '../../src/store/publish-runs.ts'
import { lifetimeValueRows } from '../../src/store/write-lifetime-values.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const signal = new AbortController().signal
const outcome = () => ({ params: {}, metrics: [], artefact: null })
const value = { userId: 1, historic: 1, predicted: 2, expectedOrders: 3, low: 4, high: 5 }

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})

beforeEach(() => database.pool.query('DELETE FROM published_runs; DELETE FROM model_runs'))

afterAll(() => database?.drop())

const start = (flowId: string, kinds: readonly RunKind[] = runKinds, asOf = new Date('2024-01-01T00:00:00Z')) =>
  startRuns(database, { flowId, kinds, asOf, seed: 1 })

/** Computes nothing, but writes a row of lifetime values as the jobs do. */
const compute = async (run: ModelRun): Promise<void> => {
  await markTraining(database, run.id)
  const tables = run.kind === 'LIFETIME_VALUE' ? [lifetimeValueRows([{ ...value, predicted: run.id }])] : []
  await completeRun(database, run.id, tables, { outcome, signal })
}

const recompute = async (flowId: string, kinds: readonly RunKind[] = runKinds) => {
  const runs = await start(flowId, kinds)
  for (const run of runs) await compute(run)
  return publishRuns(database, flowId)
}

const pointers = async () => {
  const { rows } = await database.pool.query<{ kind: string; run_id: number }>(
    'SELECT kind::text, run_id FROM published_runs',
  )
  return Object.fromEntries(rows.map(({ kind, run_id }) => [kind, run_id]))
}

const statusOf = async (id: number) =>
  (await database.pool.query('SELECT status::text FROM model_runs WHERE id = $1', [id])).rows[0].status

describe('runs', () => {
  it('are numbered per kind without gaps when many are started at once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => start(`flow-${i}`, i % 2 === 0 ? runKinds : ['CHURN_RISK'])))
    const { rows } = await database.pool.query(
      'SELECT kind::text, array_agg(version ORDER BY id) AS versions FROM model_runs GROUP BY kind',
    )
    for (const { versions } of rows) expect(versions).toEqual(versions.map((_: number, i: number) => i + 1))
  })

  it('are the same runs when a flow is started again', async () => {
    const first = await start('flow')
    expect(await start('flow')).toEqual(first)
  })

  it('end once: a second computation of the same run changes nothing', async () => {
    const [run] = await start('flow', ['LIFETIME_VALUE'])
    await compute(run)
    expect(await markTraining(database, run.id)).toBeNull()
    const again = lifetimeValueRows([{ ...value, predicted: -1 }])
    expect(await completeRun(database, run.id, [again], { outcome, signal })).toBeNull()
    await failRun(database, run.id, { code: 'INTERNAL', message: 'too late' })
    expect(await statusOf(run.id)).toBe('CANDIDATE')
    const { rows } = await database.pool.query('SELECT predicted FROM lifetime_values WHERE run_id = $1', [run.id])
    expect(rows).toEqual([{ predicted: run.id }])
  })

  it('keep nothing of rows whose writing failed half-way', async () => {
    const [run] = await start('flow', ['LIFETIME_VALUE'])
    await markTraining(database, run.id)
    function* breaking() {
      for (let userId = 1; userId < 20_000; userId++) yield { ...value, userId }
      throw new Error('broken half-way')
    }
    await expect(completeRun(database, run.id, [lifetimeValueRows(breaking())], { outcome, signal })).rejects.toThrow(
      'half-way',
    )
    const { rows } = await database.pool.query('SELECT to_regclass($1) AS rest', [`parts.lifetime_values_${run.id}`])
    expect(rows).toEqual([{ rest: null }])
    await compute(run)
    expect(await statusOf(run.id)).toBe('CANDIDATE')
  })
})

describe('publishing', () => {
  it('moves all candidates of a recompute and leaves the last good run of what failed', async () => {
    const first = await recompute('first')
    const [portraits, churn, ...others] = await start('second')
    for (const run of [portraits, ...others]) await compute(run)
    await markTraining(database, churn.id)
    await failRun(database, churn.id, { code: 'COMPUTE_FAILED', message: 'it broke' })
    await publishRuns(database, 'second')
    const published = await pointers()
    expect(published.CHURN_RISK).toBe(first.find(({ kind }) => kind === 'CHURN_RISK')?.id)
    expect(published.PORTRAITS).toBe(portraits.id)
    expect(await statusOf(first[0].id)).toBe('ARCHIVED')
    const latest = (await readLatestRuns(database)).find(({ kind }) => kind === 'CHURN_RISK')
    expect(latest).toMatchObject({ status: 'FAILED', error: { code: 'COMPUTE_FAILED', message: 'it broke' } })
  })

  it('is never seen half done', async () => {
    await recompute('flow-0')
    const stop = new AbortController()
    const mixtures: unknown[] = []
    const reading = (async () => {
      while (!stop.signal.aborted) {
        const { rows } = await database.pool.query(
          'SELECT DISTINCT r.flow_id FROM published_runs p JOIN model_runs r ON r.id = p.run_id',
        )
        if (rows.length !== 1) mixtures.push(rows)
      }
    })()
    for (let i = 1; i <= 15; i++) await recompute(`flow-${i}`)
    stop.abort()
    await reading
    expect(mixtures).toEqual([])
  })

  it('changes nothing the second time', async () => {
    const runs = await recompute('flow')
    expect(await publishRuns(database, 'flow')).toEqual(runs)
  })

  it('never goes back: a recompute that was overtaken goes to the archive', async () => {
    const slow = await start('slow')
    const fast = await recompute('fast')
    for (const run of slow) await compute(run)
    const runs = await publishRuns(database, 'slow')
    expect(runs.map(({ status }) => status)).toEqual(runKinds.map(() => 'ARCHIVED'))
    expect(Object.values(await pointers())).toEqual(expect.arrayContaining(fast.map(({ id }) => id)))
  })

  it('tells whoever listens, once it is done', async () => {
    const client = await database.pool.connect()
    const told: (string | undefined)[] = []
    client.on('notification', ({ payload }) => told.push(payload))
    await client.query(`LISTEN ${publishedChannel}`)
    await recompute('flow')
    await client.query('SELECT 1')
    expect(told).toEqual(['flow'])
    client.release(true)
  })
})

describe('promoting', () => {
  it('goes back to an archived run, and the next recompute publishes over it', async () => {
    const [old] = await recompute('old', ['LIFETIME_VALUE'])
    const [bad] = await recompute('bad', ['LIFETIME_VALUE'])
    expect(await promoteRun(database, old.id)).toMatchObject({ id: old.id, status: 'PUBLISHED' })
    expect(await pointers()).toEqual({ LIFETIME_VALUE: old.id })
    expect(await statusOf(bad.id)).toBe('ARCHIVED')
    const [next] = await recompute('next', ['LIFETIME_VALUE'])
    expect(await pointers()).toEqual({ LIFETIME_VALUE: next.id })
  })

  it('is not undone by a recompute that began before the run it went back from', async () => {
    const [old] = await recompute('old', ['LIFETIME_VALUE'])
    const [slow] = await start('slow', ['LIFETIME_VALUE'])
    await recompute('bad', ['LIFETIME_VALUE'])
    await promoteRun(database, old.id)
    await compute(slow)
    await publishRuns(database, 'slow')
    expect(await pointers()).toEqual({ LIFETIME_VALUE: old.id })
  })

  it('refuses a run that never was fit to be seen, one whose rows are gone, and one that is not there', async () => {
    const [refused] = await start('refused', ['LIFETIME_VALUE'])
    await markTraining(database, refused.id)
    await refuseRun(database, refused.id, { code: 'INSUFFICIENT_DATA', message: 'too little' })
    await expect(promoteRun(database, refused.id)).rejects.toMatchObject({ code: 'RUN_NOT_PROMOTABLE' })
    const [gone] = await recompute('gone', ['LIFETIME_VALUE'])
    await recompute('newer', ['LIFETIME_VALUE'])
    await pruneRuns(database, 1)
    await expect(promoteRun(database, gone.id)).rejects.toMatchObject({ code: 'RUN_NOT_PROMOTABLE' })
    await expect(promoteRun(database, 2_000_000_000)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('pruning', () => {
  const tables = async () => {
    const { rows } = await database.pool.query(
      `SELECT relname::text FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE inhparent = 'lifetime_values'::regclass`,
    )
    return rows.map(({ relname }) => Number(relname.split('_').at(-1))).sort((a, b) => a - b)
  }

  it('keeps the newest, and the published one however old it is', async () => {
    await database.pool.query(
      (await tables()).map((id) => `DROP TABLE parts.${tablesOfKind.LIFETIME_VALUE[0]}_${id};`).join(' ') || 'SELECT 1',
    )
    const ids: number[] = []
    for (let i = 0; i < 6; i++) ids.push((await recompute(`flow-${i}`, ['LIFETIME_VALUE']))[0].id)
    await promoteRun(database, ids[0])
    const dropped = await pruneRuns(database, 3)
    expect(dropped).toEqual([ids[1], ids[2]])
    expect(await tables()).toEqual([ids[0], ...ids.slice(3)])
    expect(await pruneRuns(database, 3)).toEqual([])
  })

  it('leaves candidates that wait for their recompute to be published', async () => {
    const [candidate] = await start('waiting', ['LIFETIME_VALUE'])
    await compute(candidate)
    for (let i = 0; i < 3; i++) await recompute(`flow-${i}`, ['LIFETIME_VALUE'])
    expect(await pruneRuns(database, 1)).not.toContain(candidate.id)
    expect(await tables()).toContain(candidate.id)
  })
})
