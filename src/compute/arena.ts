import { CodedError } from '../errors.ts'

/** The first page belongs to the control words of the pool. */
const firstFree = 65_536
const pageBytes = 65_536
/** Memory is asked for in steps of 16 MiB. */
const pagesAtOnce = 256
export const mostPages = 65_536

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** The one memory that all threads see: it grows to 4 GiB and never shrinks. */
export const createSharedMemory = (): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: pagesAtOnce, maximum: mostPages, shared: true })

const grow = (memory: WebAssembly.Memory, end: number): void => {
  const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes)
  if (missing <= 0) return
  const room = mostPages - memory.buffer.byteLength / pageBytes
  try {
    memory.grow(Math.min(Math.max(missing, pagesAtOnce), Math.max(room, missing)))
  } catch (cause) {
    const mebibytes = Math.ceil(end / 2 ** 20)
    throw new CodedError(
      'COMPUTE_FAILED',
      `The computation needs ${mebibytes} MiB at once; the memory of its kernels ends at 4096 MiB or at what the machine has. Take fewer products or factors.`,
      { cause },
    )
  }
}

/** Hands out the memory of kernels from the bottom up; a scope gives back what was taken within it. */
export interface Arena {
  readonly float32: (length: number) => Float32Array
  readonly int32: (length: number) => Int32Array
  /** The address of bytes that may hold anything, 64-byte aligned. */
  readonly reserve: (bytes: number) => number
  readonly scope: <Result>(work: () => Result) => Result
  /** Of an array made here. @throws TypeError for others */
  readonly addressOf: (array: Float32Array | Int32Array) => number
}

export const createArena = (memory: WebAssembly.Memory): Arena => {
  let top = firstFree
  // Below, memory has been handed out before and holds something; above, it is still zero.
  let used = firstFree
  // Growing gives a new buffer; arrays on those of before stay good.
  const ours = new WeakSet<ArrayBufferLike>()
  const reserve = (bytes: number): number => {
    const address = top
    grow(memory, address + bytes)
    ours.add(memory.buffer)
    top = aligned(address + bytes)
    return address
  }
  const zeros = (bytes: number): number => {
    const address = reserve(bytes)
    if (address < used) new Uint8Array(memory.buffer, address, Math.min(bytes, used - address)).fill(0)
    return address
  }
  const scope = <Result>(work: () => Result): Result => {
    const before = top
    try {
      return work()
    } finally {
      used = Math.max(used, top)
      top = before
    }
  }
  const addressOf = ({ buffer, byteOffset }: Float32Array | Int32Array): number => {
    if (!ours.has(buffer)) throw new TypeError('a kernel was given an array that its compute did not make')
    return byteOffset
  }
  // First the address: finding it may give the memory a new buffer.
  const float32 = (length: number) => {
    const address = zeros(4 * length)
    return new Float32Array(memory.buffer, address, length)
  }
  const int32 = (length: number) => {
    const address = zeros(4 * length)
    return new Int32Array(memory.buffer, address, length)
  }
  return Object.freeze({
    float32,
    int32,
    reserve,
    scope,
    addressOf,
  })
}
