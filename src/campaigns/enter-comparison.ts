import type { PoolClient } from 'pg'

import type { Campaign } from '../domain/campaign.ts'
import { CodedError } from '../errors.ts'
import { enrolPeople, findRival } from '../store/campaigns/comparison-people.ts'

/**
 * Before a campaign that is compared hands out anything: takes in all members of its segment, those of both halves from the same moment on.
 * @throws CodedError CAMPAIGN_STATUS while the other campaign has not started: the days of its people would begin without it
 */
export const enterComparison = async (
  client: PoolClient,
  { id, key }: Pick<Campaign, 'id' | 'key'>,
  segmentId: number,
  now: Date,
): Promise<void> => {
  const rival = await findRival(client, id)
  if (rival === null || rival.status === 'FINISHED') return
  if (rival.status !== 'RUNNING')
    throw new CodedError(
      'CAMPAIGN_STATUS',
      `"${key}" is compared with "${rival.key}", which is ${rival.status}: start both (startCampaign), then hand out coupons.`,
    )
  await enrolPeople(client, rival.comparisonId, segmentId, now)
}
