import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

import { runTask, streamTask } from '../../src/jobs/threads.ts'

const never = new AbortController().signal

/** Everybody bought once, item by item: as many users as asked for. */
const purchasesOf = (users: number, items: number) => ({
  purchases: {
    users,
    items,
    user: Int32Array.from({ length: users }, (_, i) => i),
    item: Int32Array.from({ length: users }, (_, i) => i % items),
    ageDays: new Float64Array(users),
  },
  facts: { categoryOf: new Int32Array(items).fill(-1), recommendable: new Uint8Array(items).fill(1) },
})

const badHistory = () => {
  const summary = { frequency: Float64Array.of(1), recency: Float64Array.of(9), tenure: Float64Array.of(3) }
  return { training: { ...summary, boughtAgain: Uint8Array.of(1) }, current: { ...summary }, horizon: 90 }
}

describe('a task in a thread', () => {
  it('gives its items in order, however slow the reader is', async () => {
    const users: number[] = []
    for await (const item of streamTask('recommendations', purchasesOf(5000, 10), { signal: never })) {
      await sleep(20)
      if ('firstUser' in item) users.push(item.firstUser, item.users)
    }
    expect(users).toEqual([0, 2000, 2000, 2000, 4000, 1000])
  })

  it('fails readably when its mathematics throws', async () => {
    await expect(runTask('churnRisk', badHistory(), { signal: never })).rejects.toMatchObject({
      code: 'COMPUTE_FAILED',
      message: 'Computing churnRisk failed: row 0: tenure 3 is shorter than recency 9',
    })
  })

  it('fails readably when it runs out of memory, and takes nobody with it', async () => {
    const stream = streamTask('recommendations', purchasesOf(200_000, 200_000), { signal: never, memoryLimitMb: 8 })
    await expect(stream.next()).rejects.toMatchObject({
      code: 'COMPUTE_FAILED',
      message: 'The thread that computed recommendations ran out of memory.',
    })
  })

  it('ends at once when it is aborted, with the reason', async () => {
    const controller = new AbortController()
    const stream = streamTask('recommendations', purchasesOf(300_000, 3000), { signal: controller.signal })
    const first = stream.next()
    await sleep(200)
    const started = performance.now()
    controller.abort(new Error('the worker has to leave'))
    await expect(first).rejects.toThrow('the worker has to leave')
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('ends when its reader leaves', async () => {
    const stream = streamTask('recommendations', purchasesOf(5000, 10), { signal: never })
    await stream.next()
    await stream.return()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('is handed the memory of its input instead of a copy', async () => {
    const input = badHistory()
    await runTask('churnRisk', input, { signal: never }).catch(() => undefined)
    expect(input.current.tenure.byteLength).toBe(0)
  })
})
