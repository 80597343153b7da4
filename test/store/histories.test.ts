import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { mostInterests, readSignals } from '../../src/store/histories.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

const asOf = new Date('2024-03-31T12:00:00Z')
const signals = ['VIEW', 'ADD_TO_CART', 'LIKE', 'PURCHASE']

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

const on = (day: number, type: IncomingEvent['type'], productId: string, fields: Partial<IncomingEvent> = {}) => {
  const { timestamp: _, ...given } = fields
  return eventOf({ at: new Date(asOf.getTime() - day * 86_400_000).toISOString(), type, productId, ...given })
}

/** What is read of one person, who did just this: `signal product days`. */
const signalsOf = async (userId: string, events: readonly IncomingEvent[]): Promise<readonly string[]> => {
  await trackEvents(
    database,
    events.map((event) => ({ ...event, userId, eventKey: crypto.randomUUID() })),
    'UTC',
  )
  const { rows: products } = await database.pool.query<{ id: number; name: string }>(
    'SELECT id, external_id AS name FROM products',
  )
  const { rows: users } = await database.pool.query<{ id: number }>('SELECT id FROM users WHERE external_id = $1', [
    userId,
  ])
  const read = await database.transaction((client) => readSignals(client, { asOf, timeZone: 'UTC' }))
  return Array.from(read.userIds, (_, at) => at)
    .filter((at) => read.userIds[at] === users[0].id)
    .map((at) => {
      const product = products.find(({ id }) => id === read.productIds[at])
      return `${signals[read.signal[at]]} ${product?.name} ${read.ageDays[at]}`
    })
}

describe('the signals of everybody', () => {
  it('are what was seen, added, liked and bought, oldest first', async () => {
    const events = [
      on(1, 'PURCHASE', 'tea'),
      on(4, 'VIEW', 'pot'),
      on(2, 'REVIEW', 'cup', { rating: 4 }),
      on(3, 'ADD_TO_CART', 'jar'),
      on(2, 'REVIEW', 'jug', { rating: 3 }),
      on(-1, 'PURCHASE', 'tomorrow'),
    ]
    expect(await signalsOf('ada', events)).toEqual(['VIEW pot 4', 'ADD_TO_CART jar 3', 'LIKE cup 2', 'PURCHASE tea 1'])
  })

  it('tell each thing once a day, at its latest: a past that is cut earlier has lost nothing of what it knew then', async () => {
    const events = [
      ...[9, 5, 5.1, 2].map((day) => on(day, 'VIEW', 'pot')),
      ...[8, 8, 3].map((day) => on(day, 'PURCHASE', 'tea')),
      ...[7, 6, 4].map((day) => on(day, day === 6 ? 'REMOVE_FROM_CART' : 'ADD_TO_CART', 'jar')),
    ]
    expect(await signalsOf('ben', events)).toEqual([
      'VIEW pot 9',
      'PURCHASE tea 8',
      'VIEW pot 5',
      'ADD_TO_CART jar 4',
      'PURCHASE tea 3',
      'VIEW pot 2',
    ])
  })

  it('leave out what was sent back or disliked, whatever else was done with it', async () => {
    const events = [
      on(9, 'VIEW', 'pot'),
      on(8, 'PURCHASE', 'pot'),
      on(7, 'RETURN', 'pot'),
      on(6, 'VIEW', 'pot'),
      on(5, 'PURCHASE', 'cup'),
      on(4, 'REVIEW', 'cup', { rating: 2 }),
      on(1, 'VIEW', 'jar'),
    ]
    expect(await signalsOf('cleo', events)).toEqual(['VIEW jar 1'])
  })

  it('believe the last word of those who contradict themselves', async () => {
    const events = [
      on(9, 'REVIEW', 'pot', { rating: 1 }),
      on(8, 'PURCHASE', 'pot'),
      on(7, 'REVIEW', 'cup', { rating: 5 }),
      on(6, 'REVIEW', 'cup', { rating: 1 }),
      on(5, 'ADD_TO_CART', 'jar'),
      on(4, 'REMOVE_FROM_CART', 'jar'),
      on(3, 'REMOVE_FROM_CART', 'jug'),
      on(2, 'ADD_TO_CART', 'jug'),
    ]
    expect(await signalsOf('dan', events)).toEqual(['PURCHASE pot 8', 'ADD_TO_CART jug 2'])
  })

  it('are, of somebody who looks at everything, the newest few hundred, and all purchases', async () => {
    const looks = Array.from({ length: mostInterests + 50 }, (_, at) => on(1 + at, 'VIEW', `p${at}`))
    const read = await signalsOf('eve', [...looks, on(900, 'PURCHASE', 'tea')])
    expect(read.length).toBe(mostInterests + 1)
    expect(read[0]).toBe('PURCHASE tea 900')
    expect(read.at(-1)).toBe('VIEW p0 1')
  })

  it('hear the answers of a survey', async () => {
    await signalsOf('fay', [on(5, 'VIEW', 'pot'), on(4, 'PURCHASE', 'cup'), on(3, 'VIEW', 'jar')])
    await database.pool.query(
      `INSERT INTO survey_answers (user_id, product_id, liked, answered_at)
      SELECT u.id, p.id, p.external_id = 'pot', $1::timestamptz - interval '1 day' FROM users u, products p
      WHERE u.external_id = 'fay' AND p.external_id IN ('pot', 'cup')`,
      [asOf],
    )
    expect(await signalsOf('fay', [])).toEqual(['VIEW pot 5', 'VIEW jar 3', 'LIKE pot 1'])
  })
})
