import type { CouponKind } from './coupon.ts'
import type { EventType } from './event.ts'
import type { ConsentPurpose } from './user.ts'

/** ANY: coupons of every kind taken together. */
export const couponOffers = ['PERCENT', 'FIXED', 'SHIPPING', 'ANY'] as const satisfies readonly (CouponKind | 'ANY')[]
export type CouponOffer = (typeof couponOffers)[number]

/** All that are given must hold; nothing unknown meets any. */
export interface NumberTest {
  readonly eq?: number
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
  /** Both ends belong to it. */
  readonly between?: { readonly from: number; readonly to: number }
}

/** Upper and lower case differ. */
export interface TextTest {
  readonly eq?: string
  readonly in?: readonly string[]
  readonly contains?: string
  readonly startsWith?: string
}

export type Scalar = string | number | boolean
export type Comparable = string | number

/** Of a value that may be text, a number or a truth: numbers compare with numbers, texts with texts (so ISO dates stand in the order of time). */
export interface ValueTest {
  readonly exists?: boolean
  readonly eq?: Scalar
  readonly in?: readonly Scalar[]
  readonly contains?: string
  readonly startsWith?: string
  readonly gt?: Comparable
  readonly gte?: Comparable
  readonly lt?: Comparable
  readonly lte?: Comparable
  readonly between?: { readonly from: Comparable; readonly to: Comparable }
}

/**
 * A part of time, seen from the instant at which the rule is asked. Durations are ISO 8601 of fixed length (P30D, PT12H); instants are ISO 8601 in UTC.
 * within: later than so long ago · olderThan: so long ago or earlier · after: at this instant or later · before: earlier than this instant. All that are given hold.
 */
export interface TimeWindow {
  readonly within?: string
  readonly olderThan?: string
  readonly after?: string
  readonly before?: string
}

/** Exactly one. `category` with eq or in means that category and all below it. */
export type EventCondition =
  | { readonly product: TextTest }
  | { readonly category: TextTest }
  | { readonly channel: TextTest }
  | { readonly query: TextTest }
  | { readonly text: TextTest }
  | { readonly order: TextTest }
  | { readonly session: TextTest }
  | { readonly currency: TextTest }
  | { readonly rating: NumberTest }
  | { readonly quantity: NumberTest }
  | { readonly price: NumberTest }
  | { readonly amount: NumberTest }
  | { readonly property: ValueTest & { readonly name: string } }
  | { readonly attribute: ValueTest & { readonly name: string } }

export interface EventFilter {
  readonly type: EventType
  readonly where?: readonly EventCondition[]
}

export const summableFields = ['AMOUNT', 'QUANTITY', 'PRICE', 'RATING'] as const
export type SummableField = (typeof summableFields)[number]
export const countableFields = ['PRODUCT', 'CATEGORY', 'ORDER', 'SESSION', 'CHANNEL', 'QUERY', 'DAY'] as const
/** DAY: a day of UTC. */
export type CountableField = (typeof countableFields)[number]

export type FieldTest = NumberTest & { readonly field: SummableField }

/** Events in a window, and what must be true of them together; nothing given: there is at least one. */
export interface EventClause extends EventFilter, TimeWindow {
  readonly count?: NumberTest
  /** 0 without events. */
  readonly sum?: FieldTest
  /** Unknown, and so never met, without events that have the field. */
  readonly average?: FieldTest
  readonly minimum?: FieldTest
  readonly maximum?: FieldTest
  readonly distinct?: NumberTest & { readonly field: CountableField }
  /** When the first, the last of them was. */
  readonly first?: TimeWindow
  readonly last?: TimeWindow
}

/**
 * First one, then (strictly later) another, and so on; from the first to the last at most `within`. With `negateLast` the last must not have come:
 * somebody did the others, and then not the last within `within`, which has passed (or, without `within`, not until now).
 */
export interface SequenceClause {
  readonly steps: readonly EventFilter[]
  readonly within?: string
  readonly negateLast?: boolean
  /** Where all steps are looked for. */
  readonly window?: TimeWindow
}

/** Did it at least `times` (1) and then no more for at least `silence`. */
export interface StoppedClause extends EventFilter {
  readonly silence: string
  readonly times?: number
}

/** Did it within `within` after at least `silence` without it, and had done it before that. */
export interface RestartedClause extends EventFilter {
  readonly silence: string
  readonly within: string
}

/** Did it at least once in each of the last `periods` periods of length `every`, counted back from now. */
export interface RegularlyClause extends EventFilter {
  readonly every: string
  readonly periods: number
}

export const numericProfileFields = [
  'ORDER_COUNT',
  'PURCHASE_DAYS',
  'RECENCY_DAYS',
  'FREQUENCY',
  'MONETARY',
  'AVERAGE_ORDER_VALUE',
  'TOTAL_SPEND',
  'RFM_RECENCY',
  'RFM_FREQUENCY',
  'RFM_MONETARY',
  'SATISFACTION',
] as const
export const textProfileFields = ['LIFECYCLE', 'LABEL', 'FAVOURITE_CATEGORY', 'EXTERNAL_ID'] as const
export const timeProfileFields = ['CREATED_AT', 'FIRST_SEEN_AT', 'LAST_SEEN_AT'] as const
export const profileFields = [...numericProfileFields, ...textProfileFields, ...timeProfileFields] as const
export type ProfileField = (typeof profileFields)[number]

/** Numeric fields take the tests of numbers, text fields those of texts, times those of numbers with instants as ISO 8601; of a field with several values one must meet them all. */
export type ProfileClause = ValueTest & { readonly field: ProfileField }

/** What is measured of a coupon: of the kinds that a campaign has (the best of them), or of one kind. Exactly one of the two. */
export interface UpliftClause extends NumberTest {
  readonly campaign?: string
  readonly offer?: CouponOffer
}

export type RuleLeaf =
  | { readonly profile: ProfileClause }
  | { readonly trait: ValueTest & { readonly name: string } }
  | { readonly event: EventClause }
  | { readonly sequence: SequenceClause }
  | { readonly stopped: StoppedClause }
  | { readonly restarted: RestartedClause }
  | { readonly regularly: RegularlyClause }
  | { readonly churnRisk: NumberTest }
  | { readonly lifetimeValue: NumberTest }
  | { readonly purchaseProbability: NumberTest & { readonly withinDays: number } }
  | { readonly affinity: NumberTest & { readonly product?: string; readonly category?: string } }
  | { readonly uplift: UpliftClause }
  | { readonly cluster: number }
  | { readonly inSegment: string }
  | { readonly inList: string }
  | { readonly bucket: { readonly seed: string; readonly from: number; readonly to: number } }
  | { readonly consent: ConsentPurpose }

/** Who belongs to a segment, as data: nested as deep as wanted, never an expression in a string. */
export type SegmentRule =
  | RuleLeaf
  | { readonly all: readonly SegmentRule[] }
  | { readonly any: readonly SegmentRule[] }
  | { readonly not: SegmentRule }

/** What is probably not meant. */
export const ruleWarningCodes = [
  'CONTRADICTION',
  'NEVER_TRUE',
  'ALWAYS_TRUE',
  'CONSENT_INSIDE_ANY',
  'EXPENSIVE',
  'REPEATED',
] as const
export type RuleWarningCode = (typeof ruleWarningCodes)[number]
