import type { ClientBase } from 'pg'

import type { CouponAssignment } from '../../domain/coupon.ts'
import { copyRows } from '../copy.ts'

const columns = [
  'user_id',
  'campaign_id',
  'arm',
  'coupon_id',
  'code',
  'assigned_at',
  'available_at',
  'expires_at',
  'propensity',
  'uplift_class',
  'expected_uplift',
  'expected_margin',
] as const

const fields = function* (assignments: Iterable<CouponAssignment>) {
  for (const a of assignments)
    yield [
      a.userId,
      a.campaignId,
      a.arm,
      a.couponId,
      a.code,
      a.assignedAt,
      a.availableAt,
      a.expiresAt,
      a.propensity,
      a.upliftClass,
      a.expectedUplift,
      a.expectedMargin,
    ]
}

/** Writes assignments in one stream and says how many. Nobody may be in the campaign already: hold its lock and leave those out. */
export const insertAssignments = (client: ClientBase, assignments: Iterable<CouponAssignment>): Promise<number> =>
  copyRows(client, 'coupon_assignments', columns, fields(assignments))
