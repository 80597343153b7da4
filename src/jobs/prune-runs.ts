import { CodedError } from '../errors.ts'
import { pruneImpressions } from '../store/impressions.ts'
import { failUnpublished, findUnfinishedFlows } from '../store/model-runs.ts'
import { pruneRuns as dropOldRows } from '../store/prune-runs.ts'
import { pruneDeliveries } from '../store/webhooks/deliveries.ts'
import { recompute } from './definitions.ts'
import type { JobContext } from './job-context.ts'

/** Runs whose recompute has been gone for a while: whoever asked for it died before it was in the queue. */
const patienceMs = 600_000

const failAbandoned = async ({ database, queues, scheduledFor }: JobContext): Promise<readonly string[]> => {
  const flows = await findUnfinishedFlows(database, new Date(scheduledFor.getTime() - patienceMs))
  const abandoned: string[] = []
  for (const flowId of flows) {
    const state = await queues.stateOf(recompute, flowId)
    if (state !== null && state !== 'completed' && state !== 'failed') continue
    const { code, message } = new CodedError('RUN_INTERRUPTED', 'The recompute of this run is no longer in the queue.')
    await failUnpublished(database, flowId, { code, message })
    abandoned.push(flowId)
  }
  return abandoned
}

/** Drops rows that nobody can go back to, impressions of half a year ago and messages that arrived a month ago, and ends runs that nobody computes any more. */
export const pruneRuns = async (context: JobContext<{ readonly keep: number }>) => {
  const abandoned = await failAbandoned(context as JobContext)
  const dropped = await dropOldRows(context.database, context.input.keep)
  const forgotten = await pruneImpressions(context.database, context.scheduledFor)
  const arrived = await pruneDeliveries(context.database, context.scheduledFor)
  context.log.info({ dropped, abandoned, forgotten, arrived }, 'pruned')
  return { dropped, abandoned }
}
