/** A product as it was shown to somebody. */
export interface ShownProduct {
  readonly productId: number
  /** From 1. */
  readonly position: number
  /** What put it there, such as `newsletter`, or the kind of the reason. */
  readonly source: string
  /** Probability with which it was put there; 1 where nothing was left to chance. */
  readonly propensity: number
}

/** A choice left to chance, with everything that it takes to judge another way of choosing. Arrays run in parallel. */
export interface LoggedDecision {
  readonly candidates: readonly number[]
  /** Context features of each candidate. */
  readonly features: readonly (readonly number[])[]
  readonly probabilities: readonly number[]
  /** Index into `candidates`. */
  readonly chosen: number
}

/** A list as it was shown. */
export interface Impression {
  /** UUID. */
  readonly impressionId: string
  readonly userId: number
  readonly runId: number | null
  readonly shownAt: Date
  readonly shown: readonly ShownProduct[]
  readonly decision: LoggedDecision | null
}

/** Where a rate lies: 95 % Wilson interval. */
export interface RateEstimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What came of what one source has shown. */
export interface SourcePerformance {
  readonly source: string
  /** Products shown, each time. */
  readonly impressions: number
  readonly clicks: number
  readonly purchases: number
  /** null before anything was shown. */
  readonly clickThroughRate: RateEstimate | null
  readonly conversion: RateEstimate | null
}
