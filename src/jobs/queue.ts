import type { z } from 'zod'

import { type JobDefinition, queueNames, readPayload } from './definitions.ts'
import {
  type JobProcessor,
  jobDefaults,
  type OpenQueues,
  openQueues,
  type QueueWorker,
  type QueueWorkerOptions,
} from './open-queues.ts'
import type { Progress } from './progress.ts'
import type { BackendOptions } from './queue-backend.ts'

interface EnqueueOptions {
  /** The same id is the same job: enqueued twice, it runs once. */
  readonly id?: string
  /** The job that waits for this one; it goes on when this one fails, too. */
  readonly parent?: { readonly id: string; readonly queue: string }
}

interface Schedule {
  readonly id: string
  /** Five or six fields. */
  readonly cron: string
  /** IANA name: the cron's hours are hours there. */
  readonly timeZone: string
}

interface QueueCounts {
  readonly queue: string
  readonly counts: Readonly<Record<string, number>>
}

export interface Queues {
  /**
   * Adds a job and returns its id.
   * @throws Error when the payload is not what the definition says
   */
  readonly enqueue: <Payload extends z.ZodType>(
    definition: JobDefinition<Payload>,
    payload: z.input<Payload>,
    options?: EnqueueOptions,
  ) => Promise<string>
  /** Adds or changes a job that repeats; each gets the time it was scheduled for. */
  readonly schedule: <Payload extends z.ZodType>(
    definition: JobDefinition<Payload>,
    payload: z.input<Payload>,
    schedule: Schedule,
  ) => Promise<void>
  /** How recomputes go, from now on, until the signal is aborted or the queues are closed. */
  readonly progress: (signal?: AbortSignal) => AsyncIterable<Progress>
  /** Tells everybody who listens how the recompute `progress.jobId` goes. */
  readonly report: (progress: Progress) => Promise<void>
  /** `completed`, `failed`, `active`, `waiting`, …; null when there is no such job (any more). */
  readonly stateOf: (definition: JobDefinition, id: string) => Promise<string | null>
  readonly work: (queue: string, processor: JobProcessor, options: QueueWorkerOptions) => Promise<QueueWorker>
  /** How many jobs are waiting, active, failed, … in each queue. */
  readonly counts: () => Promise<readonly QueueCounts[]>
  /** Rejects when the queues cannot be reached. */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * The queues, on PostgreSQL or, where there is one, on Redis. Opens no connection and loads no library before the first use.
 */
export const createQueues = (options: BackendOptions): Queues => {
  let opening: Promise<OpenQueues> | null = null
  let closed = false
  const opened = (): Promise<OpenQueues> => {
    if (closed) throw new Error('The queues are closed')
    opening ??= openQueues(options).catch((error) => {
      // A database that was away for a moment must not be away for ever.
      opening = null
      throw error
    })
    return opening
  }

  return {
    enqueue: async (definition, payload, { id, parent } = {}) => {
      const data = readPayload(definition, payload)
      const { queue } = await opened()
      const job = await queue(definition.queue).add(definition.name, data, {
        jobId: id,
        ...(parent && { parent, ignoreDependencyOnFailure: true }),
      })
      return job.id as string
    },
    schedule: async (definition, payload, { id, cron, timeZone }) => {
      const data = readPayload(definition, payload)
      const { queue } = await opened()
      await queue(definition.queue).upsertJobScheduler(
        id,
        { pattern: cron, tz: timeZone },
        { name: definition.name, data, opts: jobDefaults },
      )
    },
    progress: async function* (signal) {
      yield* (await opened()).feed().listen(signal)
    },
    report: async (progress) => {
      const { queue } = await opened()
      const job = await queue('recompute').getJob(progress.jobId)
      // Models report side by side, each from what it knows of the others: what is shown never goes back.
      const before = (job?.progress as Partial<Progress> | undefined)?.fraction ?? 0
      await job?.updateProgress({ ...progress, fraction: Math.max(before, progress.fraction) })
    },
    stateOf: async (definition, id) => {
      const { queue } = await opened()
      const state = await queue(definition.queue).getJobState(id)
      return state === 'unknown' ? null : state
    },
    work: async (name, processor, more) => (await opened()).worker(name, processor, more),
    counts: async () => {
      const { queue } = await opened()
      return Promise.all(queueNames.map(async (name) => ({ queue: name, counts: await queue(name).getJobCounts() })))
    },
    ping: async () => {
      const { queue } = await opened()
      await queue('recompute').getJobCounts('waiting')
    },
    close: async () => {
      closed = true
      await (await opening?.catch(() => null))?.close()
    },
  }
}
