// A thread that opens a compute of its own, uses it without once returning to its event loop, and tells one number.
import { parentPort } from 'node:worker_threads'

import { openCompute } from '../../../src/compute/open.ts'

const compute = openCompute({ threads: 2 })
const length = 300
const [a, b] = [compute.float32(length ** 2).fill(1), compute.float32(length ** 2).fill(1)]
const c = compute.float32(length ** 2)
for (let round = 0; round < 50; round++) compute.multiply({ m: length, n: length, k: length, a, b, c })
parentPort?.postMessage(c[length ** 2 - 1])
await compute.close()
