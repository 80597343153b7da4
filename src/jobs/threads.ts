import { Worker } from 'node:worker_threads'

import { CodedError } from '../errors.ts'
import type { TaskName, Tasks } from './tasks.ts'
import { transferablesOf } from './transferables.ts'

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'item'; readonly item: unknown }
  | { readonly kind: 'end' }

export interface ThreadOptions {
  /** Aborted, it ends the thread at once. */
  readonly signal: AbortSignal
  readonly onProgress?: (fraction: number) => void
  /** Of JavaScript objects; typed arrays are not counted. */
  readonly memoryLimitMb?: number
}

type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[0]
export type TaskItem<Name extends TaskName> = ReturnType<Tasks[Name]> extends Iterable<infer Item> ? Item : never

const thread = new URL('./model-thread.ts', import.meta.url)

const failure = (name: string, error: NodeJS.ErrnoException): CodedError =>
  new CodedError(
    'COMPUTE_FAILED',
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? `The thread that computed ${name} ran out of memory.`
      : `Computing ${name} failed: ${error.message}`,
    { cause: error },
  )

/** What the thread sends, read at the reader's own pace. */
const createInbox = () => {
  const items: unknown[] = []
  let end: { readonly error: unknown } | null = null
  let wake = () => {}
  return {
    put: (item: unknown): void => {
      items.push(item)
      wake()
    },
    close: (error: unknown = null): void => {
      end ??= { error }
      wake()
    },
    /** The next item; null at the end. Throws what the inbox was closed with. */
    take: async (): Promise<{ readonly item: unknown } | null> => {
      while (items.length === 0 && end === null) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (items.length > 0) return { item: items.shift() }
      if (end?.error) throw end.error
      return null
    },
  }
}

const listen = (worker: Worker, name: string, { signal, onProgress }: ThreadOptions) => {
  const inbox = createInbox()
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'progress') onProgress?.(message.fraction)
    else if (message.kind === 'item') inbox.put(message.item)
    else inbox.close()
  })
  worker.on('error', (error: Error) => inbox.close(failure(name, error)))
  worker.on('messageerror', (error) => inbox.close(failure(name, error)))
  worker.on('exit', (code) =>
    inbox.close(signal.aborted ? signal.reason : failure(name, new Error(`its thread ended with code ${code}`))),
  )
  return inbox
}

/**
 * Computes a task in a thread of its own, away from the event loop that renews the locks of jobs, and gives its items as they come; the
 * thread waits for a slow reader. Typed arrays of `input` are handed over and gone.
 * @throws CodedError COMPUTE_FAILED when the task throws or the thread dies; the signal's reason when it was aborted
 */
export async function* streamTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  options: ThreadOptions,
): AsyncGenerator<TaskItem<Name>, void> {
  const { signal, memoryLimitMb } = options
  signal.throwIfAborted()
  const worker = new Worker(thread, {
    workerData: { name, input },
    transferList: [...transferablesOf(input)],
    ...(memoryLimitMb && { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } }),
  })
  const inbox = listen(worker, name, options)
  const stop = () => worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (let taken = await inbox.take(); taken !== null; taken = await inbox.take()) {
      worker.postMessage('more')
      yield taken.item as TaskItem<Name>
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await stop()
  }
}

/** The first item of a task that has one. */
export const runTask = async <Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  options: ThreadOptions,
): Promise<TaskItem<Name>> => {
  const items = streamTask(name, input, options)
  const first = await items.next()
  await items.return()
  if (first.done) throw failure(name, new Error('it gave no result'))
  return first.value
}
