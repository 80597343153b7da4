// A thread that makes one list of lookalikes and ends, so that the event loop that serves queries never computes.
import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

import { openCompute } from '../compute/open.ts'
import { openPool } from '../store/pool.ts'
import { makeLookalikes } from './make-lookalikes.ts'

const { databaseUrl, segmentId } = workerData as { readonly databaseUrl: string; readonly segmentId: number }
const pool = openPool({ url: databaseUrl, connections: 1, onError: () => undefined })
const compute = openCompute({ threads: Math.min(2, availableParallelism()) })

try {
  parentPort?.postMessage(await makeLookalikes(pool, segmentId, compute))
} finally {
  await compute.close()
  await pool.end()
}
