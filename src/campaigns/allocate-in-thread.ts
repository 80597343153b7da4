import { Worker } from 'node:worker_threads'

import { CodedError, type ErrorCode } from '../errors.ts'
import { findCampaign, hasMoreMembers } from '../store/campaigns/find-campaign.ts'
import type { Database } from '../store/database.ts'
import { type AllocateRequest, type Allocation, allocateCoupons } from './allocate-coupons.ts'

export interface AllocationThreadData {
  readonly databaseUrl: string
  readonly request: AllocateRequest
}

export type AllocationThreadTold =
  | { readonly allocation: Allocation }
  | { readonly failure: { readonly code: ErrorCode | null; readonly message: string } }

/** Fewer are done before a thread has started, and keep the event loop for less than it would notice. */
const worthAThread = 5000

const thread = new URL('./allocation-thread.ts', import.meta.url)

const runThread = (data: AllocationThreadData): Promise<Allocation> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: data })
    worker.once('message', (told: AllocationThreadTold) => {
      if ('allocation' in told) resolve(told.allocation)
      else
        reject(
          told.failure.code === null
            ? new Error(told.failure.message)
            : new CodedError(told.failure.code, told.failure.message),
        )
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The thread that allocates ended with code ${code}`)))
  })

/** As `allocateCoupons`, in a thread with a connection of its own where there are many: the event loop that serves queries never computes. */
export const allocateInThread = async (database: Database, request: AllocateRequest): Promise<Allocation> => {
  const campaign = await findCampaign(database.pool, request.key)
  const isLarge =
    campaign?.segmentKey != null && (await hasMoreMembers(database.pool, campaign.segmentKey, worthAThread))
  return isLarge ? runThread({ databaseUrl: database.url, request }) : allocateCoupons(database, request)
}
