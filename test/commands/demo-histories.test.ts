import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { historyRows } from '../../src/commands/demo-histories.ts'
import type { EventType } from '../../src/domain/event.ts'
import { eventOf } from '../support/events.ts'

const DAY = 86_400_000
const start = Date.parse('2026-01-01T00:00:00Z')
const itemOf = (productId: string): number => Number(productId)

interface Told {
  readonly type: EventType
  readonly item: number
  readonly second: number
}

const rowsOf = (events: readonly Told[]) =>
  historyRows(
    events.map(({ type, item, second }) =>
      eventOf({
        ...{ type, productId: String(item), at: new Date(start + 1000 * second).toISOString() },
        rating: type === 'REVIEW' ? 5 : null,
      }),
    ),
    itemOf,
  )

const told = fc.array(
  fc.record({
    type: fc.constantFrom<EventType>('VIEW', 'ADD_TO_CART', 'REVIEW', 'PURCHASE'),
    item: fc.integer({ min: 0, max: 2 }),
    second: fc.integer({ min: 0, max: 20 * 86_400 }),
  }),
  { maxLength: 40 },
)

describe('rows of a history', () => {
  it('say of the past what they said then: cut at a midnight they are the rows of what had happened by then', () => {
    fc.assert(
      fc.property(told, fc.integer({ min: 0, max: 20 }), (unordered, day) => {
        const events = unordered.toSorted((a, b) => a.second - b.second)
        const cut = start + day * DAY
        const before = events.filter(({ second }) => start + 1000 * second < cut)
        expect(rowsOf(events).filter(({ at }) => at < cut)).toEqual(rowsOf(before))
      }),
    )
  })

  it('tell a thing once a day, at its latest', () => {
    const looks = [10, 20, 86_410].map((second) => ({ type: 'VIEW' as const, item: 1, second }))
    expect(rowsOf(looks).map(({ at }) => (at - start) / 1000)).toEqual([20, 86_410])
  })
})
