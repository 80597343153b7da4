export const couponResponses = ['PERSUADABLE', 'SURE_THING', 'LOST_CAUSE', 'DO_NOT_DISTURB'] as const
/** PERSUADABLE buys because of a coupon, SURE_THING anyway, LOST_CAUSE in no case, DO_NOT_DISTURB is put off by it. */
export type CouponResponse = (typeof couponResponses)[number]

/** Each shows before it happens, but for LOST_INTEREST: that is BG/NBD's coin after a repeat order. */
export type ChurnCause = 'BAD_EXPERIENCE' | 'RETURN' | 'PRICE_RISE' | 'SLOW_DRIFT' | 'LOST_INTEREST'

/** The last order and all that bears on whether its buyer is still there. */
export interface LastOrder {
  /** Milliseconds since 1970-01-01 UTC, as all instants here. */
  readonly at: number
  /** Probability, as the order went, that the buyer left with it without another visit. */
  readonly silentLeave: number
  /** Probability that the buyer began to drift away with it: some weeks of rarer visits, no order, then nothing. */
  readonly driftLeave: number
  /** When its last review or return came in; who left silently was there until then. */
  readonly settledAt: number
  /** Visits since, none of which ended in an order, each with the probability that it would have. */
  readonly visits: readonly { readonly at: number; readonly conversion: number }[]
}

/** What is really so about one user, which a model has to find out from the events. */
export interface DemoTruth {
  readonly userId: string
  readonly archetype: string
  readonly language: 'en' | 'zh'
  readonly signedUpAt: Date
  /** Share of interest by top category in an ordinary season; they add up to 1. */
  readonly tastes: Readonly<Record<string, number>>
  /** 0..1: how strongly the cheaper of two like things is preferred. */
  readonly priceSensitivity: number
  /** Visits per ordinary day while a customer. */
  readonly visitRate: number
  /** Probability that a visit ends in an order, without a coupon. */
  readonly conversion: number
  /** Orders per ordinary year while a customer: 365 * visitRate * conversion. Gamma over users. */
  readonly purchaseRate: number
  /** Probability of losing interest with each repeat order when nothing special happens. Beta over users. */
  readonly dropout: number
  readonly couponResponse: CouponResponse
  readonly orders: number
  readonly lastOrder: LastOrder | null
  /** The moment from which this user will never come back; null for a customer at the end. */
  readonly churnedAt: Date | null
  readonly churnCause: ChurnCause | null
  /** Set from the order with which a drift began, also where it has not ended yet. */
  readonly driftingSince: Date | null
}
