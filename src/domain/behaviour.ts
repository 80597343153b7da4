/**
 * What is added up of one person's day before anything is made of it; one number each. `ago` counts the shop's calendar days back from
 * the day of the cut (0: that day, up to the cut). NaN: nothing was said (no rating, no price to compare with).
 */
export const behaviourDayFields = [
  'ago',
  'events',
  'views',
  'searches',
  'cartAdds',
  'cartRemoves',
  'lines',
  'quantity',
  'spend',
  'returns',
  'returnedValue',
  'ratings',
  'ratingSum',
  'lowestRating',
  'priceComplaints',
  'couponViews',
  'couponRedemptions',
  'morningEvents',
  'eveningEvents',
  'nightEvents',
  'priceChange',
] as const

export type BehaviourDayField = (typeof behaviourDayFields)[number]
export type BehaviourDay = Readonly<Record<BehaviourDayField, number>>

/** What is known of a person beside their days. NaN: not known. `topCategory`, `channel` and `traits` are places in `BehaviourLevels`. */
export interface BehaviourPerson {
  /** Since they signed up. */
  readonly knownDays: number
  readonly topCategory: number
  readonly topCategoryShare: number
  readonly categories: number
  /** Different products bought, over so many purchase lines. */
  readonly products: number
  readonly lines: number
  readonly channel: number
  /** One per trait of `BehaviourLevels.traits`. */
  readonly traits: readonly number[]
}

/** The names that codes stand for, most frequent first; whatever is not in them is `other`. */
export interface BehaviourLevels {
  readonly categories: readonly string[]
  readonly channels: readonly string[]
  readonly traits: readonly { readonly name: string; readonly values: readonly string[] }[]
}

export type BehaviourColumn =
  | { readonly kind: 'NUMBER'; readonly name: string }
  | { readonly kind: 'CATEGORY'; readonly name: string; readonly levels: readonly string[] }

/** Everything known of people before a cut, column by column: column c is `values[c * rows .. (c + 1) * rows]`. NaN: missing on purpose. */
export interface BehaviourTable {
  readonly userIds: Float64Array
  readonly rows: number
  readonly columns: readonly BehaviourColumn[]
  readonly values: Float32Array
}

/** What came after the cut, per row of the table. Nothing of it may become a feature. */
export interface BehaviourTargets {
  /** 1: bought within 7, 30 or 90 days. */
  readonly boughtWithin7: Uint8Array
  readonly boughtWithin30: Uint8Array
  readonly boughtWithin90: Uint8Array
  /** 1: bought nothing within `churnHorizonDays`. */
  readonly churned: Uint8Array
  /** Per person: three of their usual gaps, within bounds; from before the cut. */
  readonly churnHorizonDays: Float64Array
  /** Calendar days from the cut to the next purchase day; NaN: none within the days that were looked at. */
  readonly daysToNextOrder: Float64Array
  /** Of the next purchase day; NaN where there is none. */
  readonly nextOrderSpend: Float64Array
  readonly nextOrderQuantity: Float64Array
  /** Place in `BehaviourLevels.categories` of what most was spent on that day; NaN: none, or nothing that has a category. */
  readonly nextCategory: Float64Array
  /** Within 90 days; 0 where nothing was bought. */
  readonly spendWithin90: Float64Array
  /** Days on which anything was done within 30 days: how much they will look around. */
  readonly activeDaysWithin30: Float64Array
}
