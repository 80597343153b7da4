import type { EventType, IncomingEvent } from '../domain/event.ts'
import { demoEventKey } from './event-key.ts'

export type EventFields = Partial<Omit<IncomingEvent, 'eventId' | 'eventKey' | 'type' | 'userId' | 'timestamp'>>

/** Writes one user's events down in the order in which they happen, and nothing past the end. */
export interface Scribe {
  readonly events: readonly IncomingEvent[]
  readonly write: (type: EventType, at: number, fields: EventFields) => void
}

const nothing = {
  productId: null,
  quantity: null,
  unitPrice: null,
  currency: null,
  orderId: null,
  sessionId: null,
  query: null,
  rating: null,
  text: null,
  channel: null,
  properties: null,
} as const

/** No `eventId`: the key alone makes an event idempotent, and importing it then needs no second index. */
export const createScribe = (seed: number, user: number, userId: string, until: number): Scribe => {
  const events: IncomingEvent[] = []
  return {
    events,
    write: (type, at, fields) => {
      if (at > until) return
      const eventKey = demoEventKey(seed, user, events.length)
      events.push({ eventId: null, eventKey, type, userId, timestamp: at, ...nothing, ...fields })
    },
  }
}
