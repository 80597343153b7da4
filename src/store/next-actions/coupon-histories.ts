import type { ClientBase } from 'pg'

import type { CouponHistory } from '../../domain/next-action.ts'
import type { Database } from '../database.ts'
import { readColumns } from '../read-numbers.ts'
import { couponOrdersBefore, exposuresBefore, type UserFilter } from './coupon-events.ts'

export interface HistoryQuery {
  readonly userIds: ArrayLike<number>
  /** Nothing from then on is looked at. */
  readonly before: Date
  /** IANA name: days are the shop's. */
  readonly timeZone: string
}

export interface UserCouponHistory extends CouponHistory {
  readonly userId: number
}

/** So many people in one statement. */
const perStatement = 200_000

const idsOf = (userIds: ArrayLike<number>): string => {
  const ids = Array.from(userIds, (id) => {
    if (!Number.isSafeInteger(id)) throw new RangeError(`No user has the id ${id}.`)
    return id
  })
  return `'{${ids.join(',')}}'::bigint[]`
}

/** Of these people, each once, whatever they did; columns in the order in which `historyOf` takes them. */
const historiesQuery = ({ before, timeZone }: HistoryQuery, userIds: ArrayLike<number>): string => {
  const users: UserFilter = (column) => `${column} = ANY (${idsOf(userIds)})`
  const epoch = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`
  return `
  WITH sent AS (
    SELECT DISTINCT ON (user_id) user_id, at AS last_at, until, count(*) OVER (PARTITION BY user_id) AS coupons
    FROM (${exposuresBefore(before, users)}) x WHERE action > 0 ORDER BY user_id, at DESC
  ), bought AS (
    SELECT o.user_id, min(ordered_at) AS first_at, max(ordered_at) AS last_at, count(DISTINCT day) AS days, count(*) AS orders, sum(amount) AS spend,
      count(*) FILTER (WHERE used) AS used, max(ordered_at) FILTER (WHERE used) AS used_at
    FROM (${couponOrdersBefore(before, timeZone, users)}) o GROUP BY o.user_id
  )
  SELECT u.id::float8, ${epoch('b.first_at')}, ${epoch('b.last_at')}, coalesce(b.days, 0)::float8, coalesce(b.orders, 0)::float8, coalesce(b.spend, 0)::float8,
    coalesce(s.coupons, 0)::float8, coalesce(b.used, 0)::float8, coalesce(b.used_at >= s.last_at, FALSE)::int::float8, ${epoch('s.until')}
  FROM unnest(${idsOf(userIds)}) AS u(id) LEFT JOIN bought b ON b.user_id = u.id LEFT JOIN sent s ON s.user_id = u.id ORDER BY u.id`
}

const dateOf = (at: number): Date | null => (Number.isNaN(at) ? null : new Date(at))

const width = 10

/** What is known of how people buy and of what coupons came to, each asked for once, by id. Memory is that of one answer. */
export async function* readCouponHistories(client: ClientBase, query: HistoryQuery): AsyncGenerator<UserCouponHistory> {
  const ids = Float64Array.from(new Set(Array.from(query.userIds))).sort()
  for (let from = 0; from < ids.length; from += perStatement) {
    const asked = historiesQuery(query, ids.subarray(from, from + perStatement))
    const [userId, firstAt, lastAt, days, orders, spend, sent, used, lastUsed, until] = await readColumns(
      client,
      asked,
      new Array<typeof Float64Array>(width).fill(Float64Array),
    )
    for (let i = 0; i < userId.length; i++)
      yield {
        userId: userId[i],
        firstOrderAt: dateOf(firstAt[i]),
        lastOrderAt: dateOf(lastAt[i]),
        purchaseDays: days[i],
        orders: orders[i],
        spend: spend[i],
        couponsSent: sent[i],
        couponsUsed: used[i],
        lastCouponUsed: lastUsed[i] === 1,
        lastCouponUntil: dateOf(until[i]),
      }
  }
}

/** Of a few people, for one answer. */
export const findCouponHistories = (
  database: Pick<Database, 'transaction'>,
  query: HistoryQuery,
): Promise<readonly UserCouponHistory[]> =>
  database.transaction(async (client) => {
    const found: UserCouponHistory[] = []
    for await (const history of readCouponHistories(client, query)) found.push(history)
    return found
  })
