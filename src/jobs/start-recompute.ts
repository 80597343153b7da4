import type { RunKind } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import type { JobContext } from './job-context.ts'
import { requestRecompute } from './request-recompute.ts'

/** The nightly recompute, as of the time it was scheduled for: a worker that is late must not move the window. */
export const startRecompute = async (context: JobContext<{ readonly only: readonly RunKind[] | null }>) => {
  const { input, scheduledFor, log } = context
  const flowId = `nightly-${scheduledFor.toISOString().replaceAll(':', '.')}`
  try {
    const request = {
      only: input.only,
      asOf: null,
      requestedAt: scheduledFor,
      requestedBy: 'schedule',
      flowId,
    } as const
    const { jobId } = await requestRecompute(context, request)
    return { jobId }
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'NOTHING_TO_COMPUTE') throw error
    log.info('nothing to recompute: there are no events yet')
    return { jobId: null }
  }
}
