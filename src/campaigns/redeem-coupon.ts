import type { CouponRedemption } from '../domain/coupon.ts'
import { CodedError } from '../errors.ts'
import {
  type HeldCoupon,
  insertRedemption,
  isOrderOfAnother,
  lockCode,
  redemptionsOf,
} from '../store/campaigns/redeem.ts'
import type { Database } from '../store/database.ts'
import { readCode } from './coupon-code.ts'

export interface RedeemRequest {
  readonly code: string
  /** The shop's order id. */
  readonly orderKey: string
  /** The shop's own id of who redeems it, where it is known. */
  readonly user?: string | null
  /** What the order comes to before the discount, where it is known. */
  readonly amount?: number | null
  readonly discount?: number | null
}

const requireRequest = ({ orderKey, amount, discount }: RedeemRequest): void => {
  if (orderKey.length < 1 || orderKey.length > 200 || !orderKey.isWellFormed() || orderKey.includes('\0'))
    throw new CodedError('BAD_USER_INPUT', '"orderId" must be 1 to 200 characters that a stored text can hold.')
  for (const [name, value] of Object.entries({ amount, discount }))
    if (value != null && !(value >= 0 && value <= 1e9))
      throw new CodedError('BAD_USER_INPUT', `"${name}" must be 0 to 1000000000; it is ${value}.`)
  if (amount != null && discount != null && discount > amount)
    throw new CodedError(
      'BAD_USER_INPUT',
      `"discount" is ${discount}, more than the ${amount} that the order came to before it.`,
    )
}

const requireOwner = ({ externalId }: HeldCoupon, user: string | null | undefined): void => {
  if (user == null || user === externalId) return
  throw new CodedError('COUPON_OF_ANOTHER', `The coupon was not sent to ${JSON.stringify(user)}.`)
}

const requireGood = (held: HeldCoupon, used: number, { amount }: RedeemRequest, now: Date): void => {
  const { availableAt, expiresAt, perUserCap, minimumSpend } = held
  if (used >= perUserCap)
    throw new CodedError(
      'COUPON_REDEEMED',
      perUserCap === 1
        ? 'The coupon was redeemed for another order.'
        : `The coupon was redeemed for ${used} orders; it is good for ${perUserCap}.`,
    )
  if (now < availableAt)
    throw new CodedError('COUPON_NOT_YET', `The coupon can be redeemed from ${availableAt.toISOString()} on.`)
  if (expiresAt !== null && now >= expiresAt)
    throw new CodedError('COUPON_EXPIRED', `The coupon expired at ${expiresAt.toISOString()}.`)
  if (minimumSpend !== null && amount != null && amount < minimumSpend)
    throw new CodedError('COUPON_NOT_APPLICABLE', `The order must come to ${minimumSpend}; it comes to ${amount}.`)
}

/**
 * Redeems a code for an order, once however often it is sent and by how many at once. A code stays good after its campaign has finished, until it expires.
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND, COUPON_OF_ANOTHER, COUPON_REDEEMED, COUPON_NOT_YET, COUPON_EXPIRED, COUPON_NOT_APPLICABLE
 */
export const redeemCoupon = async (
  database: Database,
  request: RedeemRequest,
  now: Date,
): Promise<CouponRedemption> => {
  requireRequest(request)
  const code = readCode(request.code)
  return database.transaction(async (client) => {
    const held = /^[0-9A-Z]{1,64}$/.test(code) ? await lockCode(client, code) : null
    if (held === null) throw new CodedError('NOT_FOUND', 'There is no coupon with this code.')
    requireOwner(held, request.user)
    const before = await redemptionsOf(client, held)
    const same = before.find(({ orderKey }) => orderKey === request.orderKey)
    if (same !== undefined) return same
    requireGood(held, before.length, request, now)
    if (await isOrderOfAnother(client, request.orderKey, held.userId))
      throw new CodedError(
        'COUPON_OF_ANOTHER',
        `The order ${JSON.stringify(request.orderKey)} was redeemed for with a coupon of another user.`,
      )
    const { userId, campaignId, couponId } = held
    const redemption = {
      ...{ userId, campaignId, couponId },
      orderKey: request.orderKey,
      redeemedAt: now,
      discount: request.discount ?? null,
    }
    await insertRedemption(client, redemption)
    return redemption
  })
}
