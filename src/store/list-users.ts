import type { RunKind } from '../domain/model-run.ts'
import type { Page, PageRequest } from '../domain/page.ts'
import type { User } from '../domain/user.ts'
import type { Database } from './database.ts'
import { createValues, rowsToRead, toPage, type Values } from './keyset.ts'
import { asksProfile, conditionsOf, runsOfFilter, type UserListFilter } from './user-list-filter.ts'
import { userColumns } from './users.ts'

/**
 * Where each order's key is, its type, and the run it comes from. The id stands in the same table as the key, so that
 * one index has both; every order has such an index.
 */
const orders = {
  CREATED_AT: { key: 'u.created_at', id: 'u.id', type: 'timestamptz', run: null },
  EXTERNAL_ID: { key: 'u.external_id', id: 'u.id', type: 'text', run: null },
  ORDER_COUNT: { key: 'p.order_count', id: 'p.user_id', type: 'int', run: 'PORTRAITS' },
  RECENCY_DAYS: { key: 'p.recency_days', id: 'p.user_id', type: 'float8', run: 'PORTRAITS' },
  TOTAL_SPEND: { key: 'p.total_spend', id: 'p.user_id', type: 'float8', run: 'PORTRAITS' },
  CHURN_PROBABILITY: { key: 'c.probability', id: 'c.user_id', type: 'float8', run: 'CHURN_RISK' },
  PREDICTED_VALUE: { key: 'l.predicted', id: 'l.user_id', type: 'float8', run: 'LIFETIME_VALUE' },
} as const satisfies Record<string, { key: string; id: string; type: string; run: RunKind | null }>

type UserOrderField = keyof typeof orders

export interface UserListOrder {
  readonly field: UserOrderField
  readonly direction: 'ASC' | 'DESC'
}

/** The runs that a list reads from; a kind without one has no rows. */
type ListRuns = Readonly<Partial<Record<RunKind, number>>>

export interface UserListPosition {
  /** null: in the part of the list that has no key. */
  readonly key: string | number | null
  readonly userId: number
}

export interface ListedUser extends User {
  /** What the list is ordered by; times as ISO 8601. */
  readonly key: string | number | null
}

export interface UserListRequest {
  readonly filter: UserListFilter
  readonly order: UserListOrder
  readonly runs: ListRuns
}

/** The kinds of runs whose change would change this list. */
export const runsOfUserList = (filter: UserListFilter, { field }: UserListOrder): readonly RunKind[] => {
  const { run } = orders[field]
  return [...new Set<RunKind>([...(run === null ? [] : [run]), ...runsOfFilter(filter)])].sort()
}

const joins = (kinds: readonly RunKind[], runs: ListRuns, { add }: Values): string =>
  [
    ['PORTRAITS', 'user_profiles p'],
    ['CHURN_RISK', 'churn_scores c'],
    ['LIFETIME_VALUE', 'lifetime_values l'],
  ]
    .filter(([kind]) => kinds.includes(kind as RunKind))
    .map(([kind, table]) => {
      const alias = table.at(-1)
      return `LEFT JOIN ${table} ON ${alias}.user_id = u.id AND ${alias}.run_id = ${add(runs[kind as RunKind] ?? null, 'int')}`
    })
    .join('\n')

/** The part of the list that has a key, or the part after it that has none. */
type Part = 'keyed' | 'keyless'

const partOf = (position: UserListPosition): Part => (position.key === null ? 'keyless' : 'keyed')

/** Whether a bound leaves anything of a part: what follows a keyless position is keyless, what precedes a keyed one is keyed. */
const isWithin = (part: Part, { after, before }: PageRequest<UserListPosition>): boolean =>
  !(part === 'keyed' && after?.key === null) && !(part === 'keyless' && before !== null && before.key !== null)

const beyond = (
  part: Part,
  order: UserListOrder,
  bound: UserListPosition | null,
  side: 'after' | 'before',
  { add }: Values,
): string[] => {
  if (bound === null || partOf(bound) !== part) return []
  const comparison = (side === 'after') === (order.direction === 'ASC') ? '>' : '<'
  const { key, id, type } = orders[order.field]
  return part === 'keyed'
    ? [`(${key}, ${id}) ${comparison} (${add(bound.key, type)}, ${add(bound.userId, 'bigint')})`]
    : [`u.id ${comparison} ${add(bound.userId, 'bigint')}`]
}

const readPart = async (
  database: Database,
  request: UserListRequest,
  part: Part,
  page: PageRequest<UserListPosition>,
  limit: number,
): Promise<ListedUser[]> => {
  const { filter, order, runs } = request
  const { key, id, run, type } = orders[order.field]
  const values = createValues()
  const joined = joins(runsOfUserList(filter, order), runs, values)
  const conditions = [
    ...(run === null ? [] : [`${key} IS ${part === 'keyed' ? 'NOT NULL' : 'NULL'}`]),
    ...conditionsOf(filter, runs.SEGMENTS ?? null, values),
    ...beyond(part, order, page.after, 'after', values),
    ...beyond(part, order, page.before, 'before', values),
  ]
  const direction = page.backward === (order.direction === 'ASC') ? 'DESC' : 'ASC'
  const { rows } = await database.pool.query<ListedUser>(
    `SELECT ${userColumns}, ${key} AS key FROM users u ${joined}
      ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
      ORDER BY ${part === 'keyed' ? `${key} ${direction}, ${id} ${direction}` : `u.id ${direction}`}
      LIMIT ${values.add(limit, 'int')}`,
    values.values,
  )
  return type === 'timestamptz' ? rows.map((row) => ({ ...row, key: row.createdAt.toISOString() })) : rows
}

/** Users by key and then id, both in one direction; those without a key come after all others, whatever the direction. */
export const listUsers = async (
  database: Database,
  request: UserListRequest,
  page: PageRequest<UserListPosition>,
): Promise<Page<ListedUser>> => {
  const parts: Part[] = orders[request.order.field].run === null ? ['keyed'] : ['keyed', 'keyless']
  const read: ListedUser[] = []
  for (const part of page.backward ? parts.reverse() : parts) {
    const missing = rowsToRead(page) - read.length
    if (missing > 0 && isWithin(part, page)) read.push(...(await readPart(database, request, part, page, missing)))
  }
  return toPage(read, page)
}

export const countUsers = async (
  database: Database,
  { filter, runs }: Pick<UserListRequest, 'filter' | 'runs'>,
): Promise<number> => {
  const values = createValues()
  const joined = joins(asksProfile(filter) ? ['PORTRAITS'] : [], runs, values)
  const conditions = conditionsOf(filter, runs.SEGMENTS ?? null, values)
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM users u ${joined} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}`,
    values.values,
  )
  return rows[0].count
}
