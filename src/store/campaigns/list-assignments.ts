import type { CampaignArm, CouponAssignment, CouponRedemption } from '../../domain/coupon.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database, Statement } from '../database.ts'
import { rowsToRead, toPage } from '../keyset.ts'

export const assignmentColumns = `a.user_id AS "userId", a.campaign_id AS "campaignId", a.arm, a.coupon_id AS "couponId", a.code, a.assigned_at AS "assignedAt",
  a.available_at AS "availableAt", a.expires_at AS "expiresAt", a.propensity, a.uplift_class AS "upliftClass",
  a.expected_uplift AS "expectedUplift", a.expected_margin AS "expectedMargin"`

const last = '9223372036854775807'

const ofCampaign = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `assignments_of_campaign_${direction.toLowerCase()}`,
  text: `SELECT ${assignmentColumns} FROM coupon_assignments a
    WHERE a.campaign_id = $1::int AND a.user_id > $2::bigint AND a.user_id < $3::bigint AND a.arm = $5::text
    ORDER BY a.user_id ${direction} LIMIT $4::int`,
})

const ofUser = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `coupons_of_user_${direction.toLowerCase()}`,
  text: `SELECT ${assignmentColumns} FROM coupon_assignments a
    WHERE a.user_id = $1::bigint AND a.campaign_id > $2::bigint AND a.campaign_id < $3::bigint AND a.arm = 'TREATED'
    ORDER BY a.campaign_id ${direction} LIMIT $4::int`,
})

const statements = {
  ofCampaign: { forward: ofCampaign('ASC'), backward: ofCampaign('DESC') },
  ofUser: { forward: ofUser('ASC'), backward: ofUser('DESC') },
}

/** Who is in an arm of a campaign, by user id. */
export const listAssignments = async (
  database: Database,
  { campaignId, arm }: { readonly campaignId: number; readonly arm: CampaignArm },
  page: PageRequest<number>,
): Promise<Page<CouponAssignment>> => {
  const { forward, backward } = statements.ofCampaign
  const rows = await database.read<CouponAssignment>(page.backward ? backward : forward, [
    campaignId,
    page.after ?? 0,
    page.before ?? last,
    rowsToRead(page),
    arm,
  ])
  return toPage(rows, page)
}

/** The coupons that a user was sent, oldest campaign first; the position is a campaign's id. */
export const listCouponsOfUser = async (
  database: Database,
  userId: number,
  page: PageRequest<number>,
): Promise<Page<CouponAssignment>> => {
  const { forward, backward } = statements.ofUser
  const rows = await database.read<CouponAssignment>(page.backward ? backward : forward, [
    userId,
    page.after ?? 0,
    page.before ?? last,
    rowsToRead(page),
  ])
  return toPage(rows, page)
}

export interface AssignmentKey {
  readonly userId: number
  readonly campaignId: number
}

export interface RedemptionsOf extends AssignmentKey {
  readonly redemptions: readonly CouponRedemption[]
}

export const redemptionColumns = `r.user_id AS "userId", r.campaign_id AS "campaignId", r.coupon_id AS "couponId", r.order_key AS "orderKey",
  r.redeemed_at AS "redeemedAt", r.discount`

const redemptions: Statement = {
  name: 'redemptions_of_assignments',
  text: `SELECT ${redemptionColumns} FROM unnest($1::bigint[], $2::int[]) AS asked(user_id, campaign_id)
    JOIN coupon_redemptions r ON r.user_id = asked.user_id AND r.campaign_id = asked.campaign_id ORDER BY r.redeemed_at, r.order_key`,
}

/** What came of assignments, earliest first; those without a redemption are absent. */
export const findRedemptions = async (
  database: Database,
  keys: readonly AssignmentKey[],
): Promise<readonly RedemptionsOf[]> => {
  const rows = await database.read<CouponRedemption>(redemptions, [
    keys.map(({ userId }) => userId),
    keys.map(({ campaignId }) => campaignId),
  ])
  const grouped = Map.groupBy(rows, ({ userId, campaignId }) => `${userId} ${campaignId}`)
  return [...grouped.values()].map((found) => ({
    userId: found[0].userId,
    campaignId: found[0].campaignId,
    redemptions: found,
  }))
}
