import type { PoolClient } from 'pg'

import type { Campaign, CampaignStatus } from '../domain/campaign.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { findCampaignKeys } from '../store/campaigns/find-campaign.ts'
import { lockCampaign } from '../store/campaigns/write-campaign.ts'

/**
 * The campaign, which nobody else changes until the transaction ends.
 * @throws CodedError NOT_FOUND with the nearest key
 */
export const holdCampaign = async (client: PoolClient, key: string): Promise<Campaign> => {
  const campaign = key.isWellFormed() && !key.includes('\0') ? await lockCampaign(client, key) : null
  if (campaign !== null) return campaign
  const near = suggestion(key, await findCampaignKeys(client))
  throw new CodedError('NOT_FOUND', `There is no campaign ${JSON.stringify(key)}.${near}`)
}

/** @throws CodedError CAMPAIGN_STATUS for one that was imported, or that is in none of these */
export const requireStatus = (
  { key, source, status }: Campaign,
  allowed: readonly CampaignStatus[],
  what: string,
): void => {
  if (source === 'IMPORTED')
    throw new CodedError('CAMPAIGN_STATUS', `"${key}" was imported: it can be read, but not ${what}.`)
  if (!allowed.includes(status))
    throw new CodedError(
      'CAMPAIGN_STATUS',
      `"${key}" is ${status}; only what is ${allowed.join(' or ')} can be ${what}.`,
    )
}
