import type { IncomingEvent } from '../domain/event.ts'
import { checkImpressionId } from './check-impression-id.ts'
import { checkNeeds, missing } from './check-needs.ts'
import { checkPrice, checkQuantity, checkRating } from './check-number.ts'
import { checkProperties } from './check-properties.ts'
import { checkCurrency, checkId, checkText, type Faults } from './check-text.ts'
import { checkTime, type TimeRules } from './check-time.ts'
import { checkType } from './check-type.ts'
import { keyOfEventId, keyOfRow } from './event-key.ts'
import { timeParser } from './parse-time.ts'
import type { Refusal } from './refusal.ts'

/** An event as it was sent: texts from a file, or typed values from the API. Empty texts count as absent. */
export type RawEvent = Readonly<Partial<Record<Exclude<keyof IncomingEvent, 'eventKey'>, unknown>>>

export interface EventRules {
  readonly time: TimeRules
  /** Whether a purchase may cost nothing. */
  readonly freePurchases: boolean
}

/** What events sent one by one are held to: times as ISO 8601 or epoch, zoneless ones in the shop's zone. */
export const liveEventRules = (now: number, timeZone: string): EventRules => ({
  time: { now, parse: timeParser('auto', timeZone), expected: 'ISO 8601 or as epoch seconds or milliseconds' },
  freePurchases: true,
})

/** Typed values in a fixed order: the identity of an event that was sent without an id. */
const identityOf = (event: Omit<IncomingEvent, 'eventKey'>): string[] =>
  Object.values(event).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))

/**
 * The one set of checks for rows of files and for events sent live.
 * @param keyOf the key of an event without an id of its own; by default a hash of its values
 * @returns the event, or its first fault
 */
export const validateEvent = (
  raw: RawEvent,
  rules: EventRules,
  keyOf: (() => string) | null = null,
): IncomingEvent | Refusal => {
  const faults: Faults = []
  const type = checkType(raw.type, faults)
  const timestamp = checkTime(raw.timestamp, 'timestamp', rules.time, faults)
  if (timestamp === null) faults.push(missing('timestamp', 'The timestamp is empty.'))
  const quantity = checkQuantity(raw.quantity, faults)
  const event = {
    eventId: checkId(raw.eventId, 'event_id', faults),
    eventKey: '',
    type: type ?? 'CUSTOM',
    userId: checkId(raw.userId, 'user_id', faults),
    timestamp: timestamp ?? 0,
    productId: checkId(raw.productId, 'product_id', faults),
    // A line of an order without a quantity is one piece.
    quantity: quantity ?? (type === 'PURCHASE' || type === 'RETURN' ? 1 : null),
    unitPrice: checkPrice(raw.unitPrice, 'unit_price', rules.freePurchases || type !== 'PURCHASE', faults),
    currency: checkCurrency(raw.currency, faults),
    orderId: checkId(raw.orderId, 'order_id', faults),
    sessionId: checkId(raw.sessionId, 'session_id', faults),
    query: checkText(raw.query, 'query', faults),
    rating: checkRating(raw.rating, faults),
    text: checkText(raw.text, 'text', faults),
    channel: checkText(raw.channel, 'channel', faults, 200),
    properties: checkProperties(raw.properties, faults),
  }
  const impressionId = checkImpressionId(raw.impressionId, faults)
  if (faults.length > 0) return faults[0]
  checkNeeds(event.type, event, faults)
  if (faults.length > 0) return faults[0]
  if (event.eventId !== null) event.eventKey = keyOfEventId(event.eventId)
  else event.eventKey = keyOf === null ? keyOfRow(identityOf(event)) : keyOf()
  // Not part of its identity: the same purchase told with and without it is one.
  return impressionId === null ? event : { ...event, impressionId }
}

export interface LiveRefusal extends Refusal {
  /** Position in the list that was sent, from 0. */
  readonly index: number
}

/** Keeps the good events and says of each other one, by its position, what is wrong with it. */
export const validateEvents = (events: readonly RawEvent[], rules: EventRules) => {
  const accepted: IncomingEvent[] = []
  const rejected: LiveRefusal[] = []
  events.forEach((raw, index) => {
    const result = validateEvent(raw, rules)
    if ('code' in result) rejected.push({ index, ...result })
    else accepted.push(result)
  })
  return { accepted, rejected } as const
}
