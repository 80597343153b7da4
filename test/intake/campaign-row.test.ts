import { describe, expect, test } from 'vitest'

import {
  createAssignmentReader,
  createCampaignReader,
  createCouponReader,
  createRedemptionReader,
} from '../../src/intake/campaign-row.ts'
import { createEventReader } from '../../src/intake/event-row.ts'
import { isRowRefusal } from '../../src/intake/refusal.ts'
import { mappingsFor, openRows, temporaryFile, testNow } from '../support/intake.ts'

const readers = {
  campaigns: createCampaignReader,
  coupons: createCouponReader,
  assignments: createAssignmentReader,
  redemptions: createRedemptionReader,
  events: createEventReader,
} as const

const read = async (kind: keyof typeof readers, text: string, mapping: string | object = 'canonical') => {
  const file = await openRows(await temporaryFile(`${kind}.csv`, text), kind, mapping)
  const reader = readers[kind](file.mapping, { now: testNow, timeZone: 'Europe/Berlin' })
  const found: object[] = []
  for await (const batch of file.batches) for (const row of batch) found.push(isRowRefusal(row) ? row : reader(row))
  return found
}

describe('rows of campaigns', () => {
  test('end with the day that is given alone, by the clock of the shop, and at the minute where one is given', async () => {
    const text =
      'campaign_id,name,starts_at,ends_at\nc1,Spring,2011-03-01,2011-03-27\nc2,,2011-03-01T10:00Z,2011-03-02T10:00Z\n'
    expect(await read('campaigns', text)).toEqual([
      {
        campaignId: 'c1',
        name: 'Spring',
        description: null,
        startsAt: Date.parse('2011-02-28T23:00:00Z'),
        // The clocks went forward in that night.
        endsAt: Date.parse('2011-03-27T22:00:00Z'),
      },
      {
        campaignId: 'c2',
        name: null,
        description: null,
        startsAt: Date.parse('2011-03-01T10:00:00Z'),
        endsAt: Date.parse('2011-03-02T10:00:00Z'),
      },
    ])
  })

  test('may lie in the future, and are refused with the reason', async () => {
    const text =
      'campaign_id,starts_at,ends_at\nc1,2030-01-01,2030-02-01\n,2011-01-01,\nc3,2011-02-30,\nc4,2011-03-02,2011-03-01\n'
    expect(await read('campaigns', text)).toMatchObject([
      { campaignId: 'c1' },
      { line: 3, code: 'FIELD_MISSING', column: 'campaign_id' },
      { line: 4, code: 'TIMESTAMP_INVALID', column: 'starts_at' },
      { line: 5, code: 'FIELD_INVALID', column: 'ends_at' },
    ])
  })
})

test('rows of coupons say what they know, and are refused with the reason', async () => {
  const text =
    'campaign_id,coupon_id,product_id,kind,value,valid_days\nc1,k1,p1,percent,15,14\nc1,k2,,,,\nc1,,p1,,,\nc1,k3,,gift,,\nc1,k4,,,-1,\nc1,k5,,,,1.5\n'
  expect(await read('coupons', text)).toMatchObject([
    { campaignId: 'c1', couponId: 'k1', productId: 'p1', kind: 'PERCENT', value: 15, validDays: 14, cost: null },
    { couponId: 'k2', productId: null, kind: null, value: null },
    { line: 4, code: 'FIELD_MISSING', column: 'coupon_id' },
    { line: 5, code: 'FIELD_INVALID', column: 'kind' },
    { line: 6, code: 'FIELD_INVALID', column: 'value' },
    { line: 7, code: 'FIELD_INVALID', column: 'valid_days' },
  ])
})

test('rows of assignments are of those who were sent a coupon unless they say otherwise', async () => {
  const text =
    'campaign_id,user_id,arm,assigned_at,propensity\nc1,u1,,,\nc1,u2,control,2011-03-01,0.5\nc1,,,,\nc1,u4,both,,\nc1,u5,,,0\nc1,u6,,2031-01-01,\n'
  expect(await read('assignments', text)).toMatchObject([
    { campaignId: 'c1', userId: 'u1', arm: 'TREATED', assignedAt: null, couponId: null, propensity: null },
    { userId: 'u2', arm: 'CONTROL', propensity: 0.5 },
    { line: 4, code: 'FIELD_MISSING', column: 'user_id' },
    { line: 5, code: 'FIELD_INVALID', column: 'arm' },
    { line: 6, code: 'FIELD_INVALID', column: 'propensity' },
    { line: 7, code: 'TIMESTAMP_OUT_OF_RANGE', column: 'assigned_at' },
  ])
})

test('rows of redemptions need a time', async () => {
  const text = 'campaign_id,user_id,coupon_id,redeemed_at,order_id\nc1,u1,k1,2011-03-05T12:00Z,o1\nc1,u1,k1,,o2\n'
  expect(await read('redemptions', text)).toMatchObject([
    { couponId: 'k1', orderId: 'o1', redeemedAt: Date.parse('2011-03-05T12:00:00Z'), discount: null },
    { line: 3, code: 'FIELD_MISSING', column: 'redeemed_at' },
  ])
})

describe('a mapping', () => {
  test('makes properties of events from columns of their own, beside those that are given together', async () => {
    const mapping = {
      columns: { who: 'user_id', at: 'timestamp', code: 'properties.coupon', more: 'properties' },
      constants: { type: 'COUPON_REDEEM' },
    }
    const text =
      'who,at,code,more\nu1,2011-03-05,k1,"{""a"":1}"\nu2,2011-03-05,k2,\nu3,2011-03-05,,\nu4,2011-03-05,k4,[1]\n'
    expect(await read('events', text, mapping)).toMatchObject([
      { properties: { a: 1, coupon: 'k1' } },
      { properties: { coupon: 'k2' } },
      { properties: null },
      { line: 5, code: 'FIELD_INVALID', column: 'more' },
    ])
  })

  test('is refused for a field that campaigns do not have, with the nearest that they have', async () => {
    const columns = { id: 'campaign_id', start: 'start_at' }
    await expect(mappingsFor('campaigns', { columns })).rejects.toThrow(
      '"start_at" is no field of campaigns. Did you mean "starts_at"?',
    )
  })

  test('of a preset that is for other files says for which', async () => {
    await expect(mappingsFor('coupons', 'cdnow')).rejects.toThrow('is for events, not for coupons')
  })
})
