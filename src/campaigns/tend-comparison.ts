import type { Campaign } from '../domain/campaign.ts'
import type { Comparison } from '../domain/comparison.ts'
import { endComparison } from '../store/campaigns/comparisons.ts'
import { findCampaignsById } from '../store/campaigns/list-campaigns.ts'
import type { Database } from '../store/database.ts'
import { judgeComparison } from './judge-comparison.ts'
import { finishCampaign } from './move-campaign.ts'

const loserOf = (verdict: string, a: Campaign, b: Campaign): Campaign | null =>
  verdict === 'A_BETTER' ? b : verdict === 'B_BETTER' ? a : null

/**
 * Ends a comparison when it can be decided, its loser with it where that was asked for, or when a campaign has finished and nobody's days are left. Done again it changes nothing.
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
  const { verdict, ...sides } = await judgeComparison(database, comparison, now)
  if (verdict === 'RUNNING') {
    const isOver = [a, b].some(({ status }) => status === 'FINISHED') && sides.a.waiting + sides.b.waiting === 0
    return isOver ? endComparison(database.pool, comparison.id, 'ENDED', now) : null
  }
  const loser = comparison.stopLoser ? loserOf(verdict, a, b) : null
  // The loser first: who dies in between comes back to a comparison that still runs.
  if (loser?.status === 'RUNNING') await finishCampaign(database, loser.key, now)
  return endComparison(database.pool, comparison.id, verdict, now)
}
