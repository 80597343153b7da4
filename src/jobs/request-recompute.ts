import { type ModelRun, type RunKind, runKinds } from '../domain/model-run.ts'
import type { RecommendationBudget } from '../domain/recommendation-budget.ts'
import { CodedError } from '../errors.ts'
import { latestEventTime } from '../store/activity.ts'
import type { Database } from '../store/database.ts'
import { startRuns } from '../store/model-runs.ts'
import { recompute } from './definitions.ts'
import type { Queues } from './queue.ts'

export interface RecomputeRequest {
  /** null: every kind. */
  readonly only: readonly RunKind[] | null
  /** null: the time of the latest event that is not after `requestedAt`. */
  readonly asOf: Date | null
  readonly requestedAt: Date
  readonly requestedBy: 'schedule' | 'user'
  /** The same flow asked for twice is one recompute. */
  readonly flowId: string
  /** What the choice of a recommender may cost; absent: what the worker's environment says. */
  readonly budget?: RecommendationBudget
}

export interface RecomputeStarted {
  readonly jobId: string
  readonly runs: readonly ModelRun[]
}

/** The same data and the same seed give the same models. */
const seed = 1

/** Segments are groups of the portraits of the same recompute, so asking for them asks for those. */
const kindsOf = (only: readonly RunKind[] | null): readonly RunKind[] =>
  runKinds.filter((kind) => only === null || only.includes(kind) || (kind === 'PORTRAITS' && only.includes('SEGMENTS')))

const instantOf = async (database: Database, { asOf, requestedAt }: RecomputeRequest): Promise<Date> => {
  const latest = await latestEventTime(database.pool, asOf ?? requestedAt)
  if (latest !== null) return asOf ?? latest
  const until = asOf === null ? '' : ` up to ${asOf.toISOString()}`
  throw new CodedError('NOTHING_TO_COMPUTE', `There are no events${until} to compute from: import or track some first.`)
}

/**
 * Makes the runs of a recompute and puts it in the queue; returns at once.
 * @throws CodedError NOTHING_TO_COMPUTE when there is no behaviour up to that time
 */
export const requestRecompute = async (
  { database, queues }: { readonly database: Database; readonly queues: Pick<Queues, 'enqueue'> },
  request: RecomputeRequest,
): Promise<RecomputeStarted> => {
  const { flowId, only, requestedBy, budget = null } = request
  const asOf = await instantOf(database, request)
  const runs = await startRuns(database, { flowId, kinds: kindsOf(only), asOf, seed })
  const runIds = runs.map(({ id }) => id)
  const payload = { flowId, asOf: asOf.toISOString(), only: only && [...only], runIds, requestedBy, budget }
  const jobId = await queues.enqueue(recompute, payload, { id: flowId })
  return { jobId, runs }
}
