import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { allocateCoupons } from '../../../src/campaigns/allocate-coupons.ts'
import { finishCampaign } from '../../../src/campaigns/move-campaign.ts'
import { type RedeemRequest, redeemCoupon } from '../../../src/campaigns/redeem-coupon.ts'
import type { Database } from '../../../src/store/database.ts'
import { addCampaign, assignmentsIn, openCampaignShop } from '../../support/campaign-shop.ts'
import { tenPercent } from '../../support/campaigns.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { race } from '../../support/race.ts'

const now = new Date('2026-03-05T12:00:00Z')
const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000)

let database: TestDatabase
/** Codes of users 1 and so on. */
let codes: readonly string[]
/** Of a campaign whose coupons are good for three orders of at least 20, from 14:00 on. */
let thrice: readonly string[]

const codesOf = async (key: string, given: object): Promise<readonly string[]> => {
  const campaign = await addCampaign(database, { key, holdoutShare: 0, ...given })
  await allocateCoupons(database, { key, now, timeZone: 'UTC' })
  return (await assignmentsIn(database, campaign)).map(({ code }) => code as string)
}

beforeAll(async () => {
  database = await openTestDatabase()
  await openCampaignShop(database, 30)
  codes = await codesOf('once', {})
  thrice = await codesOf('thrice', {
    perUserCap: 3,
    quietHours: { from: 0, to: 14 * 60 },
    coupons: [{ ...tenPercent, minimumSpend: 20 }],
  })
})
afterAll(() => database?.drop())

const redeem = (code: string, orderKey: string, given: Partial<RedeemRequest> = {}, at = now) =>
  redeemCoupon(database, { code, orderKey, ...given }, at)

const redemptions = async (orderKey: string) =>
  (await database.pool.query('SELECT FROM coupon_redemptions WHERE order_key = $1', [orderKey])).rowCount

describe('a code', () => {
  it('is redeemed once for an order, however often that is said, and for no other', async () => {
    const first = await redeem(codes[0], 'o-1', { discount: 4 })
    expect(first).toMatchObject({ userId: 1, orderKey: 'o-1', redeemedAt: now, discount: 4 })
    const written = codes[0].toLowerCase().replace(/(.{4})/g, '$1-')
    expect(await redeem(written, 'o-1', {}, daysLater(40))).toEqual(first)
    await expect(redeem(codes[0], 'o-2')).rejects.toMatchObject({ code: 'COUPON_REDEEMED' })
    expect(await redemptions('o-2')).toBe(0)
  })

  it('is redeemed once by many who say so at once', async () => {
    const many = (orderOf: (n: number) => string, code: string) =>
      race(
        database,
        'coupon_redemptions',
        Array.from(
          { length: 8 },
          (_, n) => (own: Database) => redeemCoupon(own, { code, orderKey: orderOf(n) }, daysLater(1)),
        ),
      )
    const same = await many(() => 'o-3', codes[1])
    expect(same.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'fulfilled'))
    expect(await redemptions('o-3')).toBe(1)
    const different = await many((n) => `race-${n}`, codes[2])
    const refused = different.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'COUPON_REDEEMED'))
    // One that is good for three orders.
    const three = await many((n) => `three-${n}`, thrice[1])
    expect(three.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  it('is refused for an order that somebody else has redeemed theirs for, by many at once too', async () => {
    const all = codes.slice(10, 18).map((code) => (own: Database) => redeemCoupon(own, { code, orderKey: 'ours' }, now))
    const told = await race(database, 'coupon_redemptions', all)
    const refused = told.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'COUPON_OF_ANOTHER'))
    expect(await redemptions('ours')).toBe(1)
  })

  it('is good from when it is available to when it expires, and after its campaign has finished', async () => {
    await expect(redeem(thrice[0], 'o-4')).rejects.toMatchObject({ code: 'COUPON_NOT_YET' })
    await expect(redeem(codes[3], 'o-4', {}, daysLater(14))).rejects.toMatchObject({ code: 'COUPON_EXPIRED' })
    await finishCampaign(database, 'once', now)
    expect(await redeem(codes[3], 'o-4', {}, new Date(daysLater(14).getTime() - 1))).toMatchObject({ orderKey: 'o-4' })
  })

  it('is refused to somebody else, for too small an order, and where there is no such code', async () => {
    await expect(redeem(codes[4], 'o-5', { user: 'u-6' })).rejects.toMatchObject({ code: 'COUPON_OF_ANOTHER' })
    expect(await redeem(codes[4], 'o-5', { user: 'u-5' })).toMatchObject({ userId: 5 })
    await expect(redeem(thrice[5], 'o-6', { amount: 19.99 }, daysLater(1))).rejects.toMatchObject({
      code: 'COUPON_NOT_APPLICABLE',
    })
    expect(await redeem(thrice[5], 'o-6', { amount: 20 }, daysLater(1))).toMatchObject({ userId: 6 })
    for (const code of ['0000000000000000', '', "'; DROP TABLE users", '\0', 'x'.repeat(10_000)])
      await expect(redeem(code, 'o-7')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is refused for what is no order', async () => {
    for (const given of [{ orderKey: '' }, { orderKey: 'a\0b' }, { orderKey: 'x'.repeat(201) }])
      await expect(redeem(codes[6], given.orderKey)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    await expect(redeem(codes[6], 'o-8', { discount: -1 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    await expect(redeem(codes[6], 'o-8', { amount: 25, discount: 100 })).rejects.toMatchObject({
      message: '"discount" is 100, more than the 25 that the order came to before it.',
    })
    await expect(redeem(codes[6], 'o-8', { amount: Number.NaN })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})
