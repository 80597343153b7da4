import type { UserProfile } from '../domain/portrait.ts'
import type { RunRows } from './model-runs.ts'

const columns = [
  'user_id',
  'first_seen_at',
  'last_seen_at',
  'lifecycle',
  'order_count',
  'purchase_days',
  'recency_days',
  'frequency',
  'monetary',
  'average_order_value',
  'total_spend',
  'rfm_recency',
  'rfm_frequency',
  'rfm_monetary',
  'favourite_categories',
  'active_hours',
  'satisfaction',
  'labels',
]

const toRow = (profile: UserProfile) => [
  profile.userId,
  profile.firstSeenAt,
  profile.lastSeenAt,
  profile.lifecycle,
  profile.orderCount,
  profile.purchaseDays,
  profile.recencyDays,
  profile.frequency,
  profile.monetary,
  profile.averageOrderValue,
  profile.totalSpend,
  profile.rfm?.recency ?? null,
  profile.rfm?.frequency ?? null,
  profile.rfm?.monetary ?? null,
  JSON.stringify(profile.favouriteCategories),
  profile.activeHours,
  profile.satisfaction,
  profile.labels,
]

async function* toRows(profiles: AsyncIterable<UserProfile>) {
  for await (const profile of profiles) yield toRow(profile)
}

export const portraitRows = (profiles: AsyncIterable<UserProfile>): RunRows => ({
  table: 'user_profiles',
  columns,
  rows: toRows(profiles),
})
