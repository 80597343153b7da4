import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { signals } from '../../../src/models/recommenders/histories.ts'
import { everySignal, type Hearing, toInteractions } from '../../../src/models/recommenders/to-interactions.ts'
import { type HistoryRow, historiesFrom } from '../../support/training-data.ts'

const [users, items] = [4, 5]
const all = new Uint8Array(items).fill(1)
const hear = (rows: readonly HistoryRow[], hearing: Partial<Hearing> = {}, recommendable = all) => {
  const heard = toInteractions(historiesFrom(users, items, rows), recommendable, {
    weights: everySignal,
    halfLifeDays: 0,
    ...hearing,
  })
  return Array.from({ length: users }, (_, user) =>
    Array.from(
      { length: heard.pointers[user + 1] - heard.pointers[user] },
      (_, rank) => heard.pointers[user] + rank,
    ).map((at) => [heard.indices[at], heard.values[at]]),
  )
}

describe('what a history says', () => {
  it('is what the loudest event with an item says, however often it is told', () => {
    const heard = hear([
      [1, 3, 9, 'PURCHASE'],
      [1, 3, 2, 'VIEW'],
      [1, 3, 2, 'VIEW'],
      [1, 0, 5, 'VIEW'],
    ])
    expect(heard).toEqual([
      [],
      [
        [0, Math.fround(0.1)],
        [3, 1],
      ],
      [],
      [],
    ])
  })

  it('fades by half every half-life, and is silent beyond the window', () => {
    const rows: readonly HistoryRow[] = [
      [0, 1, 30],
      [0, 2, 60],
      [0, 3, 61],
    ]
    const [heard] = hear(rows, { halfLifeDays: 30, windowDays: 60 })
    expect(heard).toEqual([
      [1, 0.5],
      [2, 0.25],
    ])
  })

  it('is nothing of signals that are not heard, nor of what is not recommendable', () => {
    const weights = { ...everySignal, VIEW: 0 }
    const rows: readonly HistoryRow[] = [
      [2, 0, 1, 'VIEW'],
      [2, 1, 1],
      [2, 4, 1],
    ]
    expect(hear(rows, { weights }, Uint8Array.of(1, 0, 1, 1, 1))[2]).toEqual([[4, 1]])
  })

  it('is, for any events and any part of the people, the largest weight by pair', () => {
    const anyRow = fc.tuple(fc.nat(users - 1), fc.nat(items - 1), fc.nat(90), fc.constantFrom(...signals))
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), fc.nat(users), (rows, from) => {
        const heard = toInteractions(
          historiesFrom(users, items, rows),
          all,
          { weights: everySignal, halfLifeDays: 30 },
          from,
        )
        expect(heard.users).toBe(users - from)
        const found = new Map<string, number>()
        for (let row = 0; row < heard.users; row++) {
          for (let at = heard.pointers[row]; at < heard.pointers[row + 1]; at++) {
            found.set(`${row + from} ${heard.indices[at]}`, heard.values[at])
          }
        }
        const wanted = new Map<string, number>()
        for (const [user, item, age, signal] of rows) {
          if (user < from) continue
          const key = `${user} ${item}`
          wanted.set(key, Math.max(wanted.get(key) ?? 0, Math.fround(everySignal[signal] * 2 ** (-age / 30))))
        }
        expect(new Map([...found].sort())).toEqual(new Map([...wanted].sort()))
      }),
    )
  })
})
