import type { Allocation } from '../campaigns/allocate-coupons.ts'
import { allocateInThread } from '../campaigns/allocate-in-thread.ts'
import { createCampaign } from '../campaigns/draft-campaign.ts'
import { startCampaign } from '../campaigns/move-campaign.ts'
import { defineSegment } from '../segments/define-segment.ts'
import type { Database } from '../store/database.ts'

const segment = {
  key: 'quiet-customers',
  name: 'Quiet customers',
  description: 'Bought before, and not in the last 30 days; may be written to by e-mail.',
  rule: { all: [{ profile: { field: 'ORDER_COUNT', gte: 1 } }, { profile: { field: 'RECENCY_DAYS', gte: 30 } }] },
  consents: ['EMAIL'],
} as const

const campaign = {
  key: 'welcome-back',
  name: 'Welcome back',
  description: 'A coupon for the quiet customers most at risk of leaving, one in ten held out to measure against.',
  segment: segment.key,
  coupon: { kind: 'PERCENT', value: 15, cost: 0.5, validDays: 14 },
  strategy: 'RISKIEST',
  budget: 100,
} as const

/** A campaign that runs, for people to look at: a segment with a rule, its coupons handed out. */
export const startDemoCampaign = async (
  database: Database,
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): Promise<Allocation & { readonly key: string }> => {
  await defineSegment(database, { ...segment, now })
  await createCampaign(database, campaign, now)
  await startCampaign(database, campaign.key, now)
  const allocation = await allocateInThread(database, { key: campaign.key, dryRun: false, now, timeZone })
  return { ...allocation, key: campaign.key }
}
