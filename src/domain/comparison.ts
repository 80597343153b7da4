/** What two campaigns are held against each other by, of each of their people. */
export const comparisonMetrics = ['CONVERSION', 'REVENUE', 'MARGIN'] as const
export type ComparisonMetric = (typeof comparisonMetrics)[number]

/** RUNNING until it is decided; ENDED: by somebody, before it was. */
export const comparisonStatuses = ['RUNNING', 'A_BETTER', 'B_BETTER', 'NO_DIFFERENCE', 'ENDED'] as const
export type ComparisonStatus = (typeof comparisonStatuses)[number]

export interface NewComparison {
  readonly key: string
  readonly campaignA: number
  readonly campaignB: number
  readonly metric: ComparisonMetric
  /** Somebody counts once so many days are over since they came in, with what they did in them. */
  readonly outcomeDays: number
  /** Chance to declare a difference where there is none, over all looks together. */
  readonly alpha: number
  /** Differences smaller than this do not matter; null: any does. */
  readonly indifference: number | null
  /** People after whom it is to see the most. */
  readonly expectedPeople: number
  /** Whether the worse one is finished when it is decided. */
  readonly stopLoser: boolean
  readonly createdAt: Date
}

export interface Comparison extends NewComparison {
  readonly id: number
  readonly status: ComparisonStatus
  readonly decidedAt: Date | null
}

/** Those on one side: how many count by now, and how many do not yet. */
export interface SideOutcome {
  readonly people: number
  readonly waiting: number
  /** Sums of the metric and of its square over those who count. */
  readonly y: number
  readonly yy: number
}
