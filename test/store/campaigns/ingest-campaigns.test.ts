import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type {
  IncomingAssignment,
  IncomingCampaign,
  IncomingCoupon,
  IncomingRedemption,
} from '../../../src/domain/incoming-campaign.ts'
import { ingestAssignments, ingestRedemptions } from '../../../src/store/campaigns/ingest-assignments.ts'
import { ingestCampaigns } from '../../../src/store/campaigns/ingest-campaigns.ts'
import { ingestCoupons } from '../../../src/store/campaigns/ingest-coupons.ts'
import { addCampaign } from '../../support/campaign-shop.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'

const now = new Date('2026-01-01T00:00:00Z')
const [march, april] = [Date.parse('2025-03-01T00:00:00Z'), Date.parse('2025-04-01T00:00:00Z')]

const campaign = (given: Partial<IncomingCampaign> = {}): IncomingCampaign => ({
  campaignId: 'spring',
  name: null,
  description: null,
  startsAt: march,
  endsAt: april,
  ...given,
})
const coupon = (given: Partial<IncomingCoupon> = {}): IncomingCoupon => ({
  campaignId: 'spring',
  couponId: 'ten',
  productId: null,
  kind: null,
  value: null,
  cost: null,
  validDays: null,
  minimumSpend: null,
  ...given,
})
const assignment = (given: Partial<IncomingAssignment> = {}): IncomingAssignment => ({
  campaignId: 'spring',
  userId: 'ada',
  arm: 'TREATED',
  couponId: null,
  assignedAt: null,
  expiresAt: null,
  propensity: null,
  ...given,
})
const redemption = (given: Partial<IncomingRedemption> = {}): IncomingRedemption => ({
  campaignId: 'spring',
  userId: 'ada',
  couponId: 'ten',
  orderId: null,
  redeemedAt: march + 1000,
  discount: null,
  ...given,
})

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database?.drop())
beforeEach(() =>
  database.pool.query('TRUNCATE campaigns, campaign_coupons, coupon_assignments, coupon_redemptions, users CASCADE'),
)

const campaigns = (...given: readonly IncomingCampaign[]) =>
  database.transaction((client) => ingestCampaigns(client, given, now))
const coupons = (...given: readonly IncomingCoupon[]) =>
  database.transaction((client) => ingestCoupons(client, given, now))
const assignments = (...given: readonly IncomingAssignment[]) =>
  database.transaction((client) => ingestAssignments(client, given, now))
const redemptions = (...given: readonly IncomingRedemption[]) =>
  database.transaction((client) => ingestRedemptions(client, given, now))
const rowsOf = async (text: string) => (await database.pool.query(text)).rows

describe('campaigns of another system', () => {
  test('come in finished, once, and later rows fill in what earlier ones did not say', async () => {
    expect(await campaigns(campaign({ endsAt: null }), campaign({ name: 'Spring' }))).toEqual({
      accepted: 1,
      duplicates: 1,
    })
    expect(await campaigns(campaign())).toEqual({ accepted: 0, duplicates: 1 })
    expect(await campaigns(campaign({ description: 'for gardens' }))).toEqual({ accepted: 1, duplicates: 0 })
    expect(await rowsOf('SELECT key, name, description, source, status, ends_at FROM campaigns')).toEqual([
      {
        key: 'spring',
        name: 'Spring',
        description: 'for gardens',
        source: 'IMPORTED',
        status: 'FINISHED',
        ends_at: new Date(april),
      },
    ])
  })

  test("never change one of the shop's own", async () => {
    await addCampaign(database, { key: 'own' })
    const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('"own" is a campaign of this shop') }
    await expect(campaigns(campaign({ campaignId: 'own', name: 'mine now' }))).rejects.toMatchObject(refused)
    await expect(coupons(coupon({ campaignId: 'own' }))).rejects.toMatchObject(refused)
    await expect(assignments(assignment({ campaignId: 'own', assignedAt: march }))).rejects.toMatchObject(refused)
    await expect(redemptions(redemption({ campaignId: 'own' }))).rejects.toMatchObject(refused)
  })
})

describe('their coupons', () => {
  test('gather their products row by row, and are known by their ids where nothing else is said', async () => {
    await campaigns(campaign())
    const products = ['p1', 'p2', 'p2'].map((productId) => coupon({ productId }))
    expect(await coupons(...products, coupon({ couponId: 'bare' }))).toEqual({ accepted: 3, duplicates: 1 })
    expect(await coupons(coupon({ productId: 'p2' }))).toEqual({ accepted: 0, duplicates: 1 })
    expect(await coupons(coupon({ kind: 'PERCENT', value: 10 }))).toEqual({ accepted: 1, duplicates: 0 })
    const found = `SELECT key, kind, value, valid_days, ARRAY(SELECT product_id FROM campaign_coupon_products WHERE coupon_id = id ORDER BY 1) AS products
      FROM campaign_coupons ORDER BY key`
    expect(await rowsOf(found)).toEqual([
      { key: 'bare', kind: 'FIXED', value: 0, valid_days: 31, products: [] },
      { key: 'ten', kind: 'PERCENT', value: 10, valid_days: 31, products: ['p1', 'p2'] },
    ])
  })
})

describe('who was in them', () => {
  test('is taken once, from the start to the end of the campaign where the file gives no times', async () => {
    await campaigns(campaign())
    const control = assignment({ userId: 'bob', arm: 'CONTROL', assignedAt: march + 5, propensity: 0.25 })
    expect(await assignments(assignment(), assignment({ arm: 'CONTROL' }), control)).toEqual({
      accepted: 2,
      duplicates: 1,
    })
    expect(await assignments(control)).toEqual({ accepted: 0, duplicates: 1 })
    const found = `SELECT u.external_id AS who, arm, code, assigned_at, expires_at, propensity FROM coupon_assignments JOIN users u ON u.id = user_id ORDER BY 1`
    expect(await rowsOf(found)).toEqual([
      {
        who: 'ada',
        arm: 'TREATED',
        code: null,
        assigned_at: new Date(march),
        expires_at: new Date(april),
        propensity: 1,
      },
      {
        who: 'bob',
        arm: 'CONTROL',
        code: null,
        assigned_at: new Date(march + 5),
        expires_at: new Date(april),
        propensity: 0.25,
      },
    ])
  })

  test('is refused where nobody has said when it was', async () => {
    await expect(assignments(assignment({ campaignId: 'unheard' }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('import campaigns first'),
    })
  })
})

test('their redemptions are one per order, or one per coupon and time where there is no order', async () => {
  const later = redemption({ redeemedAt: march + 2000 })
  expect(await redemptions(redemption(), redemption(), later, redemption({ orderId: 'o1', discount: 3 }))).toEqual({
    accepted: 3,
    duplicates: 1,
  })
  expect(await redemptions(later)).toEqual({ accepted: 0, duplicates: 1 })
  expect(await rowsOf('SELECT order_key, discount FROM coupon_redemptions ORDER BY 1')).toEqual([
    { order_key: 'o1', discount: 3 },
    { order_key: 'ten@2025-03-01T00:00:01.000Z', discount: null },
    { order_key: 'ten@2025-03-01T00:00:02.000Z', discount: null },
  ])
})
