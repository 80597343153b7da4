import type { ClientBase } from 'pg'

import type { BehaviourLevels } from '../domain/behaviour.ts'
import { amount, type BehaviourQuery, instantOf, makeRoom, pieces } from './behaviour-days.ts'
import { categoryCode } from './behaviour-people.ts'
import { walkNumbers } from './read-numbers.ts'

/** One person's doings in one stretch of 24 hours after the cut, with one category (NaN: none). */
export interface LaterRow {
  readonly userId: number
  /** 1: the first 24 hours. */
  readonly ahead: number
  readonly category: number
  readonly lines: number
  readonly quantity: number
  readonly spend: number
}

const laterQuery = ({ asOf }: BehaviourQuery, days: number, levels: BehaviourLevels): string => {
  const bought = `FILTER (WHERE e.type = 'PURCHASE')`
  const until = new Date(asOf.getTime() + days * 86_400_000)
  return `SELECT user_id::float8, ahead::float8, code::float8, lines::float8, quantity::float8, spend::float8 FROM (
    SELECT e.user_id, ceil(extract(epoch FROM e.occurred_at - ${instantOf(asOf)}) / 86400) AS ahead,
      CASE WHEN e.type = 'PURCHASE' THEN ${categoryCode('p.category', levels)} END AS code,
      count(*) ${bought} AS lines, coalesce(sum(${pieces('e')}) ${bought}, 0) AS quantity, coalesce(sum(${amount('e')}) ${bought}, 0) AS spend
    FROM events e LEFT JOIN products p ON p.id = e.product_id
    WHERE e.occurred_at > ${instantOf(asOf)} AND e.occurred_at <= ${instantOf(until)} GROUP BY 1, 2, 3
  ) AS later ORDER BY user_id, ahead, code`
}

/** What came in the days after the cut, by person in ascending id, earliest first. */
export const walkLater = async (
  client: ClientBase,
  query: BehaviourQuery & { readonly days: number; readonly levels: BehaviourLevels },
  onRow: (row: LaterRow) => void,
  signal?: AbortSignal,
): Promise<void> => {
  await makeRoom(client)
  const take = (v: Float64Array): void =>
    onRow({ userId: v[0], ahead: v[1], category: v[2], lines: v[3], quantity: v[4], spend: v[5] })
  await walkNumbers(client, laterQuery(query, query.days, query.levels), 6, take, signal)
}
