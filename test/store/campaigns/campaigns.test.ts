import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { CouponAssignment } from '../../../src/domain/coupon.ts'
import { campaignsUsingSegment, findCampaign } from '../../../src/store/campaigns/find-campaign.ts'
import { insertAssignments } from '../../../src/store/campaigns/insert-assignments.ts'
import { createCampaign } from '../../../src/store/campaigns/write-campaign.ts'
import { exampleCampaign, tenPercent } from '../../support/campaigns.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

describe('campaigns in the store', () => {
  test('a campaign is read back as it was written, its coupons in the order given', async () => {
    const given = exampleCampaign({
      budget: 500,
      frequencyCap: { campaigns: 2, days: 30 },
      quietHours: { from: 1320, to: 480 },
      consents: ['EMAIL'],
      startsAt: new Date('2026-03-02T00:00:00Z'),
      coupons: [{ ...tenPercent, key: 'z', minimumSpend: 20 }, tenPercent],
    })
    const written = await database.transaction((client) => createCampaign(client, given))
    const { coupons, ...rest } = given
    expect(written).toMatchObject({ ...rest, allocatedAt: null, updatedAt: given.createdAt })
    expect(written?.coupons.map(({ id: _, campaignId: __, ...coupon }) => coupon)).toEqual(coupons)
    expect(await findCampaign(database.pool, 'spring')).toEqual(written)
  })

  test('a key that is taken writes nothing', async () => {
    expect(await database.transaction((client) => createCampaign(client, exampleCampaign()))).toBeNull()
    expect((await findCampaign(database.pool, 'spring'))?.coupons).toHaveLength(2)
  })

  test('what is not finished uses its segment', async () => {
    const finished = exampleCampaign({ key: 'winter', status: 'FINISHED' })
    await database.transaction((client) => createCampaign(client, finished))
    expect(await campaignsUsingSegment(database.pool, 'vip')).toEqual(['spring'])
    expect(await campaignsUsingSegment(database.pool, 'lost')).toEqual([])
  })

  test('assignments go in as they are, and nobody twice', async () => {
    const campaign = await findCampaign(database.pool, 'spring')
    const at = new Date('2026-03-03T00:00:00Z')
    const treated: CouponAssignment = {
      userId: 1,
      campaignId: campaign?.id ?? 0,
      arm: 'TREATED',
      couponId: campaign?.coupons[0].id ?? 0,
      code: 'ABCD-EFGH',
      assignedAt: at,
      availableAt: at,
      expiresAt: at,
      propensity: 0.9,
      upliftClass: 'PERSUADABLE',
      expectedUplift: 0.05,
      expectedMargin: 1.25,
    }
    const control = { ...treated, userId: 2, arm: 'CONTROL' as const, couponId: null, code: null, expiresAt: null }
    expect(await database.transaction((client) => insertAssignments(client, [treated, control]))).toBe(2)
    const again = database.transaction((client) => insertAssignments(client, [{ ...control, code: null }]))
    await expect(again).rejects.toThrow('coupon_assignments_pkey')
    const code = database.transaction((client) => insertAssignments(client, [{ ...treated, userId: 3 }]))
    await expect(code).rejects.toThrow('coupon_assignments_code_key')
  })
})
