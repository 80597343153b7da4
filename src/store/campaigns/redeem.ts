import type { CouponAssignment, CouponRedemption } from '../../domain/coupon.ts'
import type { Queryable } from '../queryable.ts'
import { assignmentColumns, redemptionColumns } from './list-assignments.ts'

/** What somebody was sent, and what it takes to redeem it. */
export interface HeldCoupon extends CouponAssignment {
  readonly couponId: number
  readonly externalId: string
  readonly perUserCap: number
  readonly minimumSpend: number | null
}

/** The assignment with this code, which nobody else redeems until the transaction ends. */
export const lockCode = async (client: Queryable, code: string): Promise<HeldCoupon | null> => {
  const { rows } = await client.query<HeldCoupon>(
    `SELECT ${assignmentColumns}, u.external_id AS "externalId", c.per_user_cap AS "perUserCap", p.minimum_spend AS "minimumSpend"
    FROM coupon_assignments a JOIN users u ON u.id = a.user_id JOIN campaigns c ON c.id = a.campaign_id
      JOIN campaign_coupons p ON p.id = a.coupon_id
    WHERE a.code = $1 FOR UPDATE OF a`,
    [code],
  )
  return rows[0] ?? null
}

/** What the coupon of an assignment was redeemed for, earliest first. */
export const redemptionsOf = async (
  client: Queryable,
  { userId, campaignId }: Pick<CouponAssignment, 'userId' | 'campaignId'>,
): Promise<readonly CouponRedemption[]> => {
  const { rows } = await client.query<CouponRedemption>(
    `SELECT ${redemptionColumns} FROM coupon_redemptions r WHERE r.user_id = $1 AND r.campaign_id = $2 ORDER BY r.redeemed_at, r.order_key`,
    [userId, campaignId],
  )
  return rows
}

const lockSpace = 72_135

/** Whether somebody else has redeemed a coupon for an order; nobody redeems one for it until the transaction ends. */
export const isOrderOfAnother = async (client: Queryable, orderKey: string, userId: number): Promise<boolean> => {
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lockSpace, orderKey])
  const { rows } = await client.query<{ taken: boolean }>(
    `SELECT EXISTS (SELECT FROM coupon_redemptions r JOIN campaigns c ON c.id = r.campaign_id
      WHERE r.order_key = $1 AND r.user_id <> $2 AND c.source = 'OWN') AS taken`,
    [orderKey, userId],
  )
  return rows[0].taken
}

export const insertRedemption = async (client: Queryable, redemption: CouponRedemption): Promise<void> => {
  await client.query(
    `INSERT INTO coupon_redemptions (user_id, campaign_id, coupon_id, order_key, redeemed_at, discount)
    VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      redemption.userId,
      redemption.campaignId,
      redemption.couponId,
      redemption.orderKey,
      redemption.redeemedAt,
      redemption.discount,
    ],
  )
}
