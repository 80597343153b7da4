import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { eventTypes } from '../../src/domain/event.ts'
import { keyOfEventId, keyOfRow } from '../../src/intake/event-key.ts'
import { isRefusal } from '../../src/intake/refusal.ts'
import { liveEventRules, type RawEvent, validateEvent, validateEvents } from '../../src/intake/validate-event.ts'

const now = Date.parse('2012-01-01T00:00:00Z')
const rules = liveEventRules(now, 'UTC')
const purchase: RawEvent = {
  eventId: 'e1',
  type: 'PURCHASE',
  userId: 'u1',
  timestamp: '2011-12-09T12:50:00Z',
  productId: 'p1',
  quantity: 2,
  unitPrice: 9.5,
}
const check = (change: RawEvent) => validateEvent({ ...purchase, ...change }, rules)

describe('checking an event', () => {
  test('takes a good one as it is', () => {
    expect(check({})).toEqual({
      eventId: 'e1',
      eventKey: keyOfEventId('e1'),
      type: 'PURCHASE',
      userId: 'u1',
      timestamp: Date.parse('2011-12-09T12:50:00Z'),
      productId: 'p1',
      quantity: 2,
      unitPrice: 9.5,
      currency: null,
      orderId: null,
      sessionId: null,
      query: null,
      rating: null,
      text: null,
      channel: null,
      properties: null,
    })
  })

  test('reads the texts of a file and the values of the API alike', () => {
    const typed = check({ rating: 4, properties: { a: 1 }, timestamp: new Date('2011-12-09T12:50:00Z') })
    const texts = check({
      rating: '4',
      properties: '{"a":1}',
      quantity: '2',
      unitPrice: ' 9.50 ',
      timestamp: '1323435000',
    })
    expect(texts).toEqual(typed)
  })

  test.each<[string, RawEvent, string, RegExp]>([
    ['an unknown type', { type: 'PURCHSE' }, 'TYPE_UNKNOWN', /Did you mean "PURCHASE"/],
    ['no type', { type: '' }, 'FIELD_MISSING', /type/],
    ['a day that no calendar has', { timestamp: '2011-02-30' }, 'TIMESTAMP_INVALID', /"2011-02-30"/],
    ['no time', { timestamp: null }, 'FIELD_MISSING', /timestamp/],
    ['the year 2099', { timestamp: '2099-01-01' }, 'TIMESTAMP_OUT_OF_RANGE', /ahead/],
    ['the year 1', { timestamp: '0001-01-01' }, 'TIMESTAMP_OUT_OF_RANGE', /before 1990/],
    ['two days ahead', { timestamp: '2012-01-03' }, 'TIMESTAMP_OUT_OF_RANGE', /ahead/],
    ['a price that is no number', { unitPrice: 'NaN' }, 'PRICE_INVALID', /not a number/],
    ['an infinite price', { unitPrice: Number.POSITIVE_INFINITY }, 'PRICE_INVALID', /larger/],
    ['a hexadecimal price', { unitPrice: '0x10' }, 'PRICE_INVALID', /not a number/],
    ['a price with a comma', { unitPrice: '9,50' }, 'PRICE_INVALID', /point/],
    ['a negative price', { unitPrice: -1 }, 'PRICE_INVALID', /0 or more/],
    ['a purchase without a price', { unitPrice: null }, 'FIELD_MISSING', /unit price/],
    ['a return without a price', { type: 'RETURN', unitPrice: '' }, 'FIELD_MISSING', /unit price/],
    ['a negative quantity', { quantity: -3 }, 'QUANTITY_INVALID', /correction of stock/],
    ['a quantity of nothing', { quantity: 0 }, 'QUANTITY_INVALID', /above 0/],
    ['six stars', { rating: 6 }, 'RATING_INVALID', /1 to 5/],
    ['half a star', { rating: 0.5 }, 'RATING_INVALID', /1 to 5/],
    ['a text beyond the limit', { text: 'x'.repeat(10_001) }, 'FIELD_TOO_LONG', /10001/],
    ['an id beyond the limit', { userId: 'x'.repeat(201) }, 'FIELD_TOO_LONG', /200/],
    ['a NUL in a text', { text: 'a\u0000b' }, 'FIELD_INVALID', /NUL/],
    ['half a character', { text: 'a\ud800b' }, 'FIELD_INVALID', /half a character/],
    ['a line break in an id', { userId: 'a\nb' }, 'FIELD_INVALID', /control character/],
    ['an id that is an object', { userId: { id: 1 } }, 'FIELD_INVALID', /not a text/],
    ['a currency of four letters', { currency: 'EURO' }, 'FIELD_INVALID', /three letters/],
    ['properties that are a list', { properties: '[1]' }, 'FIELD_INVALID', /not a JSON object/],
    ['properties that are no JSON', { properties: '{a:1}' }, 'FIELD_INVALID', /not a JSON object/],
    ['a NUL deep in the properties', { properties: '{"a":{"b":["\\u0000"]}}' }, 'FIELD_INVALID', /NUL/],
    ['properties beyond the limit', { properties: { a: 'x'.repeat(16_384) } }, 'FIELD_TOO_LONG', /16384/],
    ['a view of nothing', { type: 'VIEW', productId: '' }, 'FIELD_MISSING', /product id/],
    ['a search for nothing', { type: 'SEARCH', query: '  ' }, 'FIELD_MISSING', /query/],
    ['a review that says nothing', { type: 'REVIEW' }, 'FIELD_MISSING', /rating or a text/],
    ['neither user nor product', { userId: null, productId: null }, 'FIELD_MISSING', /neither a user nor a product/],
  ])('refuses %s', (_, change, code, message) => {
    const result = check(change)
    expect(result).toMatchObject({ code })
    expect((result as { message: string }).message).toMatch(message)
  })

  test('refuses properties nested too deeply', () => {
    const nested = (depth: number): object => (depth === 1 ? { x: 1 } : { x: nested(depth - 1) })
    expect(check({ properties: nested(8) })).toHaveProperty('eventKey')
    expect(check({ properties: nested(9) })).toMatchObject({ code: 'FIELD_INVALID' })
  })

  test.each<[string, RawEvent]>([
    ['nobody known looked at a product', { userId: null, type: 'VIEW', quantity: null }],
    ['a purchase that only tells its amount', { productId: null }],
    ['a gift', { unitPrice: 0 }],
    ['a stamp within a day ahead', { timestamp: now + 86_000_000 }],
    ['a type in other letters', { type: 'add to-cart' }],
  ])('takes %s', (_, change) => {
    expect(isRefusal(check(change))).toBe(false)
  })

  test('counts a line of an order without a quantity as one piece', () => {
    expect(check({ quantity: null })).toMatchObject({ quantity: 1 })
    expect(check({ quantity: null, type: 'VIEW' })).toMatchObject({ quantity: null })
  })

  test('answers anything at all without breaking', () => {
    const keys = Object.keys(purchase).concat('rating', 'text', 'properties', 'currency', 'query', 'orderId')
    const change = fc.dictionary(fc.constantFrom(...keys), fc.anything())
    fc.assert(
      fc.property(change, fc.constantFrom(...eventTypes), (values, type) => {
        const result = validateEvent({ ...purchase, type, ...values }, rules)
        if (isRefusal(result)) expect(result.message).toMatch(/\.$/)
        else expect(Number.isFinite(result.timestamp) && (result.unitPrice ?? 0) >= 0).toBe(true)
      }),
    )
  })

  test('refuses the bad events of a list by their position and keeps the others', () => {
    const { accepted, rejected } = validateEvents(
      [purchase, { ...purchase, rating: 9 }, { ...purchase, eventId: 'e2' }],
      rules,
    )
    expect(accepted.map(({ eventId }) => eventId)).toEqual(['e1', 'e2'])
    expect(rejected).toEqual([{ index: 1, code: 'RATING_INVALID', field: 'rating', message: expect.any(String) }])
  })
})

describe('the key of an event', () => {
  test('depends on the given id alone', () => {
    expect(check({ quantity: 5, userId: 'other' })).toMatchObject({ eventKey: keyOfEventId('e1') })
  })

  test('is the same for the same values and another for any other', () => {
    const keyOf = (change: RawEvent) => (check({ eventId: null, ...change }) as { eventKey: string }).eventKey
    expect(keyOf({})).toBe(keyOf({}))
    const keys = [
      {},
      { quantity: 3 },
      { userId: 'u2' },
      { orderId: 'o' },
      { text: 'u1' },
      { properties: { a: 1 } },
    ].map(keyOf)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is a UUID, never shared between a given id and a row', () => {
    expect(keyOfEventId('a')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(keyOfEventId('a')).not.toBe(keyOfRow(['a']))
  })

  test('tells the columns of a row and its repeats apart', () => {
    const keys = [
      keyOfRow(['ab', 'c']),
      keyOfRow(['a', 'bc']),
      keyOfRow(['ab', 'c'], 2),
      keyOfRow(['ab', 'c'], 3),
      keyOfRow(['ab', 'c', '2']),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keyOfRow(['ab', 'c'], 1)).toBe(keys[0])
  })
})
