/** How many members a segment had at an instant; null: it was not there yet, or nothing is known of it then. */
export interface SizePoint {
  readonly at: Date
  readonly userCount: number | null
}

/** Users who were in one segment at an instant and in another at a later one. */
export interface SegmentFlow {
  /** null: in none of those asked about. */
  readonly fromId: number | null
  readonly toId: number | null
  readonly userCount: number
}

/** Whose values are spread out in a chart. */
export const distributionMeasures = [
  'CHURN_RISK',
  'LIFETIME_VALUE',
  'PURCHASE_30',
  'RECENCY_DAYS',
  'ORDER_COUNT',
  'TOTAL_SPEND',
  'AVERAGE_ORDER_VALUE',
  'SATISFACTION',
] as const
export type DistributionMeasure = (typeof distributionMeasures)[number]

/** A bar: from and including `from` to below `to`; the last one has no upper end. */
export interface MeasureBin {
  readonly from: number
  readonly to: number | null
  /** Of the group asked about. */
  readonly userCount: number
  /** Of everybody. */
  readonly allCount: number
}

/** Of those whom the measure is known of. */
export interface MeasureSummary {
  readonly userCount: number
  readonly mean: number | null
  readonly median: number | null
}

export interface MeasureDistribution {
  readonly bins: readonly MeasureBin[]
  readonly group: MeasureSummary
  readonly all: MeasureSummary
}
