// The thread that holds the published model and answers from it, so that the event loop that serves queries never computes.
import { parentPort, workerData } from 'node:worker_threads'

import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { listenPublished } from '../store/listen-published.ts'
import { openPool } from '../store/pool.ts'
import { readPublishedRun } from '../store/published-runs.ts'
import { isUnavailable } from '../store/unavailable.ts'
import { createReception } from './reception.ts'
import type { Asking, ThreadData, Told } from './thread-messages.ts'

const port = parentPort
if (!port) throw new Error('serving-thread.ts is started as a thread, by open-serving.ts')

const { databaseUrl } = workerData as ThreadData
const tell = (told: Told): void => port.postMessage(told)

const failureOf = (error: unknown) => {
  const { message } = error as Error
  if (error instanceof CodedError) return { code: error.code, message }
  return isUnavailable(error) ? { code: 'POSTGRES_UNAVAILABLE' as const, message } : { code: null, message }
}

// One connection reads, one listens.
const pool = openPool({ url: databaseUrl, connections: 2, onError: () => undefined })
const reception = createReception(pool, openCompute({ threads: 1 }))

const prepare = async (): Promise<void> => {
  try {
    const run = await readPublishedRun(pool, 'RECOMMENDATIONS')
    if (run !== null) await reception.prepare(run)
  } catch (error) {
    tell({ id: null, failure: failureOf(error) })
  }
}
listenPublished(pool, prepare)

port.on('message', async ({ id, question }: Asking) => {
  try {
    tell({ id, answer: await reception.answer(question) })
  } catch (error) {
    tell({ id, failure: failureOf(error) })
  }
})
