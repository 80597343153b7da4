import { describe, expect, test } from 'vitest'
import { createDemoShop } from '../../src/demo/shop.ts'
import { consentPurposes } from '../../src/domain/user.ts'
import { biographies, DAY, until } from './log.ts'

const shop = createDemoShop({ seed: 3, users: 300, until })
const events = [...shop.events()]
const products = new Set(shop.products().map((product) => product.productId))

describe('the stream', () => {
  test('is the same for the same seed, however often and in whatever order it is read', () => {
    const again = createDemoShop({ seed: 3, users: 300, until })
    again.truth('u-000300')
    expect([...again.events()]).toEqual(events)
    expect([...shop.events()]).toEqual(events)
    expect([...again.users()]).toEqual([...shop.users()])
    expect(again.products()).toEqual(shop.products())
  })

  test('differs for another seed', () => {
    const other = createDemoShop({ seed: 4, users: 300, until })
    const keys = new Set(events.map((event) => event.eventKey))
    expect([...other.events()].filter((event) => keys.has(event.eventKey))).toEqual([])
    expect([...other.users()]).not.toEqual([...shop.users()])
  })

  test('tells apart seeds that differ above 32 bits only', () => {
    const far = createDemoShop({ seed: 3 + 2 ** 32, users: 5, until })
    expect([...far.events()]).not.toEqual(events.slice(0, [...far.events()].length))
  })

  test('of a small shop is the beginning of that of a large one', () => {
    const small = createDemoShop({ seed: 3, users: 100, until })
    const head = [...small.events()]
    expect(events.slice(0, head.length)).toEqual(head)
    expect([...shop.users()].slice(0, 100)).toEqual([...small.users()])
    expect(shop.truth('u-000042')).toEqual(small.truth('u-000042'))
  })

  test('starts at once, whatever the size of the shop', () => {
    const huge = createDemoShop({ seed: 3, users: 1_000_000, until })
    const [first] = huge.events()
    expect(first).toEqual(events[0])
    expect(huge.truth('u-1000000').userId).toBe('u-1000000')
  })

  test('asks for a user of the shop', () => {
    for (const id of ['u-000301', 'u-000000', '7', 'u-', 'x-000001']) expect(() => shop.truth(id)).toThrow(RangeError)
  })

  test('makes between 20 and 60 events a user', () => {
    expect(events.length / 300).toBeGreaterThan(20)
    expect(events.length / 300).toBeLessThan(60)
  })
})

describe('every event', () => {
  test('has a key of its own in the form of a UUID', () => {
    expect(new Set(events.map((event) => event.eventKey)).size).toBe(events.length)
    for (const { eventKey } of events)
      expect(eventKey).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('speaks of a product of the shop or of none', () => {
    for (const event of events) expect(event.productId === null || products.has(event.productId)).toBe(true)
  })

  test('has what its type needs', () => {
    for (const event of events) {
      if (event.type === 'REVIEW') {
        expect([1, 2, 3, 4, 5]).toContain(event.rating)
        expect(event.text?.length).toBeGreaterThan(3)
        expect(event.text).not.toContain('{')
      }
      if (event.type === 'PURCHASE' || event.type === 'RETURN') {
        expect(event.unitPrice).toBeGreaterThan(0)
        expect(event.quantity).toBeGreaterThanOrEqual(1)
        expect(event.orderId).not.toBeNull()
        expect(event.productId).not.toBeNull()
      }
      if (event.type === 'SEARCH') expect(event.query?.length).toBeGreaterThan(0)
      if (event.type === 'COUPON_REDEEM') expect(event.properties).toMatchObject({ treated: true })
      if (event.type === 'COUPON_VIEW') expect(event.properties).toMatchObject({ treated: true })
      if (event.type === 'CUSTOM') expect(event.properties).toMatchObject({ treated: false })
    }
  })

  test('happens between signing up and the end, in time order within a user', () => {
    for (const { truth, events: own } of biographies(3, 300)) {
      let before = truth.signedUpAt.getTime()
      for (const { timestamp } of own) {
        expect(timestamp).toBeGreaterThanOrEqual(before)
        before = timestamp
      }
      expect(before).toBeLessThanOrEqual(until.getTime())
    }
  })

  test('of a sale has a return or a review only after the purchase', () => {
    const ordered = new Map<string, Set<string | null>>()
    for (const { type, orderId, productId } of events) {
      if (orderId === null) continue
      if (type === 'PURCHASE') ordered.set(orderId, (ordered.get(orderId) ?? new Set()).add(productId))
      if (type === 'RETURN' || type === 'REVIEW') expect(ordered.get(orderId)?.has(productId)).toBe(true)
    }
  })

  test('happens in a shop that may also be short', () => {
    const short = [...createDemoShop({ seed: 3, users: 50, until, days: 45 }).events()]
    expect(short.length).toBeGreaterThan(50)
    for (const { timestamp } of short) {
      expect(timestamp).toBeLessThanOrEqual(until.getTime())
      expect(timestamp).toBeGreaterThanOrEqual(until.getTime() - 46 * DAY)
    }
  })
})

describe('every user', () => {
  test('has a date, traits and a word on each purpose', () => {
    for (const { createdAt, traits, consents } of shop.users()) {
      expect(createdAt).toBeLessThanOrEqual(until.getTime())
      expect(traits).toMatchObject({ city: expect.any(String), language: expect.stringMatching(/^(en|zh)$/) })
      expect(Object.keys(consents).sort()).toEqual([...consentPurposes].sort())
    }
  })

  test('searches and writes in the language of the traits', () => {
    const languages = new Map([...shop.users()].map((user) => [user.userId, user.traits.language]))
    for (const { userId, query, text } of events) {
      const words = query ?? text
      if (words !== null) expect(/\p{Script=Han}/u.test(words) ? 'zh' : 'en').toBe(languages.get(userId ?? ''))
    }
  })
})

describe('a shop in which somebody else decides who is shown a coupon', () => {
  const shown = (log: typeof events) => log.filter(({ type }) => type === 'COUPON_VIEW').length

  test('shows it to those alone, and to nobody else', () => {
    expect(shown([...shop.eventsIf(() => false)])).toBe(0)
    const always = [...shop.eventsIf(() => true)]
    expect(shown(always)).toBeGreaterThan(1.5 * shown(events))
    expect(always.some(({ properties }) => properties?.name === 'coupon_held_out')).toBe(false)
  })

  test('tells the one who decides what happened before, and nothing else', () => {
    const decided: boolean[] = []
    const log = shop.eventsIf((at, before) => {
      decided.push(before.length > 0 && before.every(({ timestamp }) => timestamp <= at))
      return true
    })
    expect(shown([...log])).toBe(decided.length)
    expect(decided).not.toContain(false)
  })

  test('goes on by the same draws: whoever meets no campaign lives the same life', () => {
    const met = new Set(
      events
        .filter(({ type, properties }) => type === 'COUPON_VIEW' || properties?.name === 'coupon_held_out')
        .map(({ userId }) => userId),
    )
    const others = (log: Iterable<(typeof events)[number]>) => [...log].filter(({ userId }) => !met.has(userId))
    expect(others(shop.eventsIf(() => true))).toEqual(others(events))
  })
})
