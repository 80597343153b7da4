import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { newcomerList } from '../../src/learning/newcomer-list.ts'
import { pruneImpressions } from '../../src/store/impressions.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { openShop, shopEnd } from '../support/small-shop.ts'

let shop: JobShop
let workers: Workers

const rowsOf = async <Row extends object>(sql: string, values: unknown[] = []): Promise<readonly Row[]> =>
  (await shop.database.pool.query<Row>(sql, values)).rows

const named = async (table: 'users' | 'products', name: string): Promise<number> =>
  (await rowsOf<{ id: number }>(`SELECT id FROM ${table} WHERE external_id = $1`, [name]))[0].id

/** Ten times the same product was tried out on a visitor, every other day up to the end. */
const tryOut = async (userId: number, productId: number): Promise<void> => {
  const decision = { candidates: [productId], features: [[1, 0, 0, 0.5, 0.5, 0]], probabilities: [1], chosen: 0 }
  await shop.database.pool.query(
    `INSERT INTO impressions (user_id, impression_id, run_id, shown_at, product_ids, positions, sources, propensities, decision)
    SELECT $1, gen_random_uuid(), NULL, $2::timestamptz - n * interval '2 days', ARRAY[$3::int], '{1}', '{TRYING_OUT}', '{1}', $4
    FROM generate_series(0, 9) AS n`,
    [userId, shopEnd, productId, JSON.stringify(decision)],
  )
}

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
  await shop.database.pool.query(
    `UPDATE users SET traits = jsonb_build_object('world', CASE WHEN split_part(external_id, '-', 2)::int % 2 = 0 THEN 'toys' ELSE 'tools' END)`,
  )
  workers = await startWorkers(shop, quick)
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

describe('a recompute of recommendations', () => {
  it('learns what was tried out and what groups buy, and publishes with it', async () => {
    await tryOut(await named('users', 'visitor-0'), await named('products', 'toy-0'))
    const { RECOMMENDATIONS: run } = await recomputed(shop, { only: ['RECOMMENDATIONS'] })
    expect(run).toMatchObject({ status: 'PUBLISHED', error: null })
    const [{ model, newcomers }] = await rowsOf<{
      model: { posterior: { count: number; mean: readonly number[] }; survey: { productIds: readonly number[] } }
      newcomers: readonly number[]
    }>('SELECT model, newcomers FROM explorations WHERE run_id = $1', [run.id])
    // What was shown within the last day may still be clicked.
    expect(model.posterior.count).toBe(9)
    expect(model.survey.productIds).toHaveLength(16)
    expect(newcomers).toEqual([])
    const groups = await rowsOf<{ value: string; buyers: number }>(
      'SELECT value, buyers FROM group_popularity WHERE run_id = $1 ORDER BY value',
      [run.id],
    )
    expect(groups).toEqual([
      { value: 'tools', buyers: 90 },
      { value: 'toys', buyers: 90 },
    ])
  })

  it('recommends a newcomer what the group buys', async () => {
    await shop.database.pool.query(
      `INSERT INTO users (external_id, created_at, traits) VALUES ('newcomer', now(), '{"world": "tools"}')`,
    )
    const [{ id: runId }] = await rowsOf<{ id: number }>(`SELECT run_id AS id FROM published_runs`)
    const list = await newcomerList(shop.database, { userId: await named('users', 'newcomer'), runId })
    const best = await rowsOf<{ name: string }>('SELECT external_id AS name FROM products WHERE id = ANY ($1::int[])', [
      list?.slice(0, 8).map(({ productId }) => productId),
    ])
    expect(best.map(({ name }) => name).sort()).toEqual(Array.from({ length: 8 }, (_, i) => `tool-${i}`))
  })

  it('forgets what it learned with the rows of a run that is dropped', async () => {
    const [{ id: runId }] = await rowsOf<{ id: number }>(`SELECT run_id AS id FROM published_runs`)
    await pruneImpressions(shop.database, shopEnd)
    expect(await rowsOf('SELECT run_id FROM explorations')).toEqual([{ run_id: runId }])
    await shop.database.pool.query(`DROP TABLE parts.recommendation_lists_${runId}`)
    await pruneImpressions(shop.database, shopEnd)
    expect(await rowsOf('SELECT run_id FROM explorations')).toEqual([])
    expect(await rowsOf('SELECT run_id FROM group_popularity')).toEqual([])
  })
})
