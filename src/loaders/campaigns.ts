import DataLoader from 'dataloader'

import type { Comparison } from '../domain/comparison.ts'
import type { CouponRedemption } from '../domain/coupon.ts'
import { findComparisonsByKey, findComparisonsOf } from '../store/campaigns/comparisons.ts'
import { findCouponProducts } from '../store/campaigns/coupon-products.ts'
import { type AssignmentKey, findRedemptions } from '../store/campaigns/list-assignments.ts'
import { countCampaigns, findCampaignsById, findCampaignsByKey } from '../store/campaigns/list-campaigns.ts'
import { findSendable } from '../store/campaigns/may-be-sent.ts'
import type { Database } from '../store/database.ts'
import { createLoader } from './by-key.ts'

export const createCampaignLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findCampaignsById(database, ids),
    ({ id }) => id,
  )

export const createCampaignByKeyLoader = (database: Database) =>
  createLoader(
    (keys: readonly string[]) => findCampaignsByKey(database, keys),
    ({ key }) => key,
  )

/** What a coupon is good for. */
export const createCouponProductsLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findCouponProducts(database, ids),
    ({ couponId }) => couponId,
  )

export const createCampaignCountsLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => countCampaigns(database, ids),
    ({ campaignId }) => campaignId,
  )

const nameOf = ({ userId, campaignId }: AssignmentKey): string => `${userId} ${campaignId}`

/** Whether a user may still be sent what a campaign has assigned to them. */
export const createSendableLoader = (database: Database) =>
  new DataLoader<AssignmentKey, boolean, string>(
    async (keys) => {
      const found = new Map((await findSendable(database, keys)).map((row) => [nameOf(row), row.mayBeSent]))
      return keys.map((key) => found.get(nameOf(key)) ?? false)
    },
    { cacheKeyFn: nameOf },
  )

/** What the coupon of a user in a campaign was redeemed for. */
export const createRedemptionLoader = (database: Database) =>
  new DataLoader<AssignmentKey, readonly CouponRedemption[], string>(
    async (keys) => {
      const found = new Map((await findRedemptions(database, keys)).map((row) => [nameOf(row), row.redemptions]))
      return keys.map((key) => found.get(nameOf(key)) ?? [])
    },
    { cacheKeyFn: nameOf },
  )

export const createComparisonByKeyLoader = (database: Database) =>
  createLoader(
    (keys: readonly string[]) => findComparisonsByKey(database, keys),
    ({ key }) => key,
  )

/** The comparison that a campaign is part of. */
export const createComparisonOfLoader = (database: Database) =>
  new DataLoader<number, Comparison | null>(async (ids) => {
    const found = await findComparisonsOf(database, ids)
    return ids.map((id) => found.find(({ campaignA, campaignB }) => id === campaignA || id === campaignB) ?? null)
  })
