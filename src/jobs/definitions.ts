import { z } from 'zod'

import { runKinds } from '../domain/model-run.ts'
import { recommendationBudgets } from '../domain/recommendation-budget.ts'

/**
 * One queue per kind of work, each with workers of its own, so that no kind waits behind another: `recompute` only
 * conducts, `models` computes, `maintenance` starts what is scheduled and clears what is old, `webhooks` waits for other people's servers.
 */
export const queueNames = ['recompute', 'models', 'maintenance', 'webhooks'] as const
export type QueueName = (typeof queueNames)[number]

export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly queue: QueueName
  readonly payload: Payload
}

/** What a job is called, where it waits and what it is told. Payloads are checked by who enqueues and by who works. */
const defineJob = <Name extends string, Payload extends z.ZodType>(name: Name, queue: QueueName, payload: Payload) =>
  ({ name, queue, payload }) as const

const flowId = z.string().regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots, dashes and underscores')
const runId = z.int().positive()
const kinds = z.array(z.enum(runKinds)).min(1).nullable()
/** null: what the worker's environment says. */
const budget = z.enum(recommendationBudgets).nullable().default(null)

/** One recompute from its runs to their publication; `step` is what it does next. Its id is the flow's. */
export const recompute = defineJob(
  'recompute',
  'recompute',
  z.strictObject({
    flowId,
    /** null: the time of the latest event. */
    asOf: z.iso.datetime().nullable(),
    /** null: every kind. */
    only: kinds,
    runIds: z.array(runId).min(1),
    requestedBy: z.enum(['schedule', 'user']),
    budget,
    step: z.enum(['portraits', 'models', 'publish']).default('portraits'),
  }),
)

/** What the job of one run is told: everything else stands in the run itself. */
const ofRun = z.strictObject({ flowId, runId })

export const computePortraits = defineJob('compute-portraits', 'models', ofRun)
export const computeLifetimeValues = defineJob('compute-lifetime-values', 'models', ofRun)
export const computeRecommendations = defineJob('compute-recommendations', 'models', ofRun.extend({ budget }))
/** Runs that are learned from the same table of behaviour, which is read once for all of them. */
export const computePredictions = defineJob(
  'compute-predictions',
  'models',
  z.strictObject({ flowId, runIds: z.array(runId).min(1), budget }),
)
export const computeRatings = defineJob('compute-ratings', 'models', ofRun)
export const computeClusters = defineJob('compute-clusters', 'models', ofRun)
export const computeUplift = defineJob('compute-uplift', 'models', ofRun)
export const computeNextActions = defineJob('compute-next-actions', 'models', ofRun)
export const computeSegments = defineJob('compute-segments', 'models', ofRun)

/** The nightly start of a recompute, as of the time it was scheduled for. */
export const startRecompute = defineJob('start-recompute', 'maintenance', z.strictObject({ only: kinds }))

/** Drops the rows of runs that nobody can go back to. */
export const pruneRuns = defineJob('prune-runs', 'maintenance', z.strictObject({ keep: z.int().min(1).default(3) }))

/** Brings the members of all rules up to date. */
export const refreshSegments = defineJob('refresh-segments', 'maintenance', z.strictObject({}))

/** Starts and ends the campaigns whose time has come. */
export const runCampaigns = defineJob('run-campaigns', 'maintenance', z.strictObject({}))

/** Tells receivers who has entered their segments and who has left. */
export const deliverWebhooks = defineJob('deliver-webhooks', 'webhooks', z.strictObject({}))

export const definitions = {
  recompute,
  computePortraits,
  computePredictions,
  computeRatings,
  computeLifetimeValues,
  computeRecommendations,
  computeSegments,
  computeClusters,
  computeUplift,
  computeNextActions,
  startRecompute,
  pruneRuns,
  refreshSegments,
  deliverWebhooks,
  runCampaigns,
} as const

export type Definitions = typeof definitions

/** The definition of a job as a worker meets it: by queue and name; undefined for a job that nobody defined. */
export const findDefinition = (queue: string, name: string): JobDefinition | undefined =>
  Object.values(definitions).find((definition) => definition.queue === queue && definition.name === name)

/**
 * The payload as its definition wants it.
 * @throws Error one line that names the job and every fault
 */
export const readPayload = <Payload extends z.ZodType>(
  definition: JobDefinition<Payload>,
  payload: unknown,
): z.output<Payload> => {
  const parsed = definition.payload.safeParse(payload)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'payload'}: ${message}`)
  throw new Error(`The payload of ${definition.name} is not what it must be: ${faults.join('; ')}`)
}
