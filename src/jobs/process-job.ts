import { type Job, UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq'

import type { RecommendationBudget } from '../domain/recommendation-budget.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { isTransient } from '../store/transient.ts'
import type { WebhookSettings } from '../webhooks/deliver.ts'
import { definitions, findDefinition, type JobDefinition, readPayload } from './definitions.ts'
import { handlers } from './handlers.ts'
import type { ChildJob, JobContext } from './job-context.ts'
import type { Queues } from './queue.ts'
import { createReporter } from './reporter.ts'

export interface JobResources {
  readonly database: Database
  readonly queues: Queues
  readonly log: Log
  readonly timeZone: string
  readonly recommendationBudget: RecommendationBudget
  readonly webhooks: WebhookSettings
}

type AnyHandler = (context: JobContext) => Promise<unknown>

const handlerOf = (wanted: JobDefinition): AnyHandler => {
  const name = Object.entries(definitions).find(([, definition]) => definition === wanted)?.[0]
  return handlers[name as keyof typeof handlers] as AnyHandler
}

/** What to run, and with what: anybody who reaches the queue can put anything into it. */
const readJob = ({ queueName, name, data }: Job) => {
  const definition = findDefinition(queueName, name)
  if (!definition) throw new UnrecoverableError(`Nobody knows a job ${JSON.stringify(name)} in the queue ${queueName}.`)
  try {
    return { definition, input: readPayload(definition, data) as { readonly flowId?: string } }
  } catch (error) {
    throw new UnrecoverableError((error as Error).message)
  }
}

/** Starts children and parks the job until they have ended; it is called again with `next` as its payload. */
const waitForChildren =
  (job: Job, token: string, queues: Queues) =>
  async (next: unknown, children: readonly ChildJob[]): Promise<void> => {
    const parent = { id: job.id as string, queue: job.queueQualifiedName }
    for (const { definition, payload, id } of children) await queues.enqueue(definition, payload, { id, parent })
    await job.updateData(next)
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError()
  }

const contextOf = (
  { database, queues, timeZone, recommendationBudget, webhooks, log }: JobResources,
  job: Job,
  token: string,
  signal: AbortSignal,
  { input, progress }: Pick<JobContext, 'input' | 'progress'>,
): JobContext => ({
  input,
  jobId: job.id as string,
  scheduledFor: new Date(job.opts.prevMillis ?? job.timestamp),
  isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
  database,
  queues,
  log: log.child({ job: job.name, id: job.id }),
  signal,
  timeZone,
  recommendationBudget,
  webhooks,
  progress,
  waitFor: waitForChildren(job, token, queues),
})

/** Runs a job and tells the queue what to do about an error: wait, go back, try again, or give up. */
export const processJob =
  (resources: JobResources) =>
  async (job: Job, token = '', signal: AbortSignal = new AbortController().signal): Promise<unknown> => {
    const { definition, input } = readJob(job)
    // Interrupted between starting its children and parking, it must park before it goes on.
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError()
    const reporter = createReporter(resources, {
      flowId: input.flowId ?? null,
      step: job.name.replace(/^compute-/, ''),
    })
    const context = contextOf(resources, job, token, signal, { input, progress: reporter.tell })
    try {
      const result = await handlerOf(definition)(context)
      await reporter.settled()
      return result
    } catch (error) {
      if (error instanceof WaitingChildrenError) throw error
      if (signal.aborted) {
        await job.moveToWait(token)
        context.log.info('handed back to the queue')
        throw new WaitingError()
      }
      context.log.error({ err: error, lastAttempt: context.isLastAttempt }, 'the job failed')
      if (isTransient(error)) throw error
      throw new UnrecoverableError(error instanceof Error ? error.message : String(error))
    }
  }
