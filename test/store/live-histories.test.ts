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

const randomEvents = (seed: number, userId: string) => {
  const random = createRandom(seed)
  return Array.from({ length: 25 }, () => {
    const type = types[random.integer(types.length)]
    const isOrder = type === 'PURCHASE' || type === 'RETURN'
    return eventOf({
      ...{ userId, type, productId: type === 'SEARCH' ? null : `p-${random.integer(4)}` },
      quantity: isOrder ? 1 : null,
      unitPrice: isOrder ? 5 : null,
      rating: type === 'REVIEW' ? 1 + random.integer(5) : null,
      at: new Date(end - 1000 * random.integer(10 * 86_400)).toISOString(),
    })
  })
}

describe('what is heard of one person live', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    for (let user = 0; user < 60; user++) await trackEvents(database, randomEvents(user, `user-${user}`), timeZone)
  })
  afterAll(() => database.drop())

  it('is what a recompute hears of everybody', async () => {
    const asOf = new Date(end)
    const rows = await database.transaction((client) => readSignals(client, { asOf, timeZone }))
    const userIds = [...new Set(rows.userIds)]
    expect(userIds.length).toBeGreaterThan(50)
    const clock = createLocalClock(timeZone)
    const histories = await readUserHistories(database, userIds)
    for (const history of histories) {
      const { productIds, times, signals } = weighEvents(history, (time) => clock(time).day)
      const live = productIds.map((productId, at) => [signals[at], productId, Math.round((end - times[at]) / 1000)])
      const batch = [...rows.userIds.keys()]
        .filter((at) => rows.userIds[at] === history.userId)
        .map((at) => [rows.signal[at], rows.productIds[at], Math.round(86_400 * rows.ageDays[at])])
      expect(live.map(String).sort()).toEqual(batch.map(String).sort())
    }
  })

  it('goes on with what was bought longer ago than the events that are read reach', () => {
    const [time, older] = [new Date(end), new Date(end - 400 * 86_400_000)]
    const evidence = weighEvents(
      { productIds: [1], types: ['VIEW'], times: [time], ratings: [null], bought: [2], boughtAt: [older] },
      (at) => Math.floor(at / 86_400_000),
    )
    expect(evidence).toMatchObject({ productIds: [2, 1], times: [older.getTime(), end], purchased: [2], seen: [1] })
  })
})
