import { expect, it } from 'vitest'

import { createTurns } from '../../src/store/turns.ts'

const never = new AbortController().signal
const tooLate = () => new Error('too late')

/** Work that ends when it is told to. */
const works = () => {
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (n: number) => () => {
    begun.push(n)
    return new Promise<number>((resolve) => {
      ends[n] = () => resolve(n)
    })
  }
  return { begun, work, end: (n: number) => ends[n]() }
}

it('lets so many go on at once, and the others in the order in which they asked', async () => {
  const turns = createTurns({ most: 2, waitMs: 60_000 })
  const { begun, work, end } = works()
  const all = [0, 1, 2, 3].map((n) => turns.take(never, work(n), tooLate))
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  end(1)
  expect(await all[1]).toBe(1)
  await Promise.resolve()
  expect(begun).toEqual([0, 1, 2])
  end(0)
  end(2)
  await Promise.all([all[0], all[2]])
  end(3)
  expect(await all[3]).toBe(3)
  // All places are free again.
  const after = [4, 5].map((n) => turns.take(never, work(n), tooLate))
  expect(begun).toEqual([0, 1, 2, 3, 4, 5])
  for (const n of [4, 5]) end(n)
  await Promise.all(after)
})

it('gives up whoever goes away or waits too long, and their place in the row', async () => {
  const turns = createTurns({ most: 1, waitMs: 1 })
  const { begun, work, end } = works()
  const first = turns.take(never, work(0), tooLate)
  const leaving = new AbortController()
  const left = turns.take(leaving.signal, work(1), tooLate)
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  await expect(turns.take(never, work(2), tooLate)).rejects.toThrow('too late')
  end(0)
  await first
  const last = turns.take(never, work(3), tooLate)
  expect(begun).toEqual([0, 3])
  end(3)
  expect(await last).toBe(3)
})

it('hands a place on where work fails', async () => {
  const turns = createTurns({ most: 1, waitMs: 60_000 })
  await expect(turns.take(never, () => Promise.reject(new Error('no')), tooLate)).rejects.toThrow('no')
  expect(await turns.take(never, () => Promise.resolve(1), tooLate)).toBe(1)
})
