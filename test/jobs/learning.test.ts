import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { newcomerList } from '../../src/learning/newcomer-list.ts'
import { listAudience } from '../../src/store/audiences.ts'
import { openAudience } from '../../src/store/build-audience.ts'
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
      list?.items.slice(0, 8).map(({ productId }) => productId),
    ])
    expect(best.map(({ name }) => name).sort()).toEqual(Array.from({ length: 8 }, (_, i) => `tool-${i}`))
  })

  it('finds the audience of a product among those who buy its kind', async () => {
    const [run] = await rowsOf<{ id: number; asOf: Date }>(
      `SELECT r.id, r.as_of AS "asOf" FROM published_runs p JOIN model_runs r ON r.id = p.run_id`,
    )
    const productId = await named('products', 'toy-7')
    const now = new Date()
    const audienceId = await openAudience(shop.database, { productId, runId: run.id, asOf: run.asOf, now })
    const page = { limit: 500, after: null, before: null, backward: false }
    const query = { audienceId, productId, portraitsRunId: null, includeOwners: false }
    const { rows } = await listAudience(shop.database, query, page)
    const worlds = rows
      .filter(({ externalId }) => /^(regular|lapsed|once)-/.test(externalId))
      .map(({ externalId }) => Number(externalId.split('-')[1]) % 2)
    const buyers = worlds.filter((world) => world === 0).length
    console.info(`${buyers} who buy toys without this one, ${worlds.length - buyers} who buy tools`)
    expect(buyers).toBeGreaterThan(10)
    expect(worlds.slice(0, buyers).every((world) => world === 0)).toBe(true)
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
