import { Worker } from 'node:worker_threads'

import { CodedError } from '../errors.ts'
import type { Arena } from './arena.ts'
import { floatsAt, open, parametersAt, word, workBlocks } from './block-loop.ts'
import { type BlockKernel, blockKernels, instantiateKernels } from './kernel-module.ts'

/** A task for the threads: a kernel, what it is told, and into how many blocks its work is cut. */
export interface BlockTask {
  readonly kernel: BlockKernel
  /** At most 32; addresses and counts. */
  readonly integers: readonly number[]
  readonly floats?: readonly number[]
  readonly blocks: number
  /** Bytes that each thread may scribble on. */
  readonly scratchBytes?: number
  /** Multiplications in all, about: little work is not worth waking anybody. */
  readonly work: number
}

export interface PoolOptions {
  /** With the calling one. */
  readonly threads: number
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly arena: Arena
  /** How long to wait for a thread that shows no sign of life. */
  readonly patienceSeconds: number
  /** The program of a thread. */
  readonly program?: URL
}

export interface Pool {
  /** Returns when all blocks are done. @throws CodedError COMPUTE_FAILED when a thread failed or died; the pool is then of no more use */
  readonly run: (task: BlockTask) => void
  readonly close: () => Promise<void>
}

const leastWorkToShare = 300_000
const kernelProgram = new URL('./kernel-thread.ts', import.meta.url)

const startThreads = ({ threads, module, memory, program = kernelProgram }: PoolOptions): readonly Worker[] =>
  Array.from({ length: threads - 1 }, (_, at) => {
    const worker = new Worker(program, { workerData: { module, memory, thread: at + 1 } })
    worker.unref()
    return worker
  })

/** Nobody more comes in; waits for those inside. The calling thread must be one that may wait: any of Node's. */
const waitForOthers = (control: Int32Array, patienceSeconds: number): void => {
  Atomics.and(control, word.inside, ~open)
  let pulse = Atomics.load(control, word.pulse)
  let silentSince = performance.now()
  for (let inside = Atomics.load(control, word.inside); inside !== 0; inside = Atomics.load(control, word.inside)) {
    if (Atomics.wait(control, word.inside, inside, Math.min(1000, 1000 * patienceSeconds)) !== 'timed-out') continue
    const now = Atomics.load(control, word.pulse)
    if (now !== pulse) silentSince = performance.now()
    else if (performance.now() - silentSince > 1000 * patienceSeconds) throw new Error('a thread died, or was stopped')
    pulse = now
  }
}

const describe = (control: Int32Array, floats: Float32Array, task: BlockTask, scratch: number): void => {
  control.set(task.integers, parametersAt / 4)
  floats.set(task.floats ?? [])
  control[word.kernel] = blockKernels.indexOf(task.kernel)
  control[word.blocks] = task.blocks
  control[word.nextBlock] = 0
  control[word.scratch] = scratch
  control[word.scratchBytes] = task.scratchBytes ?? 0
}

const failure = (kernel: string, cause: unknown) =>
  new CodedError(
    'COMPUTE_FAILED',
    `A thread that computed ${kernel} failed: ${cause instanceof Error ? cause.message : cause}.`,
    { cause },
  )

/** Threads over one shared memory that work blocks of one task at a time, with the calling thread among them. */
export const openPool = (options: PoolOptions): Pool => {
  const { threads, module, memory, arena, patienceSeconds } = options
  const control = new Int32Array(memory.buffer, 0, parametersAt / 4 + 32)
  const floats = new Float32Array(memory.buffer, parametersAt + floatsAt, 32)
  const kernels = instantiateKernels(module, memory)
  const workers = startThreads(options)
  let broken: unknown = null
  for (const worker of workers) {
    worker.on('error', (error) => {
      broken ??= error
    })
    worker.on('exit', () => {
      broken ??= new Error('its thread has ended')
    })
  }
  const shareWork = (): void => {
    Atomics.store(control, word.inside, open)
    Atomics.add(control, word.task, 1)
    Atomics.notify(control, word.task)
    try {
      workBlocks(control, kernels, 0)
    } finally {
      Atomics.store(control, word.nextBlock, control[word.blocks])
      waitForOthers(control, patienceSeconds)
    }
    if (Atomics.load(control, word.failed) !== 0) throw new Error('it ran into an error')
  }
  const run = (task: BlockTask): void => {
    if (task.blocks === 0) return
    arena.scope(() => {
      const scratch = task.scratchBytes ? arena.reserve(threads * task.scratchBytes) : 0
      try {
        if (broken) throw broken
        describe(control, floats, task, scratch)
        if (threads === 1 || task.blocks === 1 || task.work < leastWorkToShare) workBlocks(control, kernels, 0)
        else shareWork()
      } catch (error) {
        broken ??= error
        throw failure(task.kernel, error)
      }
    })
  }
  const close = async (): Promise<void> => {
    broken ??= new Error('its compute was closed')
    Atomics.store(control, word.closing, 1)
    Atomics.add(control, word.task, 1)
    Atomics.notify(control, word.task)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return Object.freeze({ run, close })
}
