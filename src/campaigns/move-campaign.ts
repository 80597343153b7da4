import type { Campaign } from '../domain/campaign.ts'
import { CodedError } from '../errors.ts'
import { saveCampaign } from '../store/campaigns/write-campaign.ts'
import type { Database } from '../store/database.ts'
import { requireCampaign } from './check-campaign.ts'
import { holdCampaign, requireStatus } from './hold-campaign.ts'

export interface Schedule {
  /** By default what the campaign says. */
  readonly startsAt?: Date | null
  readonly endsAt?: Date | null
}

/**
 * Has a campaign start by itself, and end where it has an end.
 * @throws CodedError NOT_FOUND, CAMPAIGN_STATUS, BAD_USER_INPUT
 */
export const scheduleCampaign = (
  database: Database,
  key: string,
  { startsAt, endsAt }: Schedule,
  now: Date,
): Promise<Campaign> =>
  database.transaction(async (client) => {
    const campaign = await holdCampaign(client, key)
    requireStatus(campaign, ['DRAFT', 'SCHEDULED'], 'scheduled')
    const scheduled: Campaign = {
      ...campaign,
      status: 'SCHEDULED',
      startsAt: startsAt ?? campaign.startsAt,
      endsAt: endsAt === undefined ? campaign.endsAt : endsAt,
    }
    if (scheduled.startsAt === null || scheduled.startsAt <= now)
      throw new CodedError('BAD_USER_INPUT', '"startsAt" must be in the future; to start at once, use startCampaign.')
    requireCampaign(key, scheduled, scheduled.coupons)
    return saveCampaign(client, scheduled, now)
  })

/** A campaign that runs, from now on where it did not; hold its lock. */
export const asRunning = (campaign: Campaign, now: Date): Campaign => {
  requireStatus(campaign, ['DRAFT', 'SCHEDULED', 'RUNNING'], 'started')
  if (campaign.endsAt !== null && campaign.endsAt <= now)
    throw new CodedError(
      'CAMPAIGN_STATUS',
      `"${campaign.key}" was to end at ${campaign.endsAt.toISOString()}: give it a later endsAt (updateCampaign), or none.`,
    )
  // Whoever starts it early moves its start.
  const startsAt = campaign.startsAt !== null && campaign.startsAt > now ? now : campaign.startsAt
  return { ...campaign, status: 'RUNNING', startsAt }
}

/**
 * Starts a campaign now. Sent again it changes nothing.
 * @throws CodedError NOT_FOUND, CAMPAIGN_STATUS
 */
export const startCampaign = (database: Database, key: string, now: Date): Promise<Campaign> =>
  database.transaction(async (client) => {
    const campaign = await holdCampaign(client, key)
    if (campaign.status === 'RUNNING' && campaign.source === 'OWN') return campaign
    return saveCampaign(client, asRunning(campaign, now), now)
  })

/**
 * Ends a campaign for good, or one that was scheduled before it begins; coupons that were sent stay good until they expire. Sent again it changes nothing.
 * @throws CodedError NOT_FOUND, CAMPAIGN_STATUS
 */
export const finishCampaign = (database: Database, key: string, now: Date): Promise<Campaign> =>
  database.transaction(async (client) => {
    const campaign = await holdCampaign(client, key)
    if (campaign.status === 'FINISHED' && campaign.source === 'OWN') return campaign
    requireStatus(campaign, ['SCHEDULED', 'RUNNING'], 'finished')
    return saveCampaign(client, { ...campaign, status: 'FINISHED' }, now)
  })
