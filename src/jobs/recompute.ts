import type { z } from 'zod'

import type { ModelRun, RunKind } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import { learnForRun } from '../learning/learn-for-run.ts'
import { failUnfinished, runsOfFlow } from '../store/model-runs.ts'
import { publishRuns } from '../store/publish-runs.ts'
import {
  computeClusters,
  computeLifetimeValues,
  computeNextActions,
  computePortraits,
  computePredictions,
  computeRatings,
  computeRecommendations,
  computeSegments,
  computeUplift,
  pruneRuns,
  type recompute as recomputeDefinition,
} from './definitions.ts'
import type { ChildJob, JobContext } from './job-context.ts'
import { runTask } from './threads.ts'

type RecomputeInput = z.output<(typeof recomputeDefinition)['payload']>

/** The kinds that have a job of their own for each run. */
const jobOfKind = {
  PORTRAITS: computePortraits,
  LIFETIME_VALUE: computeLifetimeValues,
  RECOMMENDATIONS: computeRecommendations,
  SEGMENTS: computeSegments,
  RATING: computeRatings,
  CLUSTERS: computeClusters,
  UPLIFT: computeUplift,
  NEXT_ACTION: computeNextActions,
} as const satisfies Partial<Record<RunKind, unknown>>

type OwnJobKind = keyof typeof jobOfKind

const hasOwnJob = (kind: RunKind): kind is OwnJobKind => kind in jobOfKind

const childrenOf = (
  { budget, flowId }: Pick<RecomputeInput, 'budget' | 'flowId'>,
  runs: readonly ModelRun[],
): readonly ChildJob[] => {
  const own = runs.flatMap(({ id, kind }): ChildJob[] => {
    if (!hasOwnJob(kind)) return []
    const definition = jobOfKind[kind]
    const payload = { flowId, runId: id, ...(kind === 'RECOMMENDATIONS' && { budget }) }
    return [{ definition, payload, id: `${flowId}-${definition.name}` }]
  })
  const runIds = runs.filter(({ kind }) => !hasOwnJob(kind)).map(({ id }) => id)
  if (runIds.length === 0) return own
  const payload = { flowId, runIds, budget }
  return [...own, { definition: computePredictions, payload, id: `${flowId}-${computePredictions.name}` }]
}

/** What goes with new recommendations beside their lists. Without it they are published all the same: nobody explores for a night. */
const learn = async ({ database, input, log, signal }: JobContext<RecomputeInput>): Promise<void> => {
  const candidate = (await runsOfFlow(database.pool, input.flowId)).find(
    ({ kind, status }) => kind === 'RECOMMENDATIONS' && status === 'CANDIDATE',
  )
  if (candidate === undefined) return
  try {
    const learned = await learnForRun(database, { runId: candidate.id, asOf: candidate.asOf }, (input) =>
      runTask('exploration', input, { signal }),
    )
    log.info({ runId: candidate.id, ...learned }, 'learned from what was shown')
  } catch (error) {
    log.error({ err: error, runId: candidate.id }, 'could not learn from what was shown')
  }
}

/** Ends what its workers left unfinished, moves all pointers at once, and has old rows dropped afterwards. */
const publish = async (context: JobContext<RecomputeInput>) => {
  const { database, queues, input, log, progress } = context
  const { flowId } = input
  progress(0, 'publishing')
  const { code, message } = new CodedError(
    'RUN_INTERRUPTED',
    'The workers that computed this run died or were lost again and again; see their logs.',
  )
  await failUnfinished(database, flowId, { code, message })
  await learn(context)
  const runs = await publishRuns(database, flowId)
  await queues.enqueue(pruneRuns, {}, { id: `${flowId}-prune` })
  const results = runs.map(({ id, kind, status }) => ({ id, kind, status }))
  log.info({ flowId, runs: results }, 'recomputed')
  progress(1, results.map(({ kind, status }) => `${kind} ${status}`).join(', '))
  return { runs: results }
}

/**
 * One recompute: portraits first, then the models side by side, then one publication of everything that went well. A model that fails stops
 * nothing but itself. However often it is interrupted, it goes on at the step it had come to.
 */
export const recompute = async (context: JobContext<RecomputeInput>) => {
  const { database, input, waitFor } = context
  const runs = await runsOfFlow(database.pool, input.flowId)
  const portraits = runs.filter(({ kind }) => kind === 'PORTRAITS')
  const models = runs.filter(({ kind }) => kind !== 'PORTRAITS')
  if (input.step === 'portraits') await waitFor({ ...input, step: 'models' }, childrenOf(input, portraits))
  if (input.step !== 'publish') await waitFor({ ...input, step: 'publish' }, childrenOf(input, models))
  return publish(context)
}
