/** PENDING: to be sent, or sent again. DEAD: given up; it can be replayed. */
export const deliveryStatuses = ['PENDING', 'DELIVERED', 'DEAD'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export const membershipEvents = ['ENTERED', 'LEFT'] as const
export type MembershipEvent = (typeof membershipEvents)[number]

export interface Webhook {
  readonly id: number
  readonly key: string
  readonly segmentId: number
  readonly url: string
  readonly on: readonly MembershipEvent[]
  /** Why nothing is sent; null: it runs. */
  readonly pausedBecause: string | null
  readonly createdAt: Date
}

/** What signing secrets are derived from. */
export interface WebhookSalts {
  readonly salt: Uint8Array
  /** The one before, as long as messages are signed with both. */
  readonly previousSalt: Uint8Array | null
}

export interface Delivery {
  readonly id: number
  readonly webhookId: number
  /** The same however often it is sent. */
  readonly messageId: string
  readonly status: DeliveryStatus
  /** How many changes it tells of. */
  readonly changes: number
  readonly attempts: number
  readonly nextAttemptAt: Date
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly createdAt: Date
  readonly deliveredAt: Date | null
}

/** That somebody entered a segment or left it. */
export interface MembershipChange {
  readonly userId: number
  readonly externalId: string
  readonly change: MembershipEvent
  readonly at: Date
}
