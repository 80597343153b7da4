import { afterAll, beforeEach, describe, expect, it } from 'vitest'

import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'

describe('what events leave behind', () => {
  let database: TestDatabase
  const opened: TestDatabase[] = []

  const track = (...events: Parameters<typeof eventOf>[0][]) =>
    trackEvents(database, events.map(eventOf), 'Europe/Berlin')
  const rows = async (sql: string) => (await database.pool.query(sql)).rows

  beforeEach(async () => {
    database = await openTestDatabase()
    opened.push(database)
  })
  afterAll(async () => {
    for (const one of opened) await one.drop()
  })

  it('is each event once, however often it is sent', async () => {
    const event = { at: '2026-03-01T10:00:00Z' }
    expect(await track(event, { at: '2026-03-02T10:00:00Z' })).toEqual({ accepted: 2, duplicates: 0 })
    expect(await track(event, event)).toEqual({ accepted: 0, duplicates: 2 })
    expect(await rows('SELECT count(*)::int AS n FROM events')).toEqual([{ n: 2 }])
  })

  it('counts an id that the sender chose once, whatever its time', async () => {
    expect(
      await track({ eventId: 'e-1', at: '2026-03-01T10:00:00Z' }, { eventId: 'e-1', at: '2026-03-01T10:00:00Z' }),
    ).toEqual({
      accepted: 1,
      duplicates: 1,
    })
    expect(await track({ eventId: 'e-1', at: '2026-07-01T10:00:00Z' })).toEqual({ accepted: 0, duplicates: 1 })
    expect(await rows('SELECT lines, amount FROM orders')).toEqual([{ lines: 1, amount: 10 }])
  })

  it('is one order per order id, with what was returned to it', async () => {
    await track(
      { orderId: 'o1', productId: 'tea', quantity: 2, unitPrice: 5, at: '2026-03-01T10:00:00Z' },
      { orderId: 'o1', productId: 'pot', quantity: 1, unitPrice: 30, at: '2026-03-01T10:00:01Z' },
    )
    await track({
      orderId: 'o1',
      type: 'RETURN',
      productId: 'pot',
      quantity: 1,
      unitPrice: 30,
      at: '2026-03-05T09:00:00Z',
    })
    await track({ orderId: 'o1', productId: 'cup', quantity: 3, unitPrice: 4, at: '2026-03-01T09:59:00Z' })
    expect(
      await rows(
        'SELECT order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount FROM orders',
      ),
    ).toEqual([
      {
        order_key: 'o1',
        ordered_at: new Date('2026-03-01T09:59:00Z'),
        lines: 3,
        quantity: 6,
        amount: 52,
        returned_quantity: 1,
        returned_amount: 30,
      },
    ])
  })

  it('is one order per day of the shop where orders have no id', async () => {
    await track({ at: '2026-03-01T22:30:00Z' }, { at: '2026-03-01T23:30:00Z' }, { at: '2026-03-02T08:00:00Z' })
    expect(await rows('SELECT order_key, lines FROM orders ORDER BY 1')).toEqual([
      { order_key: 'day:2026-03-01', lines: 1 },
      { order_key: 'day:2026-03-02', lines: 2 },
    ])
  })

  it('is what each user has bought, and not what was only viewed', async () => {
    await track(
      { productId: 'tea', at: '2026-03-01T10:00:00Z' },
      { productId: 'tea', quantity: 4, at: '2026-03-09T10:00:00Z' },
    )
    await track({ productId: 'pot', type: 'VIEW', at: '2026-03-10T10:00:00Z' })
    expect(
      await rows(
        'SELECT p.external_id AS product, lines, quantity FROM user_products JOIN products p ON p.id = product_id',
      ),
    ).toEqual([{ product: 'tea', lines: 2, quantity: 5 }])
  })

  it('counts events of nobody known for the product only', async () => {
    const event = { userId: null, at: '2026-03-01T10:00:00Z' }
    expect(await track(event)).toEqual({ accepted: 1, duplicates: 0 })
    expect(await track(event)).toEqual({ accepted: 0, duplicates: 1 })
    expect(await rows('SELECT count(*)::int AS n FROM anonymous_events')).toEqual([{ n: 1 }])
    expect(await rows('SELECT count(*)::int AS n FROM users')).toEqual([{ n: 0 }])
  })

  it('takes the first event for the time a user came, in whatever order events arrive', async () => {
    await track({ at: '2026-03-05T10:00:00Z' })
    await track({ at: '2026-01-05T10:00:00Z' })
    await track({ at: '2026-02-05T10:00:00Z' })
    expect(await rows('SELECT created_at FROM users')).toEqual([{ created_at: new Date('2026-01-05T10:00:00Z') }])
  })

  it('keeps text exactly as it was sent', async () => {
    const text = 'tab\tline\nback\\slash \\N "quotes" {braces} 茶壶 🫖'
    await track({
      type: 'REVIEW',
      text,
      rating: 5,
      properties: { nested: { list: [1, 'two\n'] } },
      at: '2026-03-05T10:00:00Z',
    })
    expect(await rows('SELECT text, rating, properties FROM events')).toEqual([
      { text, rating: 5, properties: { nested: { list: [1, 'two\n'] } } },
    ])
  })

  it('adds up when many writers send the same and different events at once', async () => {
    const all = Array.from({ length: 40 }, (_, i) => ({
      userId: `u${i % 7}`,
      productId: `p${i % 5}`,
      orderId: `o${i % 11}`,
      eventId: i % 2 ? `e${i}` : null,
      at: new Date(Date.UTC(2026, i % 6, 1 + (i % 20))).toISOString(),
    }))
    const shuffled = (n: number) => [...all.slice(n * 5), ...all.slice(0, n * 5)]
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => track(...shuffled(n))))
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(40)
    expect(await rows('SELECT sum(lines)::int AS n FROM orders')).toEqual([{ n: 40 }])
    expect(await rows('SELECT sum(lines)::int AS n FROM user_products')).toEqual([{ n: 40 }])
  })
})
