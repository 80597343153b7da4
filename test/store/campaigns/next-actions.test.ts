import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { allocateCoupons } from '../../../src/campaigns/allocate-coupons.ts'
import type { NewCampaign } from '../../../src/domain/campaign.ts'
import type { NewCoupon } from '../../../src/domain/coupon.ts'
import { customerFeatures } from '../../../src/features/customer-state.ts'
import { armFeatures } from '../../../src/models/bandit/arm-contexts.ts'
import { updatePosterior } from '../../../src/models/bandit/linear-posterior.ts'
import { completeRun, markTraining, startRuns } from '../../../src/store/model-runs.ts'
import { actionValueRows } from '../../../src/store/next-actions/action-values.ts'
import { publishRuns } from '../../../src/store/publish-runs.ts'
import { addCampaign, assignmentsIn, openCampaignShop } from '../../support/campaign-shop.ts'
import { tenPercent } from '../../support/campaigns.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { exampleActionValues, exampleLearning } from '../../support/example-actions.ts'

const now = new Date('2026-03-02T10:00:00Z')
const people = 400
const five: NewCoupon = { ...tenPercent, key: 'five', kind: 'FIXED', value: 5, cost: 2 }

let database: TestDatabase

/** People with even numbers ordered long ago, those with odd ones last week. */
const addOrders = () =>
  database.pool.query(
    `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount)
    SELECT u.id, u.id || '-' || n, $1::timestamptz - (CASE WHEN u.id % 2 = 0 THEN interval '400 days' ELSE interval '7 days' END) - n * interval '20 days',
      1, 1, 40, 0, 0 FROM users u CROSS JOIN generate_series(0, 1) AS n`,
    [now],
  )

const publish = async (learning: object, status: 'PUBLISHED' | 'CANDIDATE' = 'PUBLISHED') => {
  const flowId = crypto.randomUUID()
  const [{ id }] = await startRuns(database, { flowId, kinds: ['NEXT_ACTION'], asOf: now, seed: 1 })
  await markTraining(database, id)
  const outcome = () => ({ params: {}, metrics: [], artefact: { ...learning } })
  const signal = new AbortController().signal
  await completeRun(database, id, [actionValueRows(exampleActionValues)], { outcome, signal })
  if (status === 'PUBLISHED') await publishRuns(database, flowId)
}

const allocate = async (given: Partial<NewCampaign>) => {
  const campaign = await addCampaign(database, { holdoutShare: 0, ...given })
  const answer = await allocateCoupons(database, { key: campaign.key, now, timeZone: 'UTC' })
  return { campaign, answer, assignments: await assignmentsIn(database, campaign) }
}

beforeAll(async () => {
  database = await openTestDatabase()
  await openCampaignShop(database, people)
  await addOrders()
})

beforeEach(async () => {
  await database.pool.query('TRUNCATE coupon_assignments, campaigns CASCADE')
  await database.pool.query(`DELETE FROM published_runs WHERE kind = 'NEXT_ACTION'`)
  await database.pool.query(`UPDATE model_runs SET artefact = NULL WHERE kind = 'NEXT_ACTION'`)
})

afterAll(() => database?.drop())

describe('coupons by the published policy', () => {
  it('go to those in whose state it sends one, and to nobody else', async () => {
    await publish(exampleLearning)
    const { answer, assignments } = await allocate({ strategy: 'POLICY' })
    expect(answer).toMatchObject({ assigned: people / 2, skipped: [{ reason: 'NOT_CHOSEN', count: people / 2 }] })
    expect(assignments.every(({ userId, propensity }) => userId % 2 === 0 && propensity === 1)).toBe(true)
  })

  it('are of the kind it knows to be best, among those the campaign has', async () => {
    await publish(exampleLearning)
    const { assignments, campaign } = await allocate({ strategy: 'POLICY', coupons: [five, tenPercent] })
    const ten = campaign.coupons.find(({ key }) => key === 'ten')
    expect(new Set(assignments.map(({ couponId }) => couponId))).toEqual(new Set([ten?.id]))
    expect((await allocate({ key: 'fixed', strategy: 'POLICY', coupons: [five] })).answer.assigned).toBe(0)
  })

  it('are not sent where they cost more than what they are known to bring', async () => {
    await publish(exampleLearning)
    // They bring 5 more at a cost of 1.
    const dear = await allocate({ key: 'dear', strategy: 'POLICY', coupons: [{ ...tenPercent, cost: 6.5 }] })
    expect(dear.answer.assigned).toBe(0)
    const cheap = await allocate({ key: 'cheap', strategy: 'POLICY', coupons: [{ ...tenPercent, cost: 4 }] })
    expect(cheap.answer.assigned).toBe(people / 2)
  })

  it('stay within the budget, and hold out as many as are to be', async () => {
    await publish(exampleLearning)
    const { answer } = await allocate({ strategy: 'POLICY', budget: 50, holdoutShare: 0.2 })
    expect(answer.assigned).toBe(50)
    expect(answer.heldOut).toBeGreaterThan(2)
    expect(answer.skipped.map(({ reason }) => reason).sort()).toEqual(['BUDGET', 'NOT_CHOSEN'])
  })

  it('are refused where none is published: none is known to be better than nothing', async () => {
    await publish(exampleLearning, 'CANDIDATE')
    await expect(allocate({ strategy: 'POLICY' })).rejects.toMatchObject({ code: 'NOT_COMPUTED' })
    expect((await database.pool.query('SELECT 1 FROM coupon_assignments')).rows).toEqual([])
  })
})

describe('coupons by the bandit', () => {
  /** It has seen that a coupon of five brings much to whoever ordered lately, and costs with everybody else. */
  const learned = {
    ...exampleLearning,
    costs: { NONE: 0, PERCENT: 1, FIXED: 2 },
    bandit: {
      ...exampleLearning.bandit,
      posterior: updatePosterior(
        exampleLearning.bandit.posterior,
        Array.from({ length: 4000 }, (_, i) => {
          const context = customerFeatures.map((name) =>
            name === 'one' || (name === 'recency' && i % 2 === 0) ? 1 : 0,
          )
          const action = i % 4 < 2 ? 0 : 2
          return { features: armFeatures(context, action, 4), reward: action === 0 ? 0 : i % 2 === 0 ? 2 : -2 }
        }),
      ),
    },
  }

  it('go to those for whom it believes them to be best, and now and then to somebody else, with the probabilities of both', async () => {
    await publish(learned, 'CANDIDATE')
    const { assignments } = await allocate({ strategy: 'BANDIT', coupons: [five], holdoutShare: 0.1 })
    const sent = assignments.filter(({ arm }) => arm === 'TREATED')
    const lately = sent.filter(({ userId }) => userId % 2 === 1)
    const others = sent.filter(({ userId }) => userId % 2 === 0)
    expect(lately.length).toBeGreaterThan(0.9 * 0.8 * (people / 2))
    expect(others.length).toBeGreaterThan(0)
    expect(others.length).toBeLessThan(0.15 * (people / 2))
    // Whoever is in the campaign got this coupon or was held out: there was no other.
    for (const { propensity } of sent) expect(propensity).toBeCloseTo(0.9, 9)
    for (const { arm, propensity } of assignments) if (arm === 'CONTROL') expect(propensity).toBeCloseTo(0.1, 9)
  })

  it('log the probability of each kind among those that were sent', async () => {
    await publish(learned, 'CANDIDATE')
    const { assignments, campaign } = await allocate({ strategy: 'BANDIT', coupons: [five, tenPercent] })
    const ten = campaign.coupons.find(({ key }) => key === 'ten')?.id
    const tens = assignments.filter(({ couponId }) => couponId === ten)
    for (const { propensity } of assignments) expect(propensity).toBeLessThan(1)
    // A probability of p shows up about a part p of the times.
    const expected = assignments.reduce((sum, a) => sum + (a.couponId === ten ? a.propensity : 1 - a.propensity), 0)
    expect(Math.abs(tens.length - expected)).toBeLessThan(4 * Math.sqrt(people))
  })

  it('go to anybody before anything was learned', async () => {
    const { answer, assignments } = await allocate({ strategy: 'BANDIT', coupons: [five, tenPercent] })
    expect(answer.assigned).toBeGreaterThan(0.3 * people)
    expect(new Set(assignments.map(({ couponId }) => couponId)).size).toBe(2)
  })

  it('are the same whenever they are asked for, and nobody gets another', async () => {
    await publish(learned, 'CANDIDATE')
    const { campaign, answer } = await allocate({ strategy: 'BANDIT', coupons: [five] })
    const again = await allocateCoupons(database, { key: campaign.key, now, timeZone: 'UTC' })
    expect(again).toMatchObject({ assigned: 0, heldOut: 0 })
    expect(answer.assigned).toBe((await assignmentsIn(database, campaign)).length)
  })
})
