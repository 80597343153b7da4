import { Worker } from 'node:worker_threads'

import { describe, expect, it } from 'vitest'

import { createArena, createSharedMemory } from '../../src/compute/arena.ts'
import { instantiateKernels, loadKernelModule } from '../../src/compute/kernel-module.ts'
import { openCompute } from '../../src/compute/open.ts'
import { openPool } from '../../src/compute/pool.ts'

const support = (name: string) => new URL(`./support/${name}.ts`, import.meta.url)

const sharedTask = (arena: ReturnType<typeof createArena>) =>
  ({
    kernel: 'mirrorBlock',
    integers: [640, arena.addressOf(arena.float32(640 * 640))],
    blocks: 10,
    work: 1e9,
  }) as const

describe('the threads of a compute', () => {
  it('can be opened inside a thread, where the event loop stands still meanwhile', async () => {
    const worker = new Worker(support('compute-in-thread'))
    const product = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    expect(product).toBe(300)
    await worker.terminate()
  })

  it('end with a coded error in place of a hang when one of them dies within a task', async () => {
    const memory = createSharedMemory()
    const arena = createArena(memory)
    const module = loadKernelModule()
    const pool = openPool({ ...{ threads: 2, memory, arena, module }, patienceSeconds: 0.2, program: support('dying') })
    const died = new Promise((resolve) => setTimeout(resolve, 0))
    await died
    expect(() => {
      for (;;) pool.run(sharedTask(arena))
    }).toThrow(expect.objectContaining({ code: 'COMPUTE_FAILED' }))
    expect(() => pool.run(sharedTask(arena))).toThrow('failed')
    await pool.close()
  })

  it('end with a coded error when a kernel reads outside the memory, whoever meets it', async () => {
    const compute = openCompute({ threads: 2 })
    const bad = compute.sparse({
      rows: 1000,
      columns: 1,
      pointers: Int32Array.from({ length: 1001 }, (_, row) => row),
      indices: new Int32Array(1000).fill(1_000_000),
      values: new Float32Array(1000),
    })
    const [dense, out] = [compute.float32(500), compute.float32(500_000)]
    const multiply = () => compute.multiplySparse(bad, dense, 500, out)
    expect(multiply).toThrow(expect.objectContaining({ code: 'COMPUTE_FAILED' }))
    expect(multiply).toThrow(expect.objectContaining({ code: 'COMPUTE_FAILED' }))
    await compute.close()
  })

  it('write nothing over the words by which they talk when they start in the middle of a task', () => {
    const memory = createSharedMemory()
    const words = new Uint8Array(memory.buffer, 0, 16_384).fill(7)
    instantiateKernels(loadKernelModule(), memory)
    expect(words.every((value) => value === 7)).toBe(true)
  })

  it('say that memory ran out when more than there can be is asked for', async () => {
    const compute = openCompute({ threads: 1 })
    const tooMuch = () => compute.scope(() => [1, 2, 3, 4, 5].map(() => compute.float32(2 ** 28)))
    expect(tooMuch).toThrow(expect.objectContaining({ code: 'COMPUTE_FAILED' }))
    expect(compute.float32(10).length).toBe(10)
    await compute.close()
  })

  it('give zeros again where a scope has ended, and keep arrays of before through growth', async () => {
    const compute = openCompute({ threads: 1 })
    const early = compute.float32(3).fill(7)
    compute.scope(() => compute.float32(1000).fill(5))
    expect(compute.float32(1000).every((value) => value === 0)).toBe(true)
    compute.scope(() => compute.float32(20_000_000))
    expect([...early]).toEqual([7, 7, 7])
    const c = compute.float32(9)
    compute.multiply({ m: 3, n: 3, k: 1, a: early, b: early, c })
    expect([...c]).toEqual(Array(9).fill(49))
    await compute.close()
  })

  it('refuse arrays that the compute did not make, and any work once closed', async () => {
    const compute = openCompute({ threads: 2 })
    const c = compute.float32(1)
    expect(() => compute.multiply({ m: 1, n: 1, k: 1, a: new Float32Array(1), b: c, c })).toThrow('did not make')
    await compute.close()
    expect(() => compute.multiply({ m: 1, n: 1, k: 1, a: c, b: c, c })).toThrow('closed')
  })
})
