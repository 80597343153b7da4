// A thread of the pool: sleeps until there is a task, works blocks of it, sleeps again.
import { workerData } from 'node:worker_threads'

import { controlOf, serveBlocks } from './block-loop.ts'
import { instantiateKernels } from './kernel-module.ts'

interface ThreadData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly thread: number
}

const { module, memory, thread } = workerData as ThreadData
serveBlocks(controlOf(memory), instantiateKernels(module, memory), thread)
