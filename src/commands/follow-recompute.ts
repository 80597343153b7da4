import { setTimeout as sleep } from 'node:timers/promises'

import type { ModelRun } from '../domain/model-run.ts'
import { recompute } from '../jobs/definitions.ts'
import type { Progress } from '../jobs/progress.ts'
import { type RecomputeRequest, requestRecompute } from '../jobs/request-recompute.ts'
import type { Resources } from '../resources.ts'
import { runsOfFlow } from '../store/model-runs.ts'

const pollEvery = 100

const ended = async ({ queues }: Resources, jobId: string, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const state = await queues.stateOf(recompute, jobId)
    if (state === null || state === 'completed' || state === 'failed') return
    await sleep(pollEvery, undefined, { signal })
  }
}

const watch = async (
  { queues }: Resources,
  jobId: string,
  show: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> => {
  for await (const progress of queues.progress(signal)) if (progress.jobId === jobId) show(progress)
}

/** Asks for a recompute, shows how it goes, and returns its runs when it has ended. Somebody else must be working. */
export const followRecompute = async (
  resources: Resources,
  request: RecomputeRequest,
  { show, signal }: { readonly show: (progress: Progress) => void; readonly signal: AbortSignal },
): Promise<readonly ModelRun[]> => {
  const done = new AbortController()
  const watching = watch(resources, request.flowId, show, AbortSignal.any([signal, done.signal]))
  try {
    await requestRecompute(resources, request)
    await ended(resources, request.flowId, signal)
  } finally {
    done.abort()
    await watching
  }
  return runsOfFlow(resources.database.pool, request.flowId)
}
