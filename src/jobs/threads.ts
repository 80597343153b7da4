import { Worker } from 'node:worker_threads'

import { CodedError } from '../errors.ts'
import type { TaskName, Tasks } from './tasks.ts'
import { transferablesOf } from './transferables.ts'

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'result'; readonly result: unknown }

export interface ThreadOptions {
  /** Aborted, it ends the thread at once. */
  readonly signal: AbortSignal
  readonly onProgress?: (fraction: number) => void
  /** Of JavaScript objects; typed arrays are not counted. */
  readonly memoryLimitMb?: number
}

const thread = new URL('./model-thread.ts', import.meta.url)

const failure = (name: string, error: NodeJS.ErrnoException): CodedError =>
  new CodedError(
    'COMPUTE_FAILED',
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? `The thread that computed ${name} ran out of memory.`
      : `Computing ${name} failed: ${error.message}`,
    { cause: error },
  )

/**
 * Computes a task in a thread of its own, away from the event loop that renews the locks of jobs. Typed arrays of `input` are handed over.
 * @throws CodedError COMPUTE_FAILED when the task throws or the thread dies; the signal's reason when it was aborted
 */
export const runTask = <Name extends TaskName>(
  name: Name,
  input: Parameters<Tasks[Name]>[0],
  { signal, onProgress, memoryLimitMb }: ThreadOptions,
): Promise<ReturnType<Tasks[Name]>> => {
  signal.throwIfAborted()
  const worker = new Worker(thread, {
    workerData: { name, input },
    transferList: [...transferablesOf(input)],
    ...(memoryLimitMb && { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } }),
  })
  const stop = () => worker.terminate()
  const result = new Promise<ReturnType<Tasks[Name]>>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') onProgress?.(message.fraction)
      else resolve(message.result as ReturnType<Tasks[Name]>)
    })
    worker.on('error', (error: Error) => reject(failure(name, error)))
    worker.on('messageerror', (error) => reject(failure(name, error)))
    worker.on('exit', (code) =>
      reject(signal.aborted ? signal.reason : failure(name, new Error(`its thread ended with code ${code}`))),
    )
    signal.addEventListener('abort', stop, { once: true })
  })
  return result.finally(() => signal.removeEventListener('abort', stop))
}
