import type { Kernels } from './kernel-module.ts'

/** Words that all threads share, in the first page of the memory. */
export const word = {
  /** Counts tasks; who sleeps, sleeps on it. */
  task: 0,
  /** Threads inside the task, and `open` while more may come in. */
  inside: 1,
  nextBlock: 2,
  blocks: 3,
  kernel: 4,
  scratch: 5,
  scratchBytes: 6,
  /** Not 0: a thread failed. */
  failed: 7,
  /** Grows with each block done: a sign of life. */
  pulse: 8,
  closing: 9,
} as const

export const open = 0x4000_0000
export const parametersAt = 4096
/** Where the floats of the parameters begin, after 32 integers. */
export const floatsAt = 128

export const controlOf = (memory: WebAssembly.Memory): Int32Array => new Int32Array(memory.buffer, 0, 1024)

/** Takes blocks from the common counter until there are none: a slow core does not hold the others. Thread 0 is the one that asked. */
export const workBlocks = (control: Int32Array, kernels: Kernels, thread: number): void => {
  const kernel = kernels[control[word.kernel]]
  const scratch = (control[word.scratch] >>> 0) + thread * control[word.scratchBytes]
  const blocks = control[word.blocks]
  for (;;) {
    const block = Atomics.add(control, word.nextBlock, 1)
    if (block >= blocks) return
    kernel(parametersAt, block, scratch)
    Atomics.add(control, word.pulse, 1)
  }
}

/** Comes into the task while it is open; a thread that wakes too late finds it closed. */
const enter = (control: Int32Array): boolean => {
  for (;;) {
    const inside = Atomics.load(control, word.inside)
    if ((inside & open) === 0) return false
    if (Atomics.compareExchange(control, word.inside, inside, inside + 1) === inside) return true
  }
}

/** What a thread of the pool does all its life. */
export const serveBlocks = (control: Int32Array, kernels: Kernels, thread: number): void => {
  let seen = 0
  for (;;) {
    Atomics.wait(control, word.task, seen)
    seen = Atomics.load(control, word.task)
    if (Atomics.load(control, word.closing) !== 0) return
    if (!enter(control)) continue
    try {
      workBlocks(control, kernels, thread)
    } catch {
      Atomics.store(control, word.failed, 1)
      Atomics.store(control, word.nextBlock, Atomics.load(control, word.blocks))
    }
    Atomics.sub(control, word.inside, 1)
    Atomics.notify(control, word.inside)
  }
}
