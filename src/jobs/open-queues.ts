import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'

import { createWarning } from '../log.ts'
import { type ProgressFeed, readProgress } from './progress.ts'
import {
  type BackendOptions,
  type OpenBackend,
  openBackend,
  type QueueConnection,
  sharedConnection,
} from './queue-backend.ts'

type JobQueue = Queue<unknown, unknown, string>
export type QueueWorker = Pick<
  Worker<unknown, unknown, string>,
  'close' | 'cancelAllJobs' | 'on' | 'name' | 'waitUntilReady'
>

export type JobProcessor = Processor<unknown, unknown, string>
export type QueueWorkerOptions = Omit<WorkerOptions<QueueConnection>, 'connection' | 'prefix'>

/** What failed is kept longer than what went well; neither for ever. */
export const jobDefaults = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { count: 500 },
  removeOnFail: { count: 1000 },
}

export interface OpenQueues {
  readonly backend: OpenBackend
  readonly queue: (name: string) => JobQueue
  readonly feed: () => ProgressFeed
  readonly worker: (name: string, processor: JobProcessor, options: QueueWorkerOptions) => QueueWorker
  readonly close: () => Promise<void>
}

/** Loads BullMQ, connects, and makes queues, workers and the feed of events as they are asked for. */
export const openQueues = async (options: BackendOptions): Promise<OpenQueues> => {
  const { log } = options
  const [{ Queue, QueueEvents, Worker }, backend] = await Promise.all([import('bullmq'), openBackend(options)])
  const { factory, prefix } = backend
  const connection = { connection: sharedConnection, prefix } as const
  const onError = createWarning(log, 'the queues answered with an error')
  const queues = new Map<string, JobQueue>()
  const closers: (() => Promise<void>)[] = []
  let feed: ProgressFeed | null = null

  const queue = (name: string): JobQueue => {
    const known = queues.get(name)
    if (known) return known
    const opened = new Queue(name, { ...connection, defaultJobOptions: jobDefaults }, factory) as unknown as JobQueue
    opened.on('error', onError)
    closers.push(() => opened.close())
    queues.set(name, opened)
    return opened
  }

  return {
    backend,
    queue,
    feed: () => {
      if (feed) return feed
      const events = new QueueEvents('recompute', connection, factory)
      events.on('error', onError)
      feed = readProgress(events)
      closers.push(async () => {
        feed?.end()
        await events.close()
      })
      return feed
    },
    worker: (name, processor, more) => {
      const worker = new Worker(name, processor, { ...more, ...connection }, factory)
      worker.on('error', onError)
      return worker as unknown as QueueWorker
    },
    close: async () => {
      while (closers.length > 0) await closers.pop()?.()
      await backend.close()
    },
  }
}
