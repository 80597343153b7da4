import { readFileSync } from 'node:fs'

import { CodedError } from '../errors.ts'

/** What a thread can be set to; a thread knows a kernel by its place here. */
export const blockKernels = [
  'multiplyBlock',
  'multiplySparseBlock',
  'sparseGramBlock',
  'mirrorBlock',
  'topOfRowsBlock',
  'updateLowerBlock',
  'gramBlock',
  'conjugateGradientBlock',
  'choleskyBlock',
  'softmaxOfRowsBlock',
  'attentionBlock',
  'attentionBackBlock',
  'binColumnBlock',
  'boostGradientsBlock',
  'sumBinsBlock',
  'joinBinsBlock',
  'partRowsBlock',
  'joinRowsBlock',
  'addTreesBlock',
] as const
export type BlockKernel = (typeof blockKernels)[number]

/** Works one block of a task: where its parameters are, which block, where this thread may scribble. */
export type KernelFunction = (parameters: number, block: number, scratch: number) => void
export type Kernels = readonly KernelFunction[]

const file = new URL('./kernels.wasm', import.meta.url)

/** Compiled from src/compute/kernels by scripts/build-kernels.ts. */
export const loadKernelModule = (): WebAssembly.Module => {
  try {
    return new WebAssembly.Module(readFileSync(file))
  } catch (cause) {
    throw new CodedError(
      'COMPUTE_FAILED',
      'The kernels cannot be loaded: they need a Node that knows WebAssembly with relaxed SIMD and threads (24 does).',
      { cause },
    )
  }
}

export const instantiateKernels = (module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  return blockKernels.map((name) => exports[name] as KernelFunction)
}
