import type { Page, PageRequest } from '../domain/page.ts'
import type { PurchaseWindow } from '../domain/prediction.ts'
import type { User } from '../domain/user.ts'
import type { Database } from './database.ts'
import { createValues, rowsToRead, toPage, type Values } from './keyset.ts'
import { andFilter, type FilterOfRuns, joinFilter } from './user-list-filter.ts'
import { userColumns } from './users.ts'

export interface LikelyToBuyFilter {
  /** Who is meant among them. */
  readonly who: FilterOfRuns
  readonly purchaseRunId: number
  readonly withinDays: PurchaseWindow
  /** 0..1, inclusive. */
  readonly minProbability: number
}

export interface LikelyToBuyPosition {
  readonly probability: number
  readonly userId: number
}

export interface UserLikelyToBuy extends User {
  readonly probability: number
}

const fromWhere = ({ who, purchaseRunId, withinDays, minProbability }: LikelyToBuyFilter, values: Values): string => {
  const { add } = values
  return `
  FROM purchase_predictions b JOIN users u ON u.id = b.user_id ${joinFilter(who, values)}
  WHERE b.run_id = ${add(purchaseRunId, 'int')} AND b.within_days = ${add(withinDays, 'smallint')}
    AND b.probability >= ${add(minProbability, 'float8')} ${andFilter(who, values)}`
}

const beyond = (position: LikelyToBuyPosition | null, comparison: '<' | '>', { add }: Values): string =>
  position === null
    ? ''
    : `AND (b.probability, b.user_id) ${comparison} (${add(position.probability, 'float8')}, ${add(position.userId, 'bigint')})`

/** Who is likely to buy within the window, most likely first. */
export const listUsersLikelyToBuy = async (
  database: Database,
  filter: LikelyToBuyFilter,
  page: PageRequest<LikelyToBuyPosition>,
): Promise<Page<UserLikelyToBuy>> => {
  const values = createValues()
  const direction = page.backward ? 'ASC' : 'DESC'
  const { rows } = await database.pool.query<UserLikelyToBuy>(
    `SELECT ${userColumns}, b.probability ${fromWhere(filter, values)}
      ${beyond(page.after, '<', values)} ${beyond(page.before, '>', values)}
      ORDER BY b.probability ${direction}, b.user_id ${direction} LIMIT ${values.add(rowsToRead(page), 'int')}`,
    values.values,
  )
  return toPage(rows, page)
}

export const countUsersLikelyToBuy = async (database: Database, filter: LikelyToBuyFilter): Promise<number> => {
  const values = createValues()
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count ${fromWhere(filter, values)}`,
    values.values,
  )
  return rows[0].count
}
