import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { ModelRun } from '../../src/domain/model-run.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { readArtefact } from '../../src/store/artefacts.ts'
import { findPredictionReports } from '../../src/store/prediction-reports.ts'
import { findPurchasePredictions } from '../../src/store/predictions.ts'
import { pruneRuns } from '../../src/store/prune-runs.ts'
import { promoteRun } from '../../src/store/publish-runs.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'
import { fingerprintOf } from '../support/run-rows.ts'
import { openShop, shopEnd } from '../support/small-shop.ts'

const dayMs = 86_400_000
const kinds = ['CHURN_RISK', 'PURCHASE', 'NEXT_ORDER'] as const

let shop: JobShop
let workers: Workers

beforeAll(async () => {
  shop = await openJobShop()
  await openShop(shop.database)
  workers = await startWorkers(shop, quick)
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

/** The run that readers see. */
const publishedOf = async (kind: ModelRun['kind']): Promise<number | undefined> => {
  const { rows } = await shop.database.pool.query('SELECT run_id FROM published_runs WHERE kind = $1::run_kind', [kind])
  return rows[0]?.run_id
}

const reportOf = async ({ id }: ModelRun) => {
  const report = (await findPredictionReports(shop.database, [id])).get(id)
  if (report === undefined) throw new Error(`run ${id} has no report`)
  return report
}

describe('predictions of a shop', () => {
  let first: Awaited<ReturnType<typeof recomputed>>
  const october = new Date(shopEnd.getTime() - 60 * dayMs)

  beforeAll(async () => {
    first = await recomputed(shop, { only: kinds, asOf: october })
  })

  it('are kept with what was learned from what, and with the fitted models', async () => {
    const { data, models } = await reportOf(first.CHURN_RISK)
    expect(data.scoredAt).toBe(october.toISOString())
    expect(data.judgedAt).toBe(new Date(october.getTime() - 90 * dayMs).toISOString())
    for (const cut of data.trainedAt)
      expect(new Date(cut).getTime()).toBeLessThanOrEqual(october.getTime() - 180 * dayMs)
    expect(data.refittedAt).toContain(data.judgedAt)
    expect(models[0]).toMatchObject({ target: 'CHURN', refusal: null, champion: null, championKept: null, drift: [] })
    expect((await readArtefact(shop.database, first.CHURN_RISK.id))?.length).toBeGreaterThan(100)
  })

  it('are the same whatever the future holds', async () => {
    const before = await fingerprintOf(shop.database, first.PURCHASE)
    await trackEvents(
      shop.database,
      Array.from({ length: 120 }, (_, i) =>
        eventOf({
          at: new Date(october.getTime() + (1 + (i % 50)) * dayMs).toISOString(),
          userId: `lapsed-${i % 60}`,
          productId: 'toy-1',
          quantity: 9,
          unitPrice: 999,
        }),
      ),
      'UTC',
    )
    // Nothing is published in between that the new run could be held against.
    await shop.database.pool.query('DELETE FROM published_runs')
    const again = await recomputed(shop, { only: kinds, asOf: october })
    const { model_artefacts: _, ...rows } = await fingerprintOf(shop.database, again.PURCHASE)
    expect(rows.purchase_predictions).toBe(before.purchase_predictions)
    await shop.database.pool.query(`DELETE FROM events WHERE unit_price = 999`)
    await shop.database.pool.query(`DELETE FROM orders WHERE amount >= 8991`)
  })

  it('stay with the recipe that is published, hold themselves against it, and can be rolled back', async () => {
    const before = await publishedOf('PURCHASE')
    const later = await recomputed(shop, { only: kinds })
    expect(await publishedOf('PURCHASE')).toBe(later.PURCHASE.id)
    const [model] = (await reportOf(later.CHURN_RISK)).models
    expect(model.champion).not.toBeNull()
    expect(model.drift.length).toBeGreaterThan(50)
    expect(later.CHURN_RISK.metrics.some(({ name }) => name === 'largestDrift')).toBe(true)
    const promoted = await promoteRun(shop.database, before ?? 0)
    expect(promoted).toMatchObject({ kind: 'PURCHASE', status: 'PUBLISHED' })
    expect(await publishedOf('PURCHASE')).toBe(before)
  })

  it('lose their rows and models when newer ones are kept, but not what they measured', async () => {
    await recomputed(shop, { only: ['PURCHASE'] })
    await pruneRuns(shop.database, 1)
    const { rows } = await shop.database.pool.query(
      `SELECT to_regclass('parts.purchase_predictions_' || $1) AS part, to_regclass('parts.model_artefacts_' || $1) AS model`,
      [first.PURCHASE.id],
    )
    expect(rows[0]).toEqual({ part: null, model: null })
    expect((await reportOf(first.PURCHASE)).models).toHaveLength(3)
  })
})

describe('people who buy by chance alone', () => {
  it('are foretold no better than by the base rate: the run is refused with its numbers, and what is published stays', async () => {
    const own = await openJobShop()
    const hands = await startWorkers(own, quick)
    try {
      const random = createRandom(4)
      const events = Array.from({ length: 200 }, (_, user) => {
        const orders: number[] = []
        for (let at = 0; at < 540; at += random.exponential(1 / 60)) orders.push(at)
        return orders.map((at) =>
          eventOf({
            at: new Date(shopEnd.getTime() - (540 - at) * dayMs).toISOString(),
            userId: `user-${user}`,
            productId: 'tea',
          }),
        )
      }).flat()
      await trackEvents(own.database, events, 'UTC')
      const { PURCHASE: run } = await recomputed(own, { only: ['PURCHASE'] })
      expect(run).toMatchObject({
        status: 'REFUSED',
        error: { code: 'GATE_BASELINE_WON', comparison: { measure: 'explained', published: null, people: 200 } },
      })
      expect(run.metrics.find(({ name }) => name === 'auc@PURCHASE_30')?.value).toBeGreaterThan(0.35)
      const report = (await findPredictionReports(own.database, [run.id])).get(run.id)
      expect(report?.models.map(({ refusal }) => refusal?.code)).toEqual(Array(3).fill('GATE_BASELINE_WON'))
      const { rows } = await own.database.pool.query('SELECT id FROM users')
      expect(
        await findPurchasePredictions(
          own.database,
          run.id,
          rows.map(({ id }) => id),
        ),
      ).toEqual([])
      expect((await own.database.pool.query('SELECT 1 FROM published_runs')).rowCount).toBe(0)
    } finally {
      await hands.close(0)
      await own.close()
    }
  })
})
