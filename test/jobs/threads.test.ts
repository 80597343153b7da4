import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

import { catalogueFeatures } from '../../src/features/catalogue-features.ts'
import type { RecommendationInput } from '../../src/jobs/recommendation-task.ts'
import { runTask, streamTask } from '../../src/jobs/threads.ts'
import { purchaseSignal } from '../../src/models/recommenders/histories.ts'

const bareProduct = (id: number) => ({
  id,
  name: null,
  names: {},
  category: null,
  price: null,
  attributes: {},
  recommendable: true,
  createdAt: new Date(0),
})

const never = new AbortController().signal

/** Everybody bought once, item by item: as many users as asked for. */
const purchasesOf = (users: number, items: number): RecommendationInput => ({
  histories: {
    users,
    items,
    pointers: Int32Array.from({ length: users + 1 }, (_, i) => i),
    item: Int32Array.from({ length: users }, (_, i) => i % items),
    ageDays: new Float32Array(users),
    signal: new Uint8Array(users).fill(purchaseSignal),
  },
  ...catalogueFeatures(
    Array.from({ length: items }, (_, id) => bareProduct(id)),
    { asOf: new Date(0), oldestDays: new Float32Array(items) },
  ),
  seen: { pointers: new Int32Array(users + 1), items: new Int32Array(0) },
  productIds: Int32Array.from({ length: items }, (_, i) => i),
  asOf: 0,
  budget: 'quick',
  seed: 1,
  previous: null,
})

const badHistory = () => {
  const history = () => ({
    frequency: Float64Array.of(1),
    recency: Float64Array.of(9),
    tenure: Float64Array.of(3),
    monetary: Float64Array.of(5),
  })
  const holdout = { history: history(), purchases: Float64Array.of(1), spend: Float64Array.of(5), horizon: 90 }
  return { history: history(), horizon: 365, holdout, seed: 1 }
}

describe('a task in a thread', () => {
  it('gives its items in order, however slow the reader is', async () => {
    const users: number[] = []
    for await (const item of streamTask('recommendations', purchasesOf(1200, 10), { signal: never })) {
      await sleep(20)
      if (item.kind === 'lists') users.push(item.lists.firstUser, item.lists.users)
    }
    expect(users).toEqual([0, 500, 500, 500, 1000, 201])
  })

  it('fails readably when its mathematics throws', async () => {
    await expect(runTask('lifetimeValues', badHistory(), { signal: never })).rejects.toMatchObject({
      code: 'COMPUTE_FAILED',
      message: 'Computing lifetimeValues failed: row 0: tenure 3 is shorter than recency 9',
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
    await runTask('lifetimeValues', input, { signal: never }).catch(() => undefined)
    expect(input.history.tenure.byteLength).toBe(0)
  })
})
