import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { readCouponExposures } from '../../src/store/coupon-exposures.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'

const dayMs = 86_400_000
const end = new Date('2024-12-31T12:00:00Z')
const people = 320
const kinds = ['moved', 'sure', 'cold', 'driven'] as const
/** Without and with a coupon. */
const chances = { moved: [0.1, 0.8], sure: [0.75, 0.75], cold: [0.05, 0.05], driven: [0.7, 0.15] } as const
/** Days before the end on which campaigns began; the last is not over. */
const campaigns = [240, 200, 160, 120, 80, 40, 5]

const at = (daysBefore: number): string => new Date(end.getTime() - daysBefore * dayMs).toISOString()

/** Everybody buys now and then, and comes to each campaign, in which a coin decides who sees the coupon. */
const shopEvents = (): readonly IncomingEvent[] => {
  const random = createRandom(4)
  return Array.from({ length: people }, (_, i) => i).flatMap((i) => {
    const kind = kinds[i % 4]
    const userId = `${kind}-${i}`
    const first = [eventOf({ at: at(300 + (i % 20)), userId, productId: 'tea', unitPrice: 20 })]
    const met = campaigns.flatMap((day, c) => {
      const treated = random.uniform() < 0.5
      const campaign = `campaign-${c}`
      const seen = treated
        ? { type: 'COUPON_VIEW' as const, properties: { campaign, discount: 0.1, validDays: 10 } }
        : { type: 'CUSTOM' as const, properties: { campaign, name: 'coupon_held_out' } }
      const exposure = eventOf({ ...seen, at: at(day), userId, productId: null, quantity: null, unitPrice: null })
      const buys = day > 14 && random.uniform() < chances[kind][treated ? 1 : 0]
      return buys ? [exposure, eventOf({ at: at(day - 3), userId, productId: 'tea', unitPrice: 20 })] : [exposure]
    })
    return [...first, ...met]
  })
}

let shop: JobShop
let workers: Workers
let first: Awaited<ReturnType<typeof recomputed>>

const rowsOf = async (sql: string, values: unknown[] = []) => (await shop.database.pool.query(sql, values)).rows
const compute = (asOf: Date = end) => recomputed(shop, { only: ['UPLIFT'], asOf })

beforeAll(async () => {
  shop = await openJobShop()
  await trackEvents(shop.database, shopEvents(), 'UTC')
  workers = await startWorkers(shop, quick)
  first = await compute()
})

afterAll(async () => {
  await workers?.close(0)
  await shop?.close()
})

describe('exposures', () => {
  it('are read once per person and campaign, with what was bought within the campaign’s days, for both arms alike', async () => {
    const exposures = await shop.database.transaction((client) => readCouponExposures(client, end))
    expect(exposures).toHaveLength(people * campaigns.length)
    for (const { at: from, until } of exposures) expect(until - from).toBe(10 * dayMs)
    const rate = (treated: boolean) => {
      const own = exposures.filter((exposure) => exposure.treated === treated)
      return own.filter(({ bought }) => bought).length / own.length
    }
    expect(rate(true)).toBeCloseTo(0.38, 1)
    expect(rate(false)).toBeCloseTo(0.34, 1)
    expect(new Set(exposures.filter(({ treated }) => treated).map(({ kind }) => kind))).toEqual(new Set(['PERCENT']))
  })

  it('are taken from what a campaign of the shop’s own handed out where it tells of the same, and know nothing of later', async () => {
    await rowsOf(`INSERT INTO campaigns (id, key, name, description, source, status, strategy, seed, holdout_share, per_user_cap, consents, margin_rate, created_at, updated_at)
      VALUES (1, 'campaign-5', 'Five', '', 'IMPORTED', 'FINISHED', 'RANDOM', 's', 0.5, 1, '{}', 0.3, now(), now())`)
    await rowsOf(
      `INSERT INTO campaign_coupons (id, campaign_id, key, kind, value, cost, valid_days) VALUES (1, 1, 'c', 'FIXED', 5, 0.1, 20)`,
    )
    await rowsOf(
      `INSERT INTO coupon_assignments (user_id, campaign_id, arm, coupon_id, assigned_at, available_at, expires_at, propensity)
      SELECT id, 1, 'TREATED', 1, $1::timestamptz, $1::timestamptz, $1::timestamptz + interval '20 days', 0.5 FROM users WHERE external_id = 'moved-0'`,
      [at(40)],
    )
    const read = (asOf: Date) => shop.database.transaction((client) => readCouponExposures(client, asOf))
    const exposures = await read(end)
    expect(exposures).toHaveLength(people * campaigns.length)
    expect(exposures.filter(({ kind }) => kind === 'FIXED')).toEqual([
      expect.objectContaining({ treated: true, at: Date.parse(at(40)), until: Date.parse(at(20)) }),
    ])
    expect(await read(new Date(at(100)))).toHaveLength(people * 4)
    await rowsOf('DELETE FROM campaigns')
    await rowsOf('DELETE FROM coupon_assignments')
  })
})

describe('uplift of a shop', () => {
  it('tells apart whom a coupon moves, whom it drives away and whom it leaves as they are', async () => {
    expect(first.UPLIFT).toMatchObject({ error: null, status: 'PUBLISHED', asOf: end })
    const rows = await rowsOf(
      `SELECT split_part(u.external_id, '-', 1) AS who, avg(s.uplift) AS uplift, avg(s.probability_without) AS without,
        mode() WITHIN GROUP (ORDER BY s.class) AS class, count(*) AS people
      FROM uplift_scores s JOIN users u ON u.id = s.user_id WHERE s.run_id = $1 AND s.offer = 'ANY' GROUP BY 1`,
      [first.UPLIFT.id],
    )
    const by = Object.fromEntries(rows.map((row) => [row.who, row]))
    expect(rows.map(({ people }) => people)).toEqual([80, 80, 80, 80])
    expect(by.moved.uplift).toBeGreaterThan(0.25)
    expect(by.driven.uplift).toBeLessThan(-0.15)
    expect(Math.abs(by.sure.uplift)).toBeLessThan(0.2)
    expect(Math.abs(by.cold.uplift)).toBeLessThan(0.2)
    expect(by.sure.without).toBeGreaterThan(by.cold.without + 0.2)
    expect([by.moved.class, by.driven.class]).toEqual(['PERSUADABLE', 'DO_NOT_DISTURB'])
  })

  it('gives reasons that add up to the uplift', async () => {
    const rows = await rowsOf(
      'SELECT uplift, probability_without, probability_with, reasons FROM uplift_scores WHERE run_id = $1',
      [first.UPLIFT.id],
    )
    for (const { uplift, probability_without, probability_with, reasons } of rows) {
      expect(probability_with - probability_without).toBeCloseTo(uplift, 9)
      const contributions = (reasons as unknown[]).filter((_, slot) => slot % 3 === 2) as number[]
      expect(contributions.reduce((sum, own) => sum + own, 0)).toBeCloseTo(uplift, 9)
    }
  })

  it('says how well it does on people it did not see', () => {
    const metrics = Object.fromEntries(first.UPLIFT.metrics.map(({ name, value }) => [name, value]))
    // Of seven campaigns the last is not over.
    expect(metrics).toMatchObject({ campaigns: 6, exposures: 6 * people, people })
    expect(metrics.qiniLow).toBeGreaterThan(0)
    expect(metrics.averageEffect).toBeCloseTo(0.04, 1)
  })

  it('keeps the recipe that is published, and refuses what tells nobody apart', async () => {
    const again = await compute()
    expect(again.UPLIFT).toMatchObject({ status: 'PUBLISHED', params: { recipe: first.UPLIFT.params.recipe } })
    // By lot, whoever bought.
    await rowsOf(`CREATE TABLE kept AS SELECT * FROM orders`)
    await rowsOf(`DELETE FROM orders WHERE hashtext(order_key || user_id::text) % 2 = 0`)
    await rowsOf(
      `UPDATE orders SET user_id = (user_id * 37) % ${people} + (SELECT min(id) FROM users), order_key = order_key || user_id::text`,
    )
    const refused = await compute()
    expect(refused.UPLIFT).toMatchObject({
      status: 'REFUSED',
      error: { code: 'GATE_BASELINE_WON', message: expect.stringContaining('cannot be told apart beyond noise') },
    })
    await rowsOf('TRUNCATE orders')
    await rowsOf('INSERT INTO orders SELECT * FROM kept')
    const [{ run_id }] = await rowsOf(`SELECT run_id FROM published_runs WHERE kind = 'UPLIFT'`)
    expect(run_id).toBe(again.UPLIFT.id)
  })

  it('says what is missing where too few coupons were shown', async () => {
    const early = await compute(new Date(at(250)))
    expect(early.UPLIFT).toMatchObject({
      status: 'REFUSED',
      error: { code: 'INSUFFICIENT_DATA', missing: { have: 0, need: 200 } },
    })
  })
})
