import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { EventType } from '../../src/domain/event.ts'
import { createLocalClock } from '../../src/features/local-time.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { weighEvents } from '../../src/serving/weigh-events.ts'
import { readSignals } from '../../src/store/histories.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { readUserHistories } from '../../src/store/user-histories.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

const timeZone = 'America/New_York'
const end = Date.parse('2024-06-30T12:00:00Z')
const types: readonly EventType[] = [
  'VIEW',
  'ADD_TO_CART',
  'REMOVE_FROM_CART',
  'PURCHASE',
  'RETURN',
  'REVIEW',
  'SEARCH',
]

interface Stream {
  readonly events: number
  readonly products: number
  readonly days: number
  /** Between the instants at which anything happens: long steps make things happen at once. */
  readonly stepSeconds: number
}

/** Few things that contradict each other, the same all at once, and more than anybody looks at. */
const streams: readonly Stream[] = [
  { events: 25, products: 4, days: 10, stepSeconds: 1 },
  { events: 25, products: 2, days: 3, stepSeconds: 43_200 },
  { events: 900, products: 400, days: 300, stepSeconds: 60 },
]

const randomEvents = (seed: number, userId: string, { events, products, days, stepSeconds }: Stream) => {
  const random = createRandom(seed)
  const steps = Math.floor((days * 86_400) / stepSeconds)
  return Array.from({ length: events }, () => {
    const type = types[random.integer(types.length)]
    const isOrder = type === 'PURCHASE' || type === 'RETURN'
    return eventOf({
      ...{ userId, type, productId: type === 'SEARCH' ? null : `p-${random.integer(products)}` },
      quantity: isOrder ? 1 : null,
      unitPrice: isOrder ? 5 : null,
      rating: type === 'REVIEW' ? 1 + random.integer(5) : null,
      at: new Date(end - 1000 * stepSeconds * random.integer(steps)).toISOString(),
    })
  })
}

describe('what is heard of one person live', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    const people = streams.flatMap((stream) => Array.from({ length: stream.events > 100 ? 6 : 60 }, () => stream))
    for (const [user, stream] of people.entries()) {
      await trackEvents(database, randomEvents(user, `user-${user}`, stream), timeZone)
    }
  })
  afterAll(() => database.drop())

  it('is what a recompute hears of everybody', async () => {
    const asOf = new Date(end)
    const rows = await database.transaction((client) => readSignals(client, { asOf, timeZone }))
    const found = await database.pool.query<{ id: number }>('SELECT id::float8 FROM users')
    const userIds = found.rows.map(({ id }) => id)
    expect(userIds).toHaveLength(126)
    expect(new Set(rows.userIds).size).toBeGreaterThan(90)
    const clock = createLocalClock(timeZone)
    const histories = await readUserHistories(database, userIds)
    for (const history of histories) {
      const { productIds, times, signals } = weighEvents(history, (time) => clock(time).day)
      const live = productIds.map((productId, at) => [
        signals[at],
        productId,
        Math.fround((end - times[at]) / 86_400_000),
      ])
      const batch = [...rows.userIds.keys()]
        .filter((at) => rows.userIds[at] === history.userId)
        .map((at) => [rows.signal[at], rows.productIds[at], rows.ageDays[at]])
      expect(live.map(String).sort()).toEqual(batch.map(String).sort())
    }
  })

  it('lets the last word count: what is bought again after it went back speaks again, what left the cart does not', () => {
    const told = (...types: readonly EventType[]) => {
      const times = types.map((_, at) => new Date(end + 1000 * at))
      const lists = { productIds: types.map(() => 1), types, times, ratings: types.map(() => null) }
      const { signals } = weighEvents({ ...lists, bought: [], boughtAt: [], searches: [], searchedAt: [] }, (at) =>
        Math.floor(at / 86_400_000),
      )
      return signals
    }
    expect(told('PURCHASE')).toEqual([3])
    expect(told('PURCHASE', 'RETURN')).toEqual([])
    expect(told('PURCHASE', 'RETURN', 'PURCHASE')).toEqual([3])
    expect(told('ADD_TO_CART', 'REMOVE_FROM_CART')).toEqual([])
    expect(told('VIEW', 'ADD_TO_CART', 'REMOVE_FROM_CART')).toEqual([0])
    expect(told('ADD_TO_CART', 'REMOVE_FROM_CART', 'ADD_TO_CART')).toEqual([1])
  })

  it('goes on with what was bought longer ago than the events that are read reach', () => {
    const [time, older] = [new Date(end), new Date(end - 400 * 86_400_000)]
    const evidence = weighEvents(
      {
        productIds: [1],
        types: ['VIEW'],
        times: [time],
        ratings: [null],
        bought: [2],
        boughtAt: [older],
        searches: [],
        searchedAt: [],
      },
      (at) => Math.floor(at / 86_400_000),
    )
    expect(evidence).toMatchObject({ productIds: [2, 1], times: [older.getTime(), end], purchased: [2], seen: [1] })
  })
})
