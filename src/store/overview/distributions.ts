import type { RunKind } from '../../domain/model-run.ts'
import type { DistributionMeasure, MeasureBin, MeasureDistribution, MeasureSummary } from '../../domain/overview.ts'
import type { Database } from '../database.ts'
import { createValues } from '../keyset.ts'

interface MeasureSource {
  readonly kind: RunKind
  readonly table: string
  readonly value: string
  readonly condition?: string
  /** Values are whole numbers. */
  readonly isWhole?: boolean
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
  RECENCY_DAYS: { ...ofProfile('recency_days'), condition: 't.order_count > 0' },
  ORDER_COUNT: { ...ofProfile('order_count'), isWhole: true },
  TOTAL_SPEND: ofProfile('total_spend'),
  AVERAGE_ORDER_VALUE: ofProfile('average_order_value'),
  SATISFACTION: ofProfile('satisfaction'),
}

export interface DistributionQuestion {
  readonly measure: DistributionMeasure
  /** Of the measure's kind. */
  readonly runId: number
  /** How many bars at most, the open one included. */
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

interface Span {
  readonly least: number | null
  /** 99 of a hundred are not above it. */
  readonly most: number | null
}

interface DistributionRow extends MeasureSummary {
  readonly allCount: number
  readonly allMean: number | null
  readonly allMedian: number | null
  readonly places: readonly number[] | null
  readonly counts: readonly number[] | null
  readonly allCounts: readonly number[] | null
}

const knownOf = (source: MeasureSource, run: string, columns: string): string => `
  SELECT ${columns} FROM ${source.table} t WHERE t.run_id = ${run} AND t.${source.value} IS NOT NULL AND ${source.condition ?? 'TRUE'}`

/** 1, 2 or 5 times a power of ten, not below `width`. */
const roundWidth = (width: number): number => {
  const unit = 10 ** Math.floor(Math.log10(width))
  return unit * ([1, 2, 5].find((times) => times * unit >= width * (1 - 1e-9)) ?? 10)
}

/** Where bars begin: round numbers, one width apart, from the least value up to where 99 of a hundred are; the last has no end. */
const edgesOf = ({ least, most }: Span, bins: number, isWhole: boolean): readonly number[] => {
  if (least === null || most === null) return []
  const width = Math.max(isWhole ? 1 : 0, most > least ? roundWidth((most - least) / Math.max(1, bins - 1)) : 1)
  const first = Math.floor(least / width)
  const count = Math.min(bins, Math.floor(most / width + 1e-9) - first + 1)
  return Array.from({ length: Math.max(1, count) }, (_, n) => Number(((first + n) * width).toPrecision(12)))
}

const statement = (source: MeasureSource, run: string, edges: string, member: string): string => `
  WITH known AS MATERIALIZED (${knownOf(source, run, `t.${source.value}::float8 AS value, ${member} AS member`)}), placed AS (
    SELECT greatest(width_bucket(value, ${edges}), 1) - 1 AS place, count(*)::int AS everybody, count(*) FILTER (WHERE member)::int AS members
    FROM known GROUP BY 1
  )
  SELECT count(*) FILTER (WHERE member)::int AS "userCount", avg(value) FILTER (WHERE member) AS mean,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE member) AS median,
    count(*)::int AS "allCount", avg(value) AS "allMean", percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS "allMedian",
    (SELECT array_agg(place ORDER BY place) FROM placed) AS places, (SELECT array_agg(members ORDER BY place) FROM placed) AS counts,
    (SELECT array_agg(everybody ORDER BY place) FROM placed) AS "allCounts"
  FROM known`

const toBins = (edges: readonly number[], { places, counts, allCounts }: DistributionRow): readonly MeasureBin[] => {
  const rowOf = new Map((places ?? []).map((place, row) => [place, row]))
  return edges.map((from, n) => {
    const row = rowOf.get(n)
    return {
      from,
      to: edges[n + 1] ?? null,
      userCount: row === undefined ? 0 : (counts?.[row] ?? 0),
      allCount: row === undefined ? 0 : (allCounts?.[row] ?? 0),
    }
  })
}

/** How a measure is spread over a group and over everybody, of those whom it is known of; no bars where it is known of nobody. */
export const readDistribution = async (
  database: Pick<Database, 'pool'>,
  asked: DistributionQuestion,
): Promise<MeasureDistribution> => {
  const source = measureSources[asked.measure]
  const spanned = `min(t.${source.value})::float8 AS least, percentile_disc(0.99) WITHIN GROUP (ORDER BY t.${source.value})::float8 AS most`
  const [span] = (await database.pool.query<Span>(knownOf(source, '$1::int', spanned), [asked.runId])).rows
  const edges = edgesOf(span, asked.bins, source.isWhole ?? false)
  const { values, add } = createValues()
  const text = statement(source, add(asked.runId, 'int'), add(edges, 'float8[]'), membership(asked, add))
  const { rows } = await database.pool.query<DistributionRow>(text, values)
  const { userCount, mean, median, allCount, allMean, allMedian } = rows[0]
  return {
    bins: toBins(edges, rows[0]),
    group: { userCount, mean, median },
    all: { userCount: allCount, mean: allMean, median: allMedian },
  }
}
