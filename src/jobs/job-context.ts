import type { z } from 'zod'

import type { RecommendationBudget } from '../domain/recommendation-budget.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import type { WebhookSettings } from '../webhooks/deliver.ts'
import type { Definitions, JobDefinition } from './definitions.ts'
import type { Queues } from './queue.ts'

export interface ChildJob<Payload extends z.ZodType = z.ZodType> {
  readonly definition: JobDefinition<Payload>
  readonly payload: z.input<Payload>
  /** The same id is the same job, however often it is asked for. */
  readonly id: string
}

/** Everything a job is given: it opens nothing itself. */
export interface JobContext<Input = unknown> {
  readonly input: Input
  readonly jobId: string
  /** The time it was scheduled for, however late it runs; otherwise when it was asked for. */
  readonly scheduledFor: Date
  /** Whether an error of this attempt is the last word. */
  readonly isLastAttempt: boolean
  readonly database: Database
  readonly queues: Pick<Queues, 'enqueue' | 'stateOf'>
  readonly log: Log
  /** Aborted when the worker has to leave: the job goes back to its queue and starts again elsewhere. */
  readonly signal: AbortSignal
  /** IANA name: the shop's days. */
  readonly timeZone: string
  /** What the choice of a recommender may cost where nobody asked for another. */
  readonly recommendationBudget: RecommendationBudget
  /** How messages to other people's servers are signed, and where they may go. */
  readonly webhooks: WebhookSettings
  /** How this job's own part goes, 0..1. */
  readonly progress: (fraction: number, message: string) => void
  /**
   * Starts jobs and has this one wait for them: it is called again with `next` as its input when all have ended, well or not. Returns only
   * when there is none to wait for.
   */
  waitFor(next: Input, children: readonly ChildJob[]): Promise<void>
}

export type Handlers = {
  readonly [Name in keyof Definitions]: (
    context: JobContext<z.output<Definitions[Name]['payload']>>,
  ) => Promise<unknown>
}
