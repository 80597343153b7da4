/** Somebody who buys what a user buys. */
export interface SimilarUser {
  readonly userId: number
  /** Weighted overlap of purchases, 0..1. */
  readonly score: number
  readonly sharedCount: number
  /** The rarest of the products that both have bought. */
  readonly sharedProductIds: readonly number[]
}

/** What the members of a segment are recommended more than everybody is. */
export interface SegmentRecommendation {
  readonly productId: number
  readonly score: number
  /** Part of the members on whose lists it is, 0..1. */
  readonly share: number
  /** Times as strongly as on everybody's lists; 1: no more. */
  readonly lift: number
}
