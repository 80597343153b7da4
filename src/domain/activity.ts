/** Spend on one category path (`a > b > c`, as the product states it). */
export interface CategorySpend {
  readonly category: string
  /** Gross amount of purchase lines in the shop's currency. */
  readonly amount: number
}

/**
 * Everything one user did up to an instant, added up: what portraits, labels and segments are computed from.
 * Days are days of the shop's time zone; amounts are in the shop's currency; `features/activity.ts` is the definition in code.
 */
export interface UserActivity {
  readonly userId: number
  /** The first sign of the user: the earlier of the first event and the account's creation. */
  readonly firstSeenAt: Date
  /** The last event; the account's creation where there is none. */
  readonly lastSeenAt: Date
  /** null for someone who has never ordered; documents of returns only are no orders. */
  readonly firstOrderAt: Date | null
  readonly lastOrderAt: Date | null
  readonly orderCount: number
  /** Distinct days with a purchase. */
  readonly purchaseDays: number
  /** Gross, over all orders. */
  readonly spend: number
  /** Gross value of the purchase days after the first. */
  readonly repeatSpend: number
  /** Positive. */
  readonly returnedValue: number
  /** Documents (orders or credit notes) with something returned. */
  readonly returnCount: number
  /** Purchase lines and pieces, returns not taken off. */
  readonly purchaseLines: number
  readonly purchaseQuantity: number
  /** Distinct products bought. */
  readonly productCount: number
  /** Distinct days with any event. */
  readonly activeDays: number
  /** Events of any type by hour of the day: 24 counts. */
  readonly hourCounts: readonly number[]
  /** Events of any type by day of the week, Monday first: 7 counts. */
  readonly weekdayCounts: readonly number[]
  /** Purchase lines of products whose category is known; a path may appear once. */
  readonly categorySpend: readonly CategorySpend[]
  /** Reviews with a rating of 1..5. */
  readonly ratingCount: number
  readonly ratingSum: number
  /** Texts of reviews without a rating, the newest 20 at most. */
  readonly unratedReviews: readonly string[]
  readonly couponRedemptions: number
  readonly viewCount: number
  readonly searchCount: number
  readonly cartAddCount: number
}
