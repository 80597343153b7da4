import { createAlsSweep } from './als-sweep.ts'
import { createArena, createSharedMemory } from './arena.ts'
import { createAttention, createAttentionBack } from './attention-calls.ts'
import {
  createMultiply,
  createMultiplySparse,
  createSoftmaxOfRows,
  createSparseGram,
  createTopOfRows,
} from './calls.ts'
import type { Compute, SparseRows } from './compute.ts'
import { createInvertPositiveDefinite } from './invert.ts'
import { loadKernelModule } from './kernel-module.ts'
import { openPool } from './pool.ts'
import { createTreeSteps } from './tree-calls.ts'

export interface ComputeOptions {
  /** With the calling one, which must be allowed to wait: a thread of a model, or a command's own. */
  readonly threads: number
  /** How long to wait for a thread that shows no sign of life; 60 when absent. */
  readonly patienceSeconds?: number
}

export interface OpenCompute extends Compute {
  /** Ends the threads; the arrays stay readable. */
  readonly close: () => Promise<void>
}

/**
 * WebAssembly kernels on threads over one shared memory of at most 4 GiB. The same numbers come out whatever the number of threads.
 * @throws CodedError COMPUTE_FAILED here where the kernels cannot be loaded, and of each call when memory runs out or a thread dies
 */
export const openCompute = ({ threads, patienceSeconds = 60 }: ComputeOptions): OpenCompute => {
  const memory = createSharedMemory()
  const arena = createArena(memory)
  const pool = openPool({ threads, patienceSeconds, memory, arena, module: loadKernelModule() })
  const multiply = createMultiply(pool, arena)
  const sparse = ({ rows, columns, pointers, indices, values }: SparseRows): SparseRows => {
    const [ofPointers, ofIndices] = [arena.int32(pointers.length), arena.int32(indices.length)]
    const ofValues = arena.float32(values.length)
    ofPointers.set(pointers)
    ofIndices.set(indices)
    ofValues.set(values)
    return { rows, columns, pointers: ofPointers, indices: ofIndices, values: ofValues }
  }
  return Object.freeze({
    threads,
    float32: arena.float32,
    int32: arena.int32,
    sparse,
    scope: arena.scope,
    multiply,
    multiplySparse: createMultiplySparse(pool, arena),
    sparseGram: createSparseGram(pool, arena),
    invertPositiveDefinite: createInvertPositiveDefinite(pool, arena, multiply),
    alsSweep: createAlsSweep(pool, arena, multiply),
    topOfRows: createTopOfRows(pool, arena),
    softmaxOfRows: createSoftmaxOfRows(pool, arena),
    attention: createAttention(pool, arena),
    attentionBack: createAttentionBack(pool, arena),
    ...createTreeSteps(pool, arena),
    close: pool.close,
  })
}
