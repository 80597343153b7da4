import { createHash } from 'node:crypto'

import type { IncomingEvent } from '../../src/domain/event.ts'

const keyOf = (text: string): string => {
  const hex = createHash('md5').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** An event with sensible fields for whatever the test does not care about; its key follows from its content. */
export const eventOf = (fields: Partial<Omit<IncomingEvent, 'timestamp'>> & { readonly at: string }): IncomingEvent => {
  const { at, ...given } = fields
  const event = {
    eventId: null,
    type: 'PURCHASE' as const,
    userId: 'ada',
    productId: 'tea',
    quantity: 1,
    unitPrice: 10,
    currency: null,
    orderId: null,
    sessionId: null,
    query: null,
    rating: null,
    text: null,
    channel: null,
    properties: null,
    ...given,
    timestamp: Date.parse(at),
  }
  const eventKey = given.eventKey ?? keyOf(event.eventId === null ? JSON.stringify(event) : `id:${event.eventId}`)
  return { ...event, eventKey }
}
