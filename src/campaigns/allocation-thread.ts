// A thread that does one allocation over a connection of its own and ends.
import { parentPort, workerData } from 'node:worker_threads'

import { CodedError } from '../errors.ts'
import { openDatabase } from '../store/database.ts'
import { isUnavailable } from '../store/unavailable.ts'
import { allocateCoupons } from './allocate-coupons.ts'
import type { AllocationThreadData, AllocationThreadTold } from './allocate-in-thread.ts'

const port = parentPort
if (!port) throw new Error('allocation-thread.ts is started as a thread, by allocate-in-thread.ts')

const { databaseUrl, request } = workerData as AllocationThreadData
const tell = (told: AllocationThreadTold): void => port.postMessage(told)

const codeOf = (error: unknown) =>
  error instanceof CodedError ? error.code : isUnavailable(error) ? ('POSTGRES_UNAVAILABLE' as const) : null

const database = openDatabase({ url: databaseUrl, connections: 1, onError: () => undefined })
try {
  tell({ allocation: await allocateCoupons(database, request) })
} catch (error) {
  tell({ failure: { code: codeOf(error), message: (error as Error).message } })
} finally {
  await database.close()
}
