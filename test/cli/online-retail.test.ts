import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runKinds } from '../../src/domain/model-run.ts'
import { auc } from '../../src/models/evaluation/auc.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { type CliResult, runCli } from '../support/cli.ts'
import { createDatabase } from '../support/database.ts'
import { datasetFile } from '../support/datasets.ts'
import { temporaryFile } from '../support/intake.ts'

const file = datasetFile('online-retail/online_retail.csv.gz')

describe.skipIf(file === null)('a real shop, from its file to its scores', () => {
  let database: Database
  let remove: () => Promise<void>
  let env: Record<string, string>
  let imported: CliResult
  let recomputed: CliResult

  const one = async <Row extends object>(sql: string) => (await database.pool.query<Row>(sql)).rows[0]

  beforeAll(async () => {
    const created = await createDatabase()
    remove = created.remove
    database = openDatabase({ url: created.url })
    env = { DATABASE_URL: created.url, SHOP_TIME_ZONE: 'UTC' }
    const rejects = await temporaryFile('retail.rejected.ndjson', '')
    imported = await runCli(['import', 'events', file!, '--map', 'online-retail', '--json', '--rejects', rejects], {
      env,
    })
    recomputed = await runCli(['recompute', '--as-of', '2011-09-09', '--budget', 'quick', '--json'], { env })
  }, 420_000)
  afterAll(async () => {
    await database.close()
    await remove()
  })

  it('has every row of its file accepted, known or refused', () => {
    expect(imported.status).toBe(0)
    const report = JSON.parse(imported.stdout)
    expect(report.rowsRead).toBe(541_909)
    expect(report.accepted + report.duplicates + report.rejected).toBe(541_909)
  })

  it('has the customers, orders and lines that analysts count after the usual cleaning', async () => {
    const counts = `SELECT count(*) AS lines, count(DISTINCT user_id) AS customers FROM events WHERE type = 'PURCHASE'`
    expect(await one(counts)).toEqual({ lines: 392_692, customers: 4338 })
    expect(await one('SELECT count(*) AS orders, sum(lines) AS lines FROM orders WHERE lines > 0')).toEqual({
      orders: 18_532,
      lines: 392_692,
    })
  })

  it('publishes every kind as of the day asked for, with the customers there were, but ratings, uplift and next actions: nobody rates, and there are no coupons', async () => {
    expect(recomputed.status, recomputed.stderr).toBe(0)
    const { runs } = JSON.parse(recomputed.stdout) as { runs: { kind: string; status: string }[] }
    const refused = runs.filter(({ status }) => status !== 'PUBLISHED')
    expect([runs.length, refused]).toMatchObject([
      runKinds.length,
      [
        { kind: 'RATING', status: 'REFUSED' },
        { kind: 'UPLIFT', status: 'REFUSED' },
        { kind: 'NEXT_ACTION', status: 'REFUSED' },
      ],
    ])
    expect(await one('SELECT count(*) AS n FROM churn_scores')).toEqual({ n: 3370 })
  })

  it('ranks who buys again in the next 13 weeks at least as well as published', async () => {
    const { rows } = await database.pool.query<{ probability: number; bought: boolean }>(
      `SELECT c.probability, EXISTS (SELECT 1 FROM orders o WHERE o.user_id = c.user_id AND o.lines > 0
         AND o.ordered_at >= '2011-09-10Z' AND o.ordered_at < '2011-12-10Z') AS bought
       FROM churn_scores c`,
    )
    const scores = Float64Array.from(rows, ({ probability }) => 1 - probability)
    const labels = Uint8Array.from(rows, ({ bought }) => (bought ? 1 : 0))
    expect(labels.reduce((sum, label) => sum + label, 0) / labels.length).toBeCloseTo(0.57, 2)
    expect(auc(scores, labels)).toBeGreaterThan(0.72)
  })

  it('gives every customer shares, scores and weights that add up', async () => {
    expect(
      await one(`SELECT bool_and(abs((SELECT sum(s) FROM unnest(active_hours) s) - 1) < 1e-4) AS hours,
        bool_and(rfm_recency BETWEEN 1 AND 5 AND rfm_frequency BETWEEN 1 AND 5 AND rfm_monetary BETWEEN 1 AND 5) AS scores
        FROM user_profiles WHERE order_count > 0`),
    ).toEqual({ hours: true, scores: true })
    expect(
      await one(`SELECT bool_and(abs(ln(probability / (1 - probability)) -
          (SELECT sum((slot #>> '{}')::float8) FROM jsonb_array_elements(reasons) WITH ORDINALITY AS r(slot, place)
            WHERE place % 3 = 0)) < 1e-6) AS logits
        FROM churn_scores`),
    ).toEqual({ logits: true })
    expect(
      await one('SELECT bool_and(low <= high AND low >= 0 AND predicted >= 0) AS sane FROM lifetime_values'),
    ).toEqual({
      sane: true,
    })
  })

  it('never recommends what is billed but is no merchandise', async () => {
    expect(
      await one(`SELECT count(*) AS n FROM recommendation_lists l, unnest(l.product_ids) AS product
        JOIN products p ON p.id = product WHERE NOT p.recommendable`),
    ).toEqual({ n: 0 })
  })
})
