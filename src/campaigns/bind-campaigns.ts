import type { Campaign } from '../domain/campaign.ts'
import type { Comparison } from '../domain/comparison.ts'
import type { Database } from '../store/database.ts'
import { allocateInThread } from './allocate-in-thread.ts'
import type { SettingsInput } from './campaign-input.ts'
import { readResult } from './campaign-result.ts'
import { type ComparisonInput, compareCampaigns, stopComparison } from './compare-campaigns.ts'
import { type CampaignInput, createCampaign, deleteCampaign, updateCampaign } from './draft-campaign.ts'
import { judgeComparison } from './judge-comparison.ts'
import { finishCampaign, type Schedule, scheduleCampaign, startCampaign } from './move-campaign.ts'
import { type RedeemRequest, redeemCoupon } from './redeem-coupon.ts'

/** What resolvers ask of this room: functions that know their database, the shop's days and the time. */
export const bindCampaigns = (database: Database, timeZone: string) => ({
  create: (input: CampaignInput) => createCampaign(database, input, new Date()),
  update: (key: string, input: SettingsInput) => updateCampaign(database, key, input, new Date()),
  remove: (key: string) => deleteCampaign(database, key),
  schedule: (key: string, schedule: Schedule) => scheduleCampaign(database, key, schedule, new Date()),
  start: (key: string) => startCampaign(database, key, new Date()),
  finish: (key: string) => finishCampaign(database, key, new Date()),
  allocate: (asked: { readonly key: string; readonly dryRun: boolean }) =>
    allocateInThread(database, { ...asked, now: new Date(), timeZone }),
  result: (campaign: Pick<Campaign, 'id' | 'coupons'>) => readResult(database, campaign, new Date()),
  compare: (input: ComparisonInput) => compareCampaigns(database, input, new Date()),
  stopComparison: (key: string) => stopComparison(database, key, new Date()),
  judge: (comparison: Comparison) => judgeComparison(database, comparison, new Date()),
  redeem: (request: RedeemRequest) => redeemCoupon(database, request, new Date()),
})
