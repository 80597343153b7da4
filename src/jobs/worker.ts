import { availableParallelism } from 'node:os'

import type { Job } from 'bullmq'

import type { Resources } from '../resources.ts'
import type { Database } from '../store/database.ts'
import { failUnpublished } from '../store/model-runs.ts'
import { type QueueName, queueNames, recompute } from './definitions.ts'
import { processJob } from './process-job.ts'
import { scheduleCampaigns, scheduleRecompute, scheduleSegments, scheduleWebhooks } from './schedule.ts'

export interface WorkerSettings {
  /** Whether this worker starts the nightly recompute. Default true. */
  readonly schedule?: boolean
  /** How long a lock lasts that is not renewed: after it a dead worker's job is another's. Default 15 s. */
  readonly lockDuration?: number
  /** How often locks that ran out are looked for; a job is taken over at the second look. Default 5 s. */
  readonly stalledInterval?: number
  readonly concurrency?: Partial<Record<QueueName, number>>
}

export interface Workers {
  /** Takes no more jobs, lets those that run finish for `graceMs` (default 20 s), and hands back what is left. */
  readonly close: (graceMs?: number) => Promise<void>
}

/** `recompute` only conducts, so many may wait at once; models take a core each. */
const defaultConcurrency = (): Record<QueueName, number> => ({
  recompute: 8,
  models: Math.max(2, Math.min(4, availableParallelism())),
  maintenance: 2,
  webhooks: 2,
})

/** A machine may be switched off under a job any number of times; only a job that kills its workers by itself must end. */
const maxStalledCount = 20

/** A recompute that failed for good publishes nothing any more: its runs say so. */
const giveUp = async (database: Database, { name, data }: Pick<Job, 'name' | 'data'>, { message }: Error) => {
  const payload = name === recompute.name ? recompute.payload.safeParse(data) : null
  if (payload?.success) await failUnpublished(database, payload.data.flowId, { code: 'RUN_INTERRUPTED', message })
}

/** Workers for every queue, until closed. */
export const startWorkers = async (
  { config, database, queues, log }: Pick<Resources, 'config' | 'database' | 'queues' | 'log'>,
  settings: WorkerSettings = {},
): Promise<Workers> => {
  const { schedule = true, lockDuration = 15_000, stalledInterval = 5000 } = settings
  const concurrency = { ...defaultConcurrency(), ...settings.concurrency }
  const { timeZone, recommendationBudget } = config
  const run = processJob({ database, queues, log, timeZone, recommendationBudget, webhooks: config })
  if (schedule)
    await Promise.all([
      scheduleRecompute(queues, config),
      scheduleSegments(queues),
      scheduleCampaigns(queues),
      scheduleWebhooks(queues),
    ])
  const workers = await Promise.all(
    queueNames.map((name) =>
      queues.work(name, (job, token, signal) => run(job, token, signal), {
        concurrency: concurrency[name],
        lockDuration,
        stalledInterval,
        maxStalledCount,
      }),
    ),
  )
  for (const worker of workers) {
    worker.on('failed', (job, error) => {
      if (job?.finishedOn) giveUp(database, job, error).catch((err) => log.error({ err }, 'runs were not given up'))
    })
    worker.on('stalled', (jobId) => log.warn({ jobId, queue: worker.name }, 'took over from a worker that died'))
  }
  return {
    close: async (graceMs = 20_000) => {
      const closing = Promise.all(workers.map((worker) => worker.close()))
      const handBack = setTimeout(() => {
        for (const worker of workers) worker.cancelAllJobs('the worker has to leave')
      }, graceMs)
      await closing.finally(() => clearTimeout(handBack))
    },
  }
}
