/** Everything that is foretold, one model each. Append, never reorder. */
export const predictionTargets = [
  'CHURN',
  'PURCHASE_7',
  'PURCHASE_30',
  'PURCHASE_90',
  'NEXT_ORDER_DAYS',
  'NEXT_CATEGORY',
  'NEXT_ORDER_SPEND',
  'NEXT_ORDER_QUANTITY',
  'SPEND_90',
  'ACTIVE_DAYS_30',
  'RATING',
] as const
export type PredictionTarget = (typeof predictionTargets)[number]

/** Days within which a purchase is foretold. Append, never reorder. */
export const purchaseWindows = [7, 30, 90] as const
export type PurchaseWindow = (typeof purchaseWindows)[number]

/** The reason that stands for where everybody starts. */
export const baselineReason = 'baseline'
/** The reason that stands for all that is not named. */
export const othersReason = 'others'

/** One term of a probability. The contributions of all reasons of one prediction add up to its logit. */
export interface PredictionReason {
  /** A column of the behaviour table, which speaks for all columns of its topic (`features/behaviour-reasons.ts`), `baseline` or `others`. */
  readonly feature: string
  /** The user's own value in the unit of the feature, of `baseline` its probability; null: missing, `others`, or a category. */
  readonly value: number | null
  /** Of a category its name; null for all else and where it is missing. */
  readonly level: string | null
  /** Of all columns that it speaks for, in logits; positive raises the probability. */
  readonly contribution: number
}

/** What a shop can bring about. Append, never reorder. */
export const predictionLevers = ['ORDER', 'VISIT', 'COUPON', 'AMENDS', 'PRICE_AMENDS', 'REVIEW'] as const
/**
 * ORDER: one more order of the usual size. VISIT: a visit that ends without one. COUPON: a coupon is seen. AMENDS: what went wrong after the last order is made good.
 * PRICE_AMENDS: a coupon makes up for the price. REVIEW: a good review is given.
 */
export type PredictionLever = (typeof predictionLevers)[number]

/** Levers are thought to be pulled within so many days. */
export const leverDays = 14

/** The one possible thing that would change a probability most. */
export interface Counterfactual {
  readonly lever: PredictionLever
  /** The feature that moves first, and how; null: missing. */
  readonly feature: string
  readonly from: number | null
  readonly to: number | null
  /** As it is, and as it would be. */
  readonly before: number
  readonly probability: number
}

/** Whether somebody buys within a number of days of the run's as-of. */
export interface PurchasePrediction {
  readonly userId: number
  readonly withinDays: PurchaseWindow
  /** Calibrated, 0..1. */
  readonly probability: number
  readonly reasons: readonly PredictionReason[]
  /** null when nothing within reach would raise it noticeably. */
  readonly counterfactual: Counterfactual | null
}

/** A value and the bounds of the central 80 % of what it may be. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface CategoryChance {
  /** Top category; `other` for all beyond the most frequent. */
  readonly category: string
  readonly probability: number
}

/** The next order of a customer, seen from the run's as-of. Amounts in the shop's currency. */
export interface NextOrderPrediction {
  readonly userId: number
  /** Probability of no order within 90 days. */
  readonly noneWithin90: number
  /** Days until it by which half, one in ten and nine in ten such customers have ordered; null: more than 90. */
  readonly days: { readonly median: number | null; readonly low: number | null; readonly high: number | null }
  /** The likeliest first; they add up to 1. Empty where the shop's products have no categories. */
  readonly categories: readonly CategoryChance[]
  /** Of the next order, should it come within 90 days. */
  readonly spend: Estimate
  readonly quantity: Estimate
  /** Within 90 days, orders or none. */
  readonly spendWithin90: Estimate
  /** Days with any activity within 30: how much they will look around. */
  readonly activeDaysWithin30: Estimate
}

/** How a user would rate a product, 1..5 stars. */
export interface RatingPrediction extends Estimate {
  readonly userId: number
  readonly productId: number
  /** Ratings that the run knows of each. */
  readonly ratingsOfUser: number
  readonly ratingsOfProduct: number
}
