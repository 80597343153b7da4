import type { Campaign } from '../domain/campaign.ts'
import type { Comparison } from '../domain/comparison.ts'
import { enrolPeople } from '../store/campaigns/comparison-people.ts'
import { endComparison } from '../store/campaigns/comparisons.ts'
import { findAudience } from '../store/campaigns/find-campaign.ts'
import { findCampaignsById } from '../store/campaigns/list-campaigns.ts'
import type { Database } from '../store/database.ts'
import { judgeComparison } from './judge-comparison.ts'
import { finishCampaign } from './move-campaign.ts'

const loserOf = (verdict: string, a: Campaign, b: Campaign): Campaign | null =>
  verdict === 'A_BETTER' ? b : verdict === 'B_BETTER' ? a : null

const hasBegun = ({ status, allocatedAt }: Campaign): boolean => status === 'RUNNING' && allocatedAt !== null

/**
 * Takes in who has come into the segment since both campaigns began, and ends the comparison when it can be decided, its loser with it where that was asked for. Done again it changes nothing.
 * null while there is nothing to say.
 */
export const tendComparison = async (
  database: Database,
  comparison: Comparison,
  now: Date,
): Promise<Comparison | null> => {
  const found = await findCampaignsById(database, [comparison.campaignA, comparison.campaignB])
  const [a, b] = [comparison.campaignA, comparison.campaignB].map(
    (id) => found.find((one) => one.id === id) as Campaign,
  )
  if (hasBegun(a) && hasBegun(b)) {
    const audience = await findAudience(database.pool, a.segmentKey ?? '')
    if (audience !== null) await enrolPeople(database.pool, a.id, audience.segmentId, now)
  }
  const { verdict } = await judgeComparison(database, comparison, now)
  if (verdict === 'RUNNING') return null
  const loser = comparison.stopLoser ? loserOf(verdict, a, b) : null
  // The loser first: who dies in between comes back to a comparison that still runs.
  if (loser?.status === 'RUNNING') await finishCampaign(database, loser.key, now)
  return endComparison(database.pool, comparison.id, verdict, now)
}
