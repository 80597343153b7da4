import type { ChurnScore } from '../domain/churn-risk.ts'
import type { LifetimeValue } from '../domain/lifetime-value.ts'
import type { UserProfile } from '../domain/portrait.ts'
import type { Segment } from '../domain/segment.ts'
import type { Database, Statement } from './database.ts'
import { commonHorizonDays } from './predictions.ts'
import {
  readCounterfactual,
  readPredictionReasons,
  type StoredCounterfactual,
  type StoredPredictionReasons,
} from './stored-prediction.ts'

/** That a user is in a segment, with the segment. */
interface MembershipOfUser {
  readonly enteredAt: Date
  readonly segment: Segment
}

/** What the published runs know of one user; null where they do not know the user, or where it was not asked for. */
export interface Portrait {
  readonly userId: number
  readonly profile: UserProfile | null
  readonly churnRisk: ChurnScore | null
  readonly lifetimeValue: LifetimeValue | null
  /** By key. */
  readonly segments: readonly MembershipOfUser[]
}

/** The runs to read from; null leaves that part out, at no cost. */
export interface PortraitRuns {
  readonly profile: number | null
  readonly churnRisk: number | null
  readonly lifetimeValue: number | null
  readonly segments: number | null
}

/** One statement for all parts of all users. A run that is null matches no partition, so the join is not even opened. */
const portraits: Statement = {
  name: 'portraits',
  text: `SELECT asked.id AS "userId",
      p.user_id IS NOT NULL AS "hasProfile", p.first_seen_at AS "firstSeenAt", p.last_seen_at AS "lastSeenAt", p.lifecycle,
      p.order_count AS "orderCount", p.purchase_days AS "purchaseDays", p.recency_days AS "recencyDays", p.frequency,
      p.monetary, p.average_order_value AS "averageOrderValue", p.total_spend AS "totalSpend",
      p.rfm_recency AS "rfmRecency", p.rfm_frequency AS "rfmFrequency", p.rfm_monetary AS "rfmMonetary",
      p.favourite_categories AS "favouriteCategories", p.active_hours AS "activeHours", p.satisfaction, p.labels,
      c.user_id IS NOT NULL AS "hasChurnRisk", c.probability, c.band, c.probability_alive AS "probabilityAlive", c.reasons,
      c.counterfactual, coalesce(c.horizon_days, ${commonHorizonDays}) AS "horizonDays",
      l.user_id IS NOT NULL AS "hasLifetimeValue", l.historic, l.predicted, l.expected_orders AS "expectedOrders", l.low, l.high,
      (SELECT jsonb_agg(jsonb_build_object('enteredAt', m.entered_at, 'segment', jsonb_build_object('id', s.id, 'key', s.key,
          'name', s.name, 'description', s.description, 'kind', s.kind, 'ruleHash', s.rule_hash)) ORDER BY s.key)
        FROM (
          SELECT segment_id, entered_at FROM segment_members WHERE user_id = asked.id AND run_id = $5::int
          UNION ALL SELECT segment_id, entered_at FROM memberships WHERE user_id = asked.id AND $5::int IS NOT NULL
        ) m JOIN segments s ON s.id = m.segment_id) AS segments
    FROM unnest($1::bigint[]) AS asked(id)
    LEFT JOIN user_profiles p ON p.user_id = asked.id AND p.run_id = $2::int
    LEFT JOIN churn_scores c ON c.user_id = asked.id AND c.run_id = $3::int
    LEFT JOIN lifetime_values l ON l.user_id = asked.id AND l.run_id = $4::int`,
}

interface PortraitRow extends UserProfile, Omit<ChurnScore, 'reasons' | 'counterfactual'>, LifetimeValue {
  readonly reasons: StoredPredictionReasons
  readonly counterfactual: StoredCounterfactual | null
  readonly hasProfile: boolean
  readonly rfmRecency: number | null
  readonly rfmFrequency: number | null
  readonly rfmMonetary: number | null
  readonly hasChurnRisk: boolean
  readonly hasLifetimeValue: boolean
  readonly segments: readonly { readonly enteredAt: string; readonly segment: Segment }[] | null
}

const profileOf = (row: PortraitRow): UserProfile => ({
  userId: row.userId,
  firstSeenAt: row.firstSeenAt,
  lastSeenAt: row.lastSeenAt,
  lifecycle: row.lifecycle,
  orderCount: row.orderCount,
  purchaseDays: row.purchaseDays,
  recencyDays: row.recencyDays,
  frequency: row.frequency,
  monetary: row.monetary,
  averageOrderValue: row.averageOrderValue,
  totalSpend: row.totalSpend,
  rfm:
    row.rfmRecency === null || row.rfmFrequency === null || row.rfmMonetary === null
      ? null
      : { recency: row.rfmRecency, frequency: row.rfmFrequency, monetary: row.rfmMonetary },
  favouriteCategories: row.favouriteCategories,
  activeHours: row.activeHours,
  satisfaction: row.satisfaction,
  labels: row.labels,
})

const churnRiskOf = (row: PortraitRow): ChurnScore => ({
  userId: row.userId,
  probability: row.probability,
  band: row.band,
  horizonDays: row.horizonDays,
  probabilityAlive: row.probabilityAlive,
  reasons: readPredictionReasons(row.reasons),
  counterfactual: readCounterfactual(row.counterfactual, row.probability),
})

const lifetimeValueOf = ({ userId, historic, predicted, expectedOrders, low, high }: PortraitRow) => ({
  userId,
  historic,
  predicted,
  expectedOrders,
  low,
  high,
})

/** One portrait per user asked for, in no particular order. */
export const readPortraits = async (
  database: Database,
  userIds: readonly number[],
  { profile, churnRisk, lifetimeValue, segments }: PortraitRuns,
): Promise<Portrait[]> => {
  const rows = await database.read<PortraitRow>(portraits, [userIds, profile, churnRisk, lifetimeValue, segments])
  return rows.map((row) => ({
    userId: row.userId,
    profile: row.hasProfile ? profileOf(row) : null,
    churnRisk: row.hasChurnRisk ? churnRiskOf(row) : null,
    lifetimeValue: row.hasLifetimeValue ? lifetimeValueOf(row) : null,
    segments: (row.segments ?? []).map(({ enteredAt, segment }) => ({ enteredAt: new Date(enteredAt), segment })),
  }))
}
