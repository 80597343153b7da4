import type { RunKind } from '../../domain/model-run.ts'
import type { DistributionMeasure, MeasureBin, MeasureDistribution, MeasureSummary } from '../../domain/overview.ts'
import type { Database } from '../database.ts'
import { createValues } from '../keyset.ts'

interface MeasureSource {
  readonly kind: RunKind
  readonly table: string
  readonly value: string
  readonly condition?: string
}

const ofProfile = (value: string): MeasureSource => ({ kind: 'PORTRAITS', table: 'user_profiles', value })

/** Where each measure stands, and the kind of run that computes it. */
export const measureSources: Readonly<Record<DistributionMeasure, MeasureSource>> = {
  CHURN_RISK: { kind: 'CHURN_RISK', table: 'churn_scores', value: 'probability' },
  LIFETIME_VALUE: { kind: 'LIFETIME_VALUE', table: 'lifetime_values', value: 'predicted' },
  PURCHASE_30: {
    kind: 'PURCHASE',
    table: 'purchase_predictions',
    value: 'probability',
    condition: 'within_days = 30',
  },
  RECENCY_DAYS: ofProfile('recency_days'),
  ORDER_COUNT: ofProfile('order_count'),
  TOTAL_SPEND: ofProfile('total_spend'),
  AVERAGE_ORDER_VALUE: ofProfile('average_order_value'),
  SATISFACTION: ofProfile('satisfaction'),
}

export interface DistributionQuestion {
  readonly measure: DistributionMeasure
  /** Of the measure's kind. */
  readonly runId: number
  /** How many bars, the open one included. */
  readonly bins: number
  /** null: everybody. `runId`: of the run of segments, for those that come from runs. */
  readonly group: { readonly segmentId: number; readonly runId: number | null } | null
}

const membership = ({ group }: DistributionQuestion, add: (value: unknown, type: string) => string): string => {
  if (group === null) return 'TRUE'
  const segment = add(group.segmentId, 'int')
  return group.runId === null
    ? `EXISTS (SELECT FROM memberships m WHERE m.segment_id = ${segment} AND m.user_id = t.user_id)`
    : `EXISTS (SELECT FROM segment_members m WHERE m.run_id = ${add(group.runId, 'int')} AND m.segment_id = ${segment} AND m.user_id = t.user_id)`
}

interface DistributionRow extends MeasureSummary {
  readonly allCount: number
  readonly allMean: number | null
  readonly allMedian: number | null
  readonly low: number | null
  readonly step: number | null
  readonly counts: readonly number[] | null
  readonly allCounts: readonly number[] | null
}

/** Bars of one width from the least up to the 99th percentile; what is beyond goes to the last. */
const statement = (source: MeasureSource, run: string, bins: string, member: string): string => `
  WITH known AS MATERIALIZED (
    SELECT t.${source.value}::float8 AS value, ${member} AS member FROM ${source.table} t
    WHERE t.run_id = ${run} AND t.${source.value} IS NOT NULL AND ${source.condition ?? 'TRUE'}
  ), span AS (
    SELECT min(value) AS low, greatest((percentile_disc(0.99) WITHIN GROUP (ORDER BY value) - min(value)) / greatest(${bins} - 1, 1), 1e-9) AS step FROM known
  ), placed AS (
    SELECT least(floor((value - low) / step)::int, ${bins} - 1) AS place, count(*) AS everybody, count(*) FILTER (WHERE member) AS members
    FROM known, span GROUP BY 1
  ), bars AS (
    SELECT array_agg(coalesce(members, 0)::int ORDER BY n) AS counts, array_agg(coalesce(everybody, 0)::int ORDER BY n) AS all_counts
    FROM generate_series(0, ${bins} - 1) AS n LEFT JOIN placed ON place = n
  )
  SELECT count(*) FILTER (WHERE member)::int AS "userCount", avg(value) FILTER (WHERE member) AS mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE member) AS median,
    count(*)::int AS "allCount", avg(value) AS "allMean", percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS "allMedian",
    (SELECT low FROM span) AS low, (SELECT step FROM span) AS step, (SELECT counts FROM bars) AS counts, (SELECT all_counts FROM bars) AS "allCounts"
  FROM known`

const toBins = ({ low, step, counts, allCounts }: DistributionRow): readonly MeasureBin[] =>
  low === null || step === null || counts === null || allCounts === null
    ? []
    : counts.map((userCount, n) => ({
        from: low + n * step,
        to: n === counts.length - 1 ? null : low + (n + 1) * step,
        userCount,
        allCount: allCounts[n],
      }))

/** How a measure is spread over a group and over everybody, of those whom it is known of; no bars where it is known of nobody. */
export const readDistribution = async (
  database: Pick<Database, 'pool'>,
  asked: DistributionQuestion,
): Promise<MeasureDistribution> => {
  const { values, add } = createValues()
  const [run, bins] = [add(asked.runId, 'int'), add(asked.bins, 'int')]
  const text = statement(measureSources[asked.measure], run, bins, membership(asked, add))
  const { rows } = await database.pool.query<DistributionRow>(text, values)
  const { userCount, mean, median, allCount, allMean, allMedian } = rows[0]
  return {
    bins: toBins(rows[0]),
    group: { userCount, mean, median },
    all: { userCount: allCount, mean: allMean, median: allMedian },
  }
}
