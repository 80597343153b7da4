import { describe, expect, it } from 'vitest'

import { hearNewcomers } from '../../src/serving/hear-newcomers.ts'
import { createLiveShelf } from '../../src/serving/live-shelf.ts'
import type { Evidence } from '../../src/serving/question.ts'

const product = (id: number) => ({
  id,
  name: null,
  names: {},
  category: null,
  price: null,
  inStock: null,
  margin: null,
  attributes: {},
  recommendable: true,
  createdAt: new Date(0),
})

/** The model knows products 10 and 11; 20 to 27 came since. */
const shelf = createLiveShelf(Int32Array.of(10, 11), {
  version: 1,
  products: [10, 11, 20, 21, 22, 23, 24, 25, 26, 27].map(product) as never,
})
const item = (id: number): number => shelf.itemOf.get(id) as number
const [known, other] = [item(10), item(11)]

const evidenceOf = (...done: readonly (readonly [id: number, time: number, signal: number])[]): Evidence => ({
  productIds: done.map(([id]) => id),
  times: done.map(([, time]) => time),
  signals: done.map(([, , signal]) => signal),
  purchased: [],
  seen: [],
  regrets: [],
  searches: [],
})

/** Every newcomer is as like the first known product as `likeness` tells. */
const looksLike = (likeness: (newcomer: number) => number) => (newcomer: number) =>
  new Map([
    [newcomer, 1],
    [known, likeness(newcomer)],
    [other, 0.1],
  ])

describe('what was done with products that the model does not know', () => {
  it('speaks for what is described like them, and for nothing that merely shares a trait', () => {
    const heard = hearNewcomers(
      evidenceOf([20, 5, 1], [10, 9, 0]),
      shelf,
      looksLike(() => 0.8),
    )
    expect([...heard]).toEqual([[known, { value: 0.8, loudest: 0.8, productId: 20, signal: 1 }]])
  })

  it('speaks half as loudly the longer ago it was, and names what says most, with the most that was done with it', () => {
    const like = (newcomer: number) => (newcomer === item(20) ? 1 : 0.3)
    const done = evidenceOf([20, 1, 0], [21, 5, 2], [20, 2, 3])
    const { value, productId, signal } = hearNewcomers(done, shelf, looksLike(like)).get(known)!
    expect(value).toBeCloseTo(0.3 + 1 / 2, 12)
    expect([productId, signal]).toEqual([20, 3])
  })

  it('is of the newest five', () => {
    const done = evidenceOf(...[20, 21, 22, 23, 24, 25, 26].map((id, at) => [id, at, 0] as const))
    const { value } = hearNewcomers(
      done,
      shelf,
      looksLike(() => 1),
    ).get(known)!
    expect(value).toBeCloseTo(1 + 1 / 2 + 1 / 4 + 1 / 8 + 1 / 16, 12)
  })

  it('is nothing where only known or vanished products were met', () => {
    expect(
      hearNewcomers(
        evidenceOf([10, 1, 3], [99, 2, 0]),
        shelf,
        looksLike(() => 1),
      ).size,
    ).toBe(0)
  })
})
