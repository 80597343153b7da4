import { allocateInThread } from '../campaigns/allocate-in-thread.ts'
import { finishCampaign, startCampaign } from '../campaigns/move-campaign.ts'
import { tendComparison } from '../campaigns/tend-comparison.ts'
import { CodedError } from '../errors.ts'
import { listRunningComparisons } from '../store/campaigns/comparisons.ts'
import { findDueCampaigns, noteCampaignFailure } from '../store/campaigns/write-campaign.ts'
import type { JobContext } from './job-context.ts'

type Due = Awaited<ReturnType<typeof findDueCampaigns>>[number]

/** Each step is a transaction of its own: whoever dies after one goes on with the next. */
const startOrFinish = async ({ key, due }: Due, { database, scheduledFor: now, log }: JobContext): Promise<void> => {
  if (due === 'START') await startCampaign(database, key, now)
  if (due !== 'FINISH') return
  await finishCampaign(database, key, now)
  log.info({ campaign: key }, 'campaign finished')
}

const handOut = async (
  { key, due }: Due,
  { database, scheduledFor: now, timeZone, log }: JobContext,
): Promise<void> => {
  if (due === 'FINISH') return
  const allocation = await allocateInThread(database, { key, now, timeZone })
  log.info({ campaign: key, ...allocation }, 'coupons handed out')
}

/** Ends the comparisons that can be decided by now; how many run. */
const tendComparisons = async ({ database, scheduledFor: now, signal, log }: JobContext): Promise<number> => {
  const running = await listRunningComparisons(database.pool)
  for (const comparison of running) {
    signal.throwIfAborted()
    await tendComparison(database, comparison, now)
      .then((ended) => ended && log.info({ comparison: ended.key, status: ended.status }, 'comparison decided'))
      .catch((error) => log.error({ comparison: comparison.key, err: error }, 'a comparison could not be tended'))
  }
  return running.length
}

/**
 * Starts, with their coupons, and ends the campaigns whose time has come; one that cannot be holds up no other, and is tried again the next minute. All start before any hands out: two that are compared begin together.
 */
export const runCampaigns = async (context: JobContext) => {
  const { database, scheduledFor, signal, log, progress } = context
  const due = await findDueCampaigns(database.pool, scheduledFor)
  const failed = new Set<Due>()
  for (const [at, step] of [startOrFinish, handOut].entries())
    for (const [place, campaign] of due.entries()) {
      signal.throwIfAborted()
      if (failed.has(campaign)) continue
      progress((at + place / due.length) / 2, `tending "${campaign.key}"`)
      await step(campaign, context).catch(async (error) => {
        failed.add(campaign)
        log.error({ campaign: campaign.key, due: campaign.due, err: error }, 'a campaign could not be tended')
        const told = error instanceof CodedError ? error.message : 'Something unexpected went wrong; the log says what.'
        await noteCampaignFailure(database.pool, campaign.key, told)
      })
    }
  const comparisons = await tendComparisons(context)
  return { campaigns: due.length, comparisons }
}
