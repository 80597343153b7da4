/** Where a customer stands. Append, never reorder. */
export const lifecycles = ['NEW', 'ACTIVE', 'LOYAL', 'COOLING', 'DORMANT'] as const
export type Lifecycle = (typeof lifecycles)[number]

/** Quintile scores 1..5, 5 best. */
export interface RfmScores {
  readonly recency: number
  readonly frequency: number
  readonly monetary: number
}

export interface FavouriteCategory {
  readonly category: string
  /** Part of the user's own spend, 0..1. */
  readonly share: number
  /** The user's share over the whole shop's share of that category; 1 is average. */
  readonly lift: number
}

/** What the published run of kind PORTRAITS knows of one user. */
export interface UserProfile {
  readonly userId: number
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  /** null for someone who has never ordered. */
  readonly lifecycle: Lifecycle | null
  readonly orderCount: number
  /** Distinct days with a purchase, in the shop's time zone. */
  readonly purchaseDays: number
  /** Days since the last purchase, or since last seen for someone who has never ordered. */
  readonly recencyDays: number
  /** Repeat purchases in purchase days: purchaseDays - 1, at least 0 (BG/NBD's x). */
  readonly frequency: number
  /** Mean value of a repeat purchase day in the shop's currency; null without a repeat. */
  readonly monetary: number | null
  readonly averageOrderValue: number | null
  /** Spent less returned, over the whole history. */
  readonly totalSpend: number
  /** null for someone who has never ordered. */
  readonly rfm: RfmScores | null
  /** The ten largest, the largest first. */
  readonly favouriteCategories: readonly FavouriteCategory[]
  /** 24 shares of the user's events by hour, in the shop's time zone; they add up to 1, or are all 0 without any event. */
  readonly activeHours: readonly number[]
  /** 0..1 from ratings, and from the words of reviews without one; null without any. */
  readonly satisfaction: number | null
  /** Keys of the published label rules that hold, see `features/labels.ts`. */
  readonly labels: readonly string[]
}
