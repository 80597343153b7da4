import type { Page, PageRequest } from '../domain/page.ts'
import type { User } from '../domain/user.ts'
import type { Database } from './database.ts'
import { createValues, rowsToRead, toPage, type Values } from './keyset.ts'
import { andFilter, type FilterOfRuns, joinFilter } from './user-list-filter.ts'
import { userColumns } from './users.ts'

export interface AtRiskFilter {
  /** Who is meant among them. */
  readonly who: FilterOfRuns
  readonly churnRunId: number
  /** 0..1, inclusive. */
  readonly minProbability: number
  /** Of the predicted value, in the shop's currency; null does not ask. */
  readonly minLifetimeValue: number | null
  /** null: no run of lifetime values is published, so nobody reaches any minimum. */
  readonly lifetimeValueRunId: number | null
}

export interface AtRiskPosition {
  readonly probability: number
  readonly userId: number
}

export interface UserAtRisk extends User {
  readonly probability: number
}

const fromWhere = (filter: AtRiskFilter, values: Values): string => {
  const { add } = values
  return `
  FROM churn_scores c JOIN users u ON u.id = c.user_id ${
    filter.minLifetimeValue === null
      ? ''
      : `JOIN lifetime_values l ON l.user_id = c.user_id AND l.run_id = ${add(filter.lifetimeValueRunId, 'int')}
          AND l.predicted >= ${add(filter.minLifetimeValue, 'float8')}`
  } ${joinFilter(filter.who, values)}
  WHERE c.run_id = ${add(filter.churnRunId, 'int')} AND c.probability >= ${add(filter.minProbability, 'float8')} ${andFilter(filter.who, values)}`
}

const beyond = (position: AtRiskPosition | null, comparison: '<' | '>', { add }: Values): string =>
  position === null
    ? ''
    : `AND (c.probability, c.user_id) ${comparison} (${add(position.probability, 'float8')}, ${add(position.userId, 'bigint')})`

/** Who is likely to stay away, most likely first. */
export const listUsersAtRisk = async (
  database: Database,
  filter: AtRiskFilter,
  page: PageRequest<AtRiskPosition>,
): Promise<Page<UserAtRisk>> => {
  const values = createValues()
  const direction = page.backward ? 'ASC' : 'DESC'
  const { rows } = await database.pool.query<UserAtRisk>(
    `SELECT ${userColumns}, c.probability ${fromWhere(filter, values)}
      ${beyond(page.after, '<', values)} ${beyond(page.before, '>', values)}
      ORDER BY c.probability ${direction}, c.user_id ${direction} LIMIT ${values.add(rowsToRead(page), 'int')}`,
    values.values,
  )
  return toPage(rows, page)
}

export const countUsersAtRisk = async (database: Database, filter: AtRiskFilter): Promise<number> => {
  const values = createValues()
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count ${fromWhere(filter, values)}`,
    values.values,
  )
  return rows[0].count
}
