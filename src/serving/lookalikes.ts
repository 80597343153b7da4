import { Worker } from 'node:worker_threads'

import type { LookalikeList } from '../domain/lookalike.ts'
import { CodedError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { findFreshLookalikes, findLookalikeList } from '../store/lookalikes.ts'
import type { MadeLookalikes } from './make-lookalikes.ts'

const thread = new URL('./lookalike-thread.ts', import.meta.url)
const patienceMs = 120_000

const failed = (why: string, cause?: Error): CodedError =>
  new CodedError('COMPUTE_FAILED', `The lookalikes could not be computed: ${why}.`, { cause })

/** Starts the thread and waits for what it says. */
const makeInThread = (databaseUrl: string, segmentId: number): Promise<MadeLookalikes> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: { databaseUrl, segmentId } })
    worker.unref()
    const timer = setTimeout(() => {
      reject(failed(`it takes longer than ${patienceMs / 1000} seconds`))
      void worker.terminate()
    }, patienceMs)
    timer.unref()
    worker.once('message', resolve)
    worker.once('error', (error: Error) => reject(failed(error.message, error)))
    worker.once('exit', () => {
      clearTimeout(timer)
      reject(failed('its thread died'))
    })
  })

/**
 * Lists of who is most like the members of a segment. One that still holds is answered with at once; else it is made, one list at a time in this process, for it takes all cores.
 * Whoever asks for the same segment meanwhile waits for the same list.
 */
export const createLookalikes = (database: Database) => {
  const underWay = new Map<number, Promise<LookalikeList>>()
  let last: Promise<unknown> = Promise.resolve()
  const make = async (segmentId: number): Promise<LookalikeList> => {
    const made = await makeInThread(database.url, segmentId)
    if (made === null) {
      throw new CodedError(
        'NOT_COMPUTED',
        'The members of the segment, or what people are compared by, are not computed yet. Run a recompute first.',
      )
    }
    if ('missing' in made) {
      const { what, have, need } = made.missing
      throw new CodedError('INSUFFICIENT_DATA', `It takes ${need} ${what} to find lookalikes; there are ${have}.`)
    }
    const list = await findLookalikeList(database, made.listId)
    if (list === null) throw failed('the list was gone as soon as it was made')
    return list
  }
  const enqueue = (segmentId: number): Promise<LookalikeList> => {
    const list = last.then(() => make(segmentId))
    last = list.catch(() => undefined)
    underWay.set(segmentId, list)
    const forget = () => underWay.delete(segmentId)
    list.then(forget, forget)
    return list
  }
  return {
    /** @throws CodedError NOT_COMPUTED, INSUFFICIENT_DATA, COMPUTE_FAILED */
    of: async (segmentId: number): Promise<LookalikeList> =>
      (await findFreshLookalikes(database, segmentId)) ?? underWay.get(segmentId) ?? enqueue(segmentId),
    /** One that a walk began with; null where it is no longer kept. */
    byId: (id: number): Promise<LookalikeList | null> => findLookalikeList(database, id),
  } as const
}
