/** Why a product is recommended. The weights of one recommendation add up to 1; product ids are interned. */
export type RecommendationReason =
  | { readonly kind: 'BOUGHT_TOGETHER'; readonly weight: number; readonly productId: number; readonly lift: number }
  | { readonly kind: 'SIMILAR_USERS'; readonly weight: number; readonly count: number }
  | { readonly kind: 'LIKES_CATEGORY'; readonly weight: number; readonly category: string; readonly share: number }
  | { readonly kind: 'TRENDING'; readonly weight: number; readonly windowDays: number }

export interface Recommendation {
  readonly productId: number
  readonly score: number
  readonly reasons: readonly RecommendationReason[]
}

/** A user's published list, best first, longer than any page so that what was bought since can be left out. */
export interface RecommendationList {
  readonly userId: number
  readonly items: readonly Recommendation[]
}

/**
 * The user under whom a run keeps the list for everybody whom it does not know: users who came since, or have bought nothing, get
 * what is trending.
 * Users are counted from 1.
 */
export const everybodyElse = 0
