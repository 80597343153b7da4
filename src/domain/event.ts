/** Everything a shop can tell about behaviour. The order is the order of the database's enum: append, never reorder. */
export const eventTypes = [
  'VIEW',
  'SEARCH',
  'ADD_TO_CART',
  'REMOVE_FROM_CART',
  'PURCHASE',
  'RETURN',
  'REVIEW',
  'COUPON_VIEW',
  'COUPON_REDEEM',
  'CUSTOM',
] as const

export type EventType = (typeof eventTypes)[number]

/** What an event may tell beside who, what and when. */
interface EventDetails {
  readonly quantity: number | null
  readonly unitPrice: number | null
  readonly currency: string | null
  readonly orderId: string | null
  readonly sessionId: string | null
  readonly query: string | null
  /** 1..5 */
  readonly rating: number | null
  readonly text: string | null
  readonly channel: string | null
  readonly properties: Readonly<Record<string, unknown>> | null
  /** UUID of the impression that led to it; left out where the sender does not say. */
  readonly impressionId?: string | null
}

/** One validated event on its way in: canonical columns, the shop's own ids. */
export interface IncomingEvent extends EventDetails {
  /** The sender's idempotency key; null when it is derived from the row (see `eventKey`). */
  readonly eventId: string | null
  /** 128-bit key as a UUID string: a hash of `eventId`, or of the whole row. The same event always has the same key. */
  readonly eventKey: string
  readonly type: EventType
  /** null: nobody known; the event counts for product statistics only. */
  readonly userId: string | null
  /** Milliseconds since 1970-01-01 UTC. */
  readonly timestamp: number
  readonly productId: string | null
}

/** One event of a user's own trail, as served. */
export interface TrailEvent extends EventDetails {
  readonly userId: number
  readonly eventKey: string
  readonly type: EventType
  readonly timestamp: Date
  readonly productId: number | null
}
