import type { RunKind } from '../domain/model-run.ts'
import type { Lifecycle } from '../domain/portrait.ts'
import type { TraitValue } from '../domain/user.ts'
import type { Values } from './keyset.ts'

export interface Range<Value> {
  readonly gte?: Value | null
  readonly gt?: Value | null
  readonly lte?: Value | null
  readonly lt?: Value | null
}

/** Conditions on measures hold only for users whom the run of portraits knows. */
export interface UserListFilter {
  /** Beginning of the external id. */
  readonly search?: string | null
  readonly createdAt?: Range<Date> | null
  readonly lifecycleIn?: readonly Lifecycle[] | null
  readonly orderCount?: Range<number> | null
  readonly recencyDays?: Range<number> | null
  readonly monetary?: Range<number> | null
  readonly totalSpend?: Range<number> | null
  readonly traits?: readonly { readonly name: string; readonly eq?: TraitValue }[] | null
  readonly segmentId?: number | null
}

const operators = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const

const within = (column: string, type: string, range: Range<Date | number> | null | undefined, { add }: Values) =>
  Object.entries(operators).flatMap(([name, operator]) => {
    const bound = range?.[name as keyof typeof operators]
    return bound == null ? [] : [`${column} ${operator} ${add(bound, type)}`]
  })

const hasTrait = ({ name, eq }: { readonly name: string; readonly eq?: TraitValue }, { add }: Values): string =>
  eq == null
    ? `coalesce(u.traits -> ${add(name, 'text')}, 'null') = 'null'`
    : `u.traits @> ${add(JSON.stringify({ [name]: eq }), 'jsonb')}`

/** What a user of the list must meet, over `u` (users) and `p` (user_profiles); members are read from `segmentsRunId`. */
export const conditionsOf = (filter: UserListFilter, segmentsRunId: number | null, values: Values): string[] => [
  ...(filter.search ? [`starts_with(u.external_id, ${values.add(filter.search, 'text')})`] : []),
  ...within('u.created_at', 'timestamptz', filter.createdAt, values),
  ...(filter.lifecycleIn ? [`p.lifecycle = ANY(${values.add(filter.lifecycleIn, 'text[]')})`] : []),
  ...within('p.order_count', 'int', filter.orderCount, values),
  ...within('p.recency_days', 'float8', filter.recencyDays, values),
  ...within('p.monetary', 'float8', filter.monetary, values),
  ...within('p.total_spend', 'float8', filter.totalSpend, values),
  ...(filter.traits ?? []).map((trait) => hasTrait(trait, values)),
  ...(filter.segmentId == null
    ? []
    : [
        `(EXISTS (SELECT FROM segment_members m WHERE m.user_id = u.id
          AND m.run_id = ${values.add(segmentsRunId, 'int')} AND m.segment_id = ${values.add(filter.segmentId, 'int')})
          OR EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id AND m.segment_id = ${values.add(filter.segmentId, 'int')}))`,
      ]),
]

export const asksProfile = ({ lifecycleIn, orderCount, recencyDays, monetary, totalSpend }: UserListFilter): boolean =>
  [lifecycleIn, orderCount, recencyDays, monetary, totalSpend].some((condition) => condition != null)

/** The kinds of runs that a filter reads. */
export const runsOfFilter = (filter: UserListFilter): readonly RunKind[] => [
  ...(asksProfile(filter) ? (['PORTRAITS'] as const) : []),
  ...(filter.segmentId != null ? (['SEGMENTS'] as const) : []),
]

/** A filter with the runs that it is read from; a kind without one has no rows, so nobody meets what is asked of it. */
export interface FilterOfRuns {
  readonly filter: UserListFilter
  readonly runs: Readonly<Partial<Record<RunKind, number>>>
}

/** To be put between a list over `u` (users) and its own conditions. */
export const joinFilter = ({ filter, runs }: FilterOfRuns, values: Values): string =>
  asksProfile(filter)
    ? `JOIN user_profiles p ON p.user_id = u.id AND p.run_id = ${values.add(runs.PORTRAITS ?? null, 'int')}`
    : ''

/** Further conditions, each with its AND. */
export const andFilter = ({ filter, runs }: FilterOfRuns, values: Values): string =>
  conditionsOf(filter, runs.SEGMENTS ?? null, values)
    .map((condition) => `AND ${condition}`)
    .join(' ')
