import type { z } from 'zod'

import type { ModelRun, RunKind } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import { failUnfinished, runsOfFlow } from '../store/model-runs.ts'
import { publishRuns } from '../store/publish-runs.ts'
import {
  computeChurnRisk,
  computeLifetimeValues,
  computePortraits,
  computeRecommendations,
  computeSegments,
  pruneRuns,
  type recompute as recomputeDefinition,
} from './definitions.ts'
import type { ChildJob, JobContext } from './job-context.ts'

type RecomputeInput = z.output<(typeof recomputeDefinition)['payload']>

const jobOfKind = {
  PORTRAITS: computePortraits,
  CHURN_RISK: computeChurnRisk,
  LIFETIME_VALUE: computeLifetimeValues,
  RECOMMENDATIONS: computeRecommendations,
  SEGMENTS: computeSegments,
} as const satisfies Record<RunKind, unknown>

const childOf =
  ({ budget }: Pick<RecomputeInput, 'budget'>) =>
  ({ id, kind, flowId }: ModelRun): ChildJob => {
    const definition = jobOfKind[kind]
    const payload = { flowId, runId: id, ...(kind === 'RECOMMENDATIONS' && { budget }) }
    return { definition, payload, id: `${flowId}-${definition.name}` }
  }

/** Ends what its workers left unfinished, moves all pointers at once, and has old rows dropped afterwards. */
const publish = async ({ database, queues, input, log, progress }: JobContext<RecomputeInput>) => {
  const { flowId } = input
  progress(0, 'publishing')
  const { code, message } = new CodedError(
    'RUN_INTERRUPTED',
    'The workers that computed this run died or were lost again and again; see their logs.',
  )
  await failUnfinished(database, flowId, { code, message })
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
  if (input.step === 'portraits') await waitFor({ ...input, step: 'models' }, portraits.map(childOf(input)))
  if (input.step !== 'publish') await waitFor({ ...input, step: 'publish' }, models.map(childOf(input)))
  return publish(context)
}
