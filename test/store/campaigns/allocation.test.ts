import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Allocation, allocateCoupons } from '../../../src/campaigns/allocate-coupons.ts'
import { finishCampaign } from '../../../src/campaigns/move-campaign.ts'
import type { Campaign } from '../../../src/domain/campaign.ts'
import { findCampaign } from '../../../src/store/campaigns/find-campaign.ts'
import type { Database } from '../../../src/store/database.ts'
import { addCampaign, addMembers, assignmentsIn, openCampaignShop, publishRows } from '../../support/campaign-shop.ts'
import { tenPercent } from '../../support/campaigns.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { race } from '../../support/race.ts'

const users = 1000
const now = new Date('2026-03-05T12:00:00Z')

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await openCampaignShop(database, users)
})
afterAll(() => database?.drop())

const allocate = ({ key }: Pick<Campaign, 'key'>, given: object = {}): Promise<Allocation> =>
  allocateCoupons(database, { key, now, timeZone: 'UTC', ...given })

const skippedFor = ({ skipped }: Allocation, asked: string) =>
  skipped.find(({ reason }) => reason === asked)?.count ?? 0

describe('handing out coupons', () => {
  it('gives each member one code of their own or none, once, and those who come later theirs', async () => {
    const campaign = await addCampaign(database, { key: 'all', status: 'DRAFT', holdoutShare: 0.2 })
    const first = await allocate(campaign)
    expect(first.assigned + first.heldOut).toBe(users)
    // Five standard deviations of a binomial with p = .2.
    expect(Math.abs(first.heldOut - 200)).toBeLessThan(64)
    expect(first).toMatchObject({ skipped: [], spent: first.assigned, budgetLeft: null, shadowPrice: null })
    const before = await assignmentsIn(database, campaign)
    expect(before).toHaveLength(users)
    const codes = before.flatMap(({ code }) => code ?? [])
    expect([codes.length, new Set(codes).size]).toEqual([first.assigned, first.assigned])
    for (const { arm, couponId, propensity, expiresAt } of before) {
      expect(couponId).toBe(arm === 'TREATED' ? campaign.coupons[0].id : null)
      expect(propensity).toBe(arm === 'TREATED' ? 0.8 : 0.2)
      expect(expiresAt).toEqual(new Date('2026-03-19T12:00:00Z'))
    }
    expect(await findCampaign(database.pool, 'all')).toMatchObject({ status: 'RUNNING', allocatedAt: now })

    expect(await allocate(campaign)).toMatchObject({ assigned: 0, heldOut: 0, skipped: [] })
    await database.pool.query(
      `INSERT INTO users (id, external_id, created_at) SELECT n, 'u-' || n, now() FROM generate_series(1001, 1010) AS n`,
    )
    await addMembers(database, 1001, 1010)
    const second = await allocate(campaign)
    expect(second.assigned + second.heldOut).toBe(10)
    expect((await assignmentsIn(database, campaign)).slice(0, users)).toEqual(before)
    await database.pool.query('DELETE FROM memberships WHERE user_id > 1000')
  })

  it('holds out the same people for the same seed, others for another, and more of them for a larger share', async () => {
    const heldOut = async (key: string, seed: string, holdoutShare: number) => {
      const campaign = await addCampaign(database, { key, seed, holdoutShare })
      await allocate(campaign)
      const assignments = await assignmentsIn(database, campaign)
      return new Set(assignments.filter(({ arm }) => arm === 'CONTROL').map(({ userId }) => userId))
    }
    const [few, same, more, other] = [
      await heldOut('h1', 'a', 0.1),
      await heldOut('h2', 'a', 0.1),
      await heldOut('h3', 'a', 0.3),
      await heldOut('h4', 'b', 0.1),
    ]
    expect(same).toEqual(few)
    expect([...few].filter((id) => !more.has(id))).toEqual([])
    expect([...few].filter((id) => other.has(id)).length).toBeLessThan(few.size / 2)
  })

  it('says what it would do, and does nothing, when it is only asked', async () => {
    const campaign = await addCampaign(database, { key: 'dry', status: 'DRAFT' })
    const would = await allocate(campaign, { dryRun: true })
    expect(would.assigned).toBeGreaterThan(800)
    expect(await assignmentsIn(database, campaign)).toEqual([])
    expect(await findCampaign(database.pool, 'dry')).toMatchObject({ status: 'DRAFT', allocatedAt: null })
    expect(await allocate(campaign)).toEqual(would)
  })

  it('leaves out who has not consented to what the campaign or its segment asks for, whatever members are', async () => {
    await database.pool.query(
      `INSERT INTO consents (user_id, purpose, granted, changed_at) SELECT n, p, n <= 600 OR p = 'SMS', now() FROM generate_series(1, 800) AS n, unnest(ARRAY['EMAIL', 'SMS']) AS p`,
    )
    const campaign = await addCampaign(database, { key: 'consent', consents: ['EMAIL'], holdoutShare: 0 })
    expect(await allocate(campaign)).toMatchObject({ assigned: 600, skipped: [{ reason: 'NO_CONSENT', count: 400 }] })
    await database.pool.query(`UPDATE segments SET consents = ARRAY['SMS']`)
    const ofSegment = await addCampaign(database, { key: 'consent-2', holdoutShare: 0 })
    expect(await allocate(ofSegment)).toMatchObject({ assigned: 800, skipped: [{ reason: 'NO_CONSENT', count: 200 }] })
    await database.pool.query(`UPDATE segments SET consents = ARRAY[]::text[]`)
  })

  it('leaves out whom a list suppresses, first and whatever else is so of them', async () => {
    await database.pool.query(
      `WITH kept AS (INSERT INTO user_lists (key, name, description, purpose, created_at, updated_at) VALUES ('never', '', '', 'SUPPRESSION', now(), now()) RETURNING id)
      INSERT INTO user_list_entries (external_id, list_id, added_at) SELECT 'u-' || n, id, now() FROM kept, generate_series(591, 610) AS n`,
    )
    const campaign = await addCampaign(database, { key: 'suppressed', consents: ['EMAIL'], holdoutShare: 0 })
    expect(await allocate(campaign)).toMatchObject({
      assigned: 590,
      skipped: [
        { reason: 'NO_CONSENT', count: 390 },
        { reason: 'SUPPRESSED', count: 20 },
      ],
    })
    await database.pool.query('DELETE FROM user_lists')
  })

  it('waits for quiet hours to end, and has coupons good from then on', async () => {
    const campaign = await addCampaign(database, { key: 'quiet', quietHours: { from: 11 * 60, to: 14 * 60 } })
    await allocate(campaign)
    const [assignment] = await assignmentsIn(database, campaign)
    expect(assignment).toMatchObject({
      availableAt: new Date('2026-03-05T14:00:00Z'),
      expiresAt: new Date('2026-03-19T14:00:00Z'),
    })
  })

  it('spends no more than the budget, over all allocations together, and nothing of one of zero', async () => {
    const campaign = await addCampaign(database, {
      key: 'budget',
      budget: 250.5,
      coupons: [{ ...tenPercent, cost: 2.5 }],
    })
    const first = await allocate(campaign)
    expect(first).toMatchObject({ assigned: 100, spent: 250, budgetLeft: 0.5 })
    expect(skippedFor(first, 'BUDGET')).toBe(users - 100 - first.heldOut)
    // As many were held out before the last coupon as one in ten.
    expect(first.heldOut).toBeGreaterThan(0)
    expect(first.heldOut).toBeLessThan(30)
    expect(await allocate(campaign)).toMatchObject({ assigned: 0, heldOut: 0, spent: 0, budgetLeft: 0.5 })
    const none = await addCampaign(database, { key: 'zero', budget: 0 })
    expect(await allocate(none)).toEqual({
      ...{ assigned: 0, heldOut: 0, skipped: [{ reason: 'BUDGET', count: users }] },
      ...{ expectedIncrementalMargin: 0, shadowPrice: null, caveat: null, spent: 0, budgetLeft: 0 },
    })
  })

  it('draws coupons by lot, evenly, and notes with what probability', async () => {
    const coupons = ['a', 'b', 'c', 'd'].map((key) => ({ ...tenPercent, key }))
    const campaign = await addCampaign(database, { key: 'random', strategy: 'RANDOM', coupons, holdoutShare: 0.1 })
    await allocate(campaign)
    const treated = (await assignmentsIn(database, campaign)).filter(({ arm }) => arm === 'TREATED')
    expect(treated.every(({ propensity }) => Math.abs(propensity - 0.9 / 4) < 1e-12)).toBe(true)
    const byCoupon = Map.groupBy(treated, ({ couponId }) => couponId)
    expect(byCoupon.size).toBe(4)
    for (const [, given] of byCoupon) expect(Math.abs(given.length - treated.length / 4)).toBeLessThan(70)
  })

  it('goes by risk, by value, and by what coupons are expected to bring', async () => {
    const by = (strategy: Campaign['strategy']) => ({
      key: strategy.toLowerCase(),
      strategy,
      holdoutShare: 0,
      budget: 10,
    })
    const uplift = await addCampaign(database, by('UPLIFT'))
    const unlearned = await addCampaign(database, { key: 'unlearned', strategy: 'UPLIFT' })
    await expect(allocate(unlearned)).rejects.toMatchObject({
      code: 'NOT_COMPUTED',
      message: expect.stringContaining('nothing has been computed of it yet. Set a budget'),
    })
    await database.pool.query(
      `INSERT INTO model_runs (kind, version, status, as_of, flow_id, seed, error)
      VALUES ('UPLIFT', 7, 'REFUSED', now(), 'f', 1, '{"code": "INSUFFICIENT_DATA", "message": "Too few coupons."}')`,
    )
    // Within a budget it is tried out, by lot.
    const tried = await allocate(uplift, { dryRun: true })
    expect(tried).toMatchObject({ assigned: 10, expectedIncrementalMargin: null, shadowPrice: null })
    expect(tried.caveat).toMatch(
      /^It is not known whom a coupon moves: Too few coupons\. Coupons are handed out by lot/,
    )
    const risk = 'probability, band, probability_alive, reasons'
    await publishRows(database, 'CHURN_RISK', risk, `u.id / 2000.0, 'LOW', 0, '[]'`)
    const value = 'historic, predicted, expected_orders, low, high'
    await publishRows(database, 'LIFETIME_VALUE', value, '0, u.id, 0, 0, 0', 'u.id <= 900')
    const scores = 'offer, uplift, probability_without, probability_with, class, reasons'
    await database.pool.query(
      `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount) VALUES (1, 'o', now(), 1, 1, 100, 0, 0)`,
    )
    // Every fifth person buys because of it; the higher the number, the more so.
    const lift = 'CASE WHEN u.id % 5 = 0 THEN 0.2 + u.id / 10000.0 ELSE -0.1 END'
    const named = `CASE WHEN u.id % 5 = 0 THEN 'PERSUADABLE' ELSE 'DO_NOT_DISTURB' END`
    await publishRows(database, 'UPLIFT', scores, `'ANY', ${lift}, 0.2, 0.2 + ${lift}, ${named}, '{}'`)
    const chosen = async (campaign: Campaign) => {
      const allocation = await allocate(campaign)
      const assignments = await assignmentsIn(database, campaign)
      return { allocation, assignments, ids: assignments.map(({ userId }) => userId) }
    }
    const lastTen = Array.from({ length: 10 }, (_, i) => 991 + i)
    expect((await chosen(await addCampaign(database, by('RISKIEST')))).ids).toEqual(lastTen)
    const valuable = await chosen(await addCampaign(database, by('MOST_VALUABLE')))
    expect(valuable.ids).toEqual(lastTen.map((id) => id - 100))
    expect(skippedFor(valuable.allocation, 'NO_SCORE')).toBe(100)
    const { allocation, assignments, ids } = await chosen(uplift)
    expect(ids).toEqual(Array.from({ length: 10 }, (_, i) => 955 + 5 * i))
    // With the lift l: (0.2 + l)(0.3 · 100 − 10) − 0.2 · 0.3 · 100 − 1.
    const marginOf = (id: number) => (0.4 + id / 10_000) * 20 - 7
    expect(assignments[9]).toMatchObject({ upliftClass: 'PERSUADABLE' })
    expect(assignments[9].expectedUplift).toBeCloseTo(0.3, 10)
    expect(assignments[9].expectedMargin).toBeCloseTo(marginOf(1000), 10)
    expect(allocation.expectedIncrementalMargin).toBeCloseTo(
      ids.reduce((sum, id) => sum + marginOf(id), 0),
      8,
    )
    expect(skippedFor(allocation, 'NEGATIVE_UPLIFT')).toBe(800)
    expect(skippedFor(allocation, 'BUDGET')).toBe(190)
    expect(allocation.caveat).toBeNull()
    // The next best costs 1 and brings this.
    expect(allocation.shadowPrice).toBeCloseTo(marginOf(950), 2)
  })

  it('takes a smaller coupon to move people less than those that were measured, and one that nobody can use to move nobody', async () => {
    await database.pool.query(
      `UPDATE model_runs SET artefact = '{"lessons": [{"offer": "ANY", "passes": true, "discountShare": 0.1}]}' WHERE id = (SELECT run_id FROM published_runs WHERE kind = 'UPLIFT')`,
    )
    const dry = async (key: string, coupon: object) => {
      const coupons = [{ ...tenPercent, cost: 0.001, ...coupon }]
      await addCampaign(database, { key, strategy: 'UPLIFT', holdoutShare: 0, budget: 0.001, coupons })
      return allocate({ key }, { dryRun: true })
    }
    // The person of number 1,000 buys with .2, and with .5 by a coupon of 10 %; by one of 2 % with .26.
    const ten = await dry('dose-10', {})
    expect(ten.expectedIncrementalMargin).toBeCloseTo(0.5 * (30 - 10) - 0.2 * 30 - 0.001, 8)
    expect(ten.caveat).toBeNull()
    const two = await dry('dose-2', { value: 2 })
    expect(two.expectedIncrementalMargin).toBeCloseTo(0.26 * (30 - 2) - 0.2 * 30 - 0.001, 8)
    expect(two.caveat).toBe(
      '"ten" takes 2 % off a usual order, those that effects were learned from 10 %: it is taken to move people in proportion less.',
    )
    // 15 off an order of 100 moves nobody more than 10 % did.
    const fifteen = await dry('dose-15', { kind: 'FIXED', value: 15 })
    expect(fifteen.expectedIncrementalMargin).toBeCloseTo(0.5 * (30 - 15) - 0.2 * 30 - 0.001, 8)
    expect(fifteen.caveat).toMatch(/it is taken to move people no more\.$/)
    const none = await dry('dose-none', { minimumSpend: 101 })
    expect(none).toMatchObject({ assigned: 0, skipped: [{ reason: 'NEGATIVE_UPLIFT', count: users }] })
    expect((await dry('dose-some', { minimumSpend: 100 })).expectedIncrementalMargin).toBe(
      ten.expectedIncrementalMargin,
    )
  })

  it('is refused where the campaign, its status or its segment does not allow it', async () => {
    await expect(allocate({ key: 'al' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('Did you mean "all"?'),
    })
    const scheduled = await addCampaign(database, {
      key: 'later',
      status: 'SCHEDULED',
      startsAt: new Date('2027-01-01Z'),
    })
    await expect(allocate(scheduled)).rejects.toMatchObject({ code: 'CAMPAIGN_STATUS' })
    const imported = await addCampaign(database, { key: 'imported', source: 'IMPORTED' })
    await expect(allocate(imported)).rejects.toMatchObject({ code: 'CAMPAIGN_STATUS' })
    const lost = await addCampaign(database, { key: 'lost', segmentKey: 'nowhere' })
    await expect(allocate(lost)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await database.pool.query(
      `INSERT INTO segments (key, name, description, kind, rule, rule_hash) VALUES ('new', '', '', 'RULE', '{}', '')`,
    )
    const early = await addCampaign(database, { key: 'early', segmentKey: 'new' })
    await expect(allocate(early)).rejects.toMatchObject({ code: 'NOT_COMPUTED' })
    const over = await addCampaign(database, { key: 'over' })
    await finishCampaign(database, 'over', now)
    await expect(allocate(over)).rejects.toMatchObject({ code: 'CAMPAIGN_STATUS' })
  })
})

describe('frequency caps', () => {
  const capped = (key: string) => ({ key, holdoutShare: 0, frequencyCap: { campaigns: 2, days: 7 } })

  it('count what all campaigns have sent within their days', async () => {
    const other = await openTestDatabase()
    await openCampaignShop(other, 100)
    const at = (key: string, day: number) =>
      allocateCoupons(other, { key, now: new Date(Date.UTC(2026, 2, day)), timeZone: 'UTC' })
    for (const key of ['f1', 'f2', 'f3']) await addCampaign(other, capped(key))
    expect(await at('f1', 1)).toMatchObject({ assigned: 100 })
    expect(await at('f2', 3)).toMatchObject({ assigned: 100 })
    expect(await at('f3', 7)).toMatchObject({ assigned: 0, skipped: [{ reason: 'FREQUENCY_CAP', count: 100 }] })
    expect(await at('f3', 8)).toMatchObject({ assigned: 100 })
    await other.drop()
  })
})

const done = <T>(outcomes: readonly PromiseSettledResult<T>[]): readonly T[] =>
  outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })

describe('many allocations at once', () => {
  const runner = (key: string) => (own: Database) => allocateCoupons(own, { key, now, timeZone: 'UTC' })

  it('of one campaign give nobody two coupons and spend its budget once', async () => {
    const campaign = await addCampaign(database, { key: 'race', budget: 300 })
    const runners = Array.from({ length: 6 }, () => runner('race'))
    const allocations = done(await race(database, 'coupon_assignments', runners))
    expect(allocations.map(({ assigned }) => assigned).sort((a, b) => b - a)).toEqual([300, 0, 0, 0, 0, 0])
    const assignments = await assignmentsIn(database, campaign)
    expect(assignments.filter(({ arm }) => arm === 'TREATED')).toHaveLength(300)
    expect(new Set(assignments.map(({ userId }) => userId)).size).toBe(assignments.length)
  })

  it('of several campaigns keep to a cap over all of them', async () => {
    const other = await openTestDatabase()
    await openCampaignShop(other, 50)
    const keys = ['r1', 'r2', 'r3', 'r4']
    const cap = { holdoutShare: 0, frequencyCap: { campaigns: 1, days: 1 } }
    for (const key of keys) await addCampaign(other, { ...cap, key })
    const allocations = done(await race(other, 'coupon_assignments', keys.map(runner)))
    expect(allocations.map(({ assigned }) => assigned).sort((a, b) => b - a)).toEqual([50, 0, 0, 0])
    await other.drop()
  })
})
