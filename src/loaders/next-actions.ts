import type { Database } from '../store/database.ts'
import { readActionPolicies, readLatestLearning } from '../store/next-actions/action-values.ts'
import { findCouponHistories } from '../store/next-actions/coupon-histories.ts'
import { createLoader, once } from './by-key.ts'

/** What is known of how somebody buys and what coupons came to, up to when it is first asked for. */
export const createCouponHistoryLoader = (database: Database, timeZone: string) =>
  createLoader(
    (userIds: readonly number[]) => findCouponHistories(database, { userIds, before: new Date(), timeZone }),
    ({ userId }) => userId,
  )

export const createActionPolicyLoader = (database: Database) =>
  createLoader(
    (runIds: readonly number[]) => readActionPolicies(database, runIds),
    ({ runId }) => runId,
  )

/** What was learned last, published or not. */
export const createLatestLearningLoader = (database: Database) => once(() => readLatestLearning(database.pool))
