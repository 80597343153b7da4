import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { countEnded } from '../store/model-runs.ts'
import type { Queues } from './queue.ts'

export interface ReporterResources {
  readonly database: Database
  readonly queues: Pick<Queues, 'report'>
  readonly log: Log
}

/** Not more often than this: each is a write that everybody who listens is told of. */
const interval = 250

/** Publishing counts as half a run. */
const publishing = 0.5

/** Of the whole recompute: runs that have ended, and this one's part. */
const overall = async (database: Database, flowId: string, step: string, fraction: number): Promise<number> => {
  const { ended, total } = await countEnded(database, flowId)
  const own = step === 'recompute' ? publishing * fraction : Math.min(fraction, total - ended)
  return Math.min(1, (ended + own) / (total + publishing))
}

/**
 * Tells how one job of a recompute goes, in order and not too often; a job of no recompute tells nobody. That somebody could not be told
 * is no reason to fail a job.
 */
export const createReporter = (
  { database, queues, log }: ReporterResources,
  { flowId, step }: { readonly flowId: string | null; readonly step: string },
) => {
  let last = Number.NEGATIVE_INFINITY
  let told: Promise<void> = Promise.resolve()
  const send = async (fraction: number, message: string): Promise<void> => {
    if (flowId === null) return
    await queues.report({ jobId: flowId, step, fraction: await overall(database, flowId, step, fraction), message })
  }
  return {
    tell: (fraction: number, message: string): void => {
      const now = performance.now()
      if (fraction > 0 && fraction < 1 && now - last < interval) return
      last = now
      told = told
        .then(() => send(fraction, message))
        .catch((error) => log.debug({ err: error }, 'progress was not told'))
    },
    settled: () => told,
  }
}
