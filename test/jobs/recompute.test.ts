import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { findChurnScores, findPurchasePredictions } from '../../src/store/predictions.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { openShop, shopEnd } from '../support/small-shop.ts'

let shop: JobShop
let workers: Workers
let runs: Awaited<ReturnType<typeof recomputed>>

const rowsOf = async (sql: string, values: unknown[] = []) => (await shop.database.pool.query(sql, values)).rows

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
  workers = await startWorkers(shop, quick)
  runs = await recomputed(shop)
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

describe('a recompute', () => {
  it('publishes a run of every kind that there is something to learn of, as of the last event', async () => {
    expect(runs.RATING).toMatchObject({
      status: 'REFUSED',
      error: { missing: { what: 'ratings of products', have: 0, need: 50 } },
    })
    expect(runs.NEXT_ACTION).toMatchObject({ status: 'REFUSED', error: { missing: { have: 0, need: 100 } } })
    expect(runs.UPLIFT).toMatchObject({ status: 'REFUSED', error: { missing: { have: 0, need: 200 } } })
    const { RATING: _, NEXT_ACTION: __, UPLIFT: ___, ...others } = runs
    for (const run of Object.values(others)) {
      expect(run.error).toBeNull()
      expect(run).toMatchObject({ status: 'PUBLISHED', version: 1, asOf: shopEnd })
    }
    const published = await rowsOf('SELECT kind, run_id FROM published_runs ORDER BY run_id')
    expect(published.map(({ run_id }) => run_id)).toEqual(Object.values(others).map(({ id }) => id))
  })

  it('measures itself', () => {
    for (const { metrics } of Object.values(runs)) {
      const names = metrics.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(['seconds', 'peakMemoryBytes']))
      for (const { value } of metrics) expect(value).toBeTypeOf('number')
    }
    expect(runs.CHURN_RISK.metrics).toContainEqual({ name: 'customers', value: 180 })
    expect(runs.CHURN_RISK.metrics.find(({ name }) => name === 'auc')?.value).toBeGreaterThan(0.9)
  })

  it('knows who comes back, who does not, and who never ordered', async () => {
    const rows = await rowsOf(
      `SELECT split_part(u.external_id, '-', 1) AS who, count(*), avg(c.probability) AS risk, avg(v.expected_orders) AS orders
      FROM users u LEFT JOIN churn_scores c ON c.user_id = u.id AND c.run_id = $1
      LEFT JOIN lifetime_values v ON v.user_id = u.id AND v.run_id = $2 GROUP BY 1`,
      [runs.CHURN_RISK.id, runs.LIFETIME_VALUE.id],
    )
    const by = Object.fromEntries(rows.map((row) => [row.who, row]))
    // Among the cuts that are learned from is the day on which half of those who bought like them stopped.
    expect(by.regular.risk).toBeLessThan(0.3)
    expect(by.lapsed.risk).toBeGreaterThan(0.8)
    expect(by.regular.orders).toBeGreaterThan(10)
    expect(by.lapsed.orders).toBeLessThan(3)
    expect(by.visitor).toMatchObject({ count: 10, risk: null, orders: null })
  })

  it('gives everybody a portrait that agrees with the orders', async () => {
    const rows = await rowsOf(
      `SELECT p.user_id FROM user_profiles p
      LEFT JOIN (SELECT user_id, count(*) AS orders, sum(amount) AS spend FROM orders GROUP BY 1) o USING (user_id)
      WHERE p.run_id = $1 AND (p.order_count <> coalesce(o.orders, 0) OR abs(p.total_spend - coalesce(o.spend, 0)) > 1e-6)`,
      [runs.PORTRAITS.id],
    )
    expect(rows).toEqual([])
    expect(await rowsOf('SELECT count(*) FROM user_profiles WHERE run_id = $1', [runs.PORTRAITS.id])).toEqual([
      { count: 190 },
    ])
  })

  it('puts everybody into one segment, and visitors among the prospects', async () => {
    const rows = await rowsOf(
      `SELECT count(*) AS members, count(DISTINCT m.user_id) AS users,
        count(*) FILTER (WHERE s.key = 'prospects' AND u.external_id LIKE 'visitor-%') AS prospects
      FROM segment_members m JOIN segments s ON s.id = m.segment_id JOIN users u ON u.id = m.user_id WHERE m.run_id = $1`,
      [runs.SEGMENTS.id],
    )
    expect(rows).toEqual([{ members: 190, users: 190, prospects: 10 }])
  })

  it('explains every score so that the terms add up', async () => {
    const { database } = shop
    const ids = (await rowsOf('SELECT id FROM users')).map(({ id }) => id)
    const scores = await findChurnScores(database, runs.CHURN_RISK.id, ids)
    const purchases = await findPurchasePredictions(database, runs.PURCHASE.id, ids)
    expect(scores).toHaveLength(180)
    // Hardly anybody of so few is foretold for a week better than by chance: that window may have no model.
    expect([2 * 190, 3 * 190]).toContain(purchases.length)
    for (const { probability, reasons } of [...scores, ...purchases]) {
      const logit = reasons.reduce((sum, { contribution }) => sum + contribution, 0)
      expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(probability, 9)
    }
  })

  it('computes the asked kinds alone, and the portraits that segments are groups of', async () => {
    const churn = await recomputed(shop, { only: ['CHURN_RISK'] })
    expect(Object.keys(churn)).toEqual(['CHURN_RISK'])
    const segments = await recomputed(shop, { only: ['SEGMENTS'] })
    expect(Object.keys(segments).sort()).toEqual(['PORTRAITS', 'SEGMENTS'])
    const published = await rowsOf('SELECT kind::text, run_id FROM published_runs')
    expect(Object.fromEntries(published.map(({ kind, run_id }) => [kind, run_id]))).toEqual({
      PORTRAITS: segments.PORTRAITS.id,
      CHURN_RISK: churn.CHURN_RISK.id,
      LIFETIME_VALUE: runs.LIFETIME_VALUE.id,
      RECOMMENDATIONS: runs.RECOMMENDATIONS.id,
      PURCHASE: runs.PURCHASE.id,
      NEXT_ORDER: runs.NEXT_ORDER.id,
      CLUSTERS: runs.CLUSTERS.id,
      SEGMENTS: segments.SEGMENTS.id,
    })
  })

  it('uses nothing after the instant asked for, and keeps the entry of whoever stays in a segment', async () => {
    const june = new Date('2024-06-30T12:00:00Z')
    const only = ['PORTRAITS', 'SEGMENTS'] as const
    const then = await recomputed(shop, { only, asOf: june })
    const later = await rowsOf('SELECT 1 FROM user_profiles WHERE run_id = $1 AND last_seen_at > $2', [
      then.PORTRAITS.id,
      june,
    ])
    expect(later).toEqual([])
    const now = await recomputed(shop, { only })
    const [{ stayed, entered }] = await rowsOf(
      `SELECT count(*) FILTER (WHERE b.segment_id = a.segment_id AND a.entered_at = b.entered_at) AS stayed,
        count(*) FILTER (WHERE b.segment_id IS DISTINCT FROM a.segment_id AND a.entered_at = $3) AS entered
      FROM segment_members a LEFT JOIN segment_members b ON b.user_id = a.user_id AND b.run_id = $2 WHERE a.run_id = $1`,
      [now.SEGMENTS.id, then.SEGMENTS.id, shopEnd],
    )
    expect(stayed).toBeGreaterThan(0)
    expect(entered).toBeGreaterThan(0)
    expect(stayed + entered).toBe(190)
  })
})
