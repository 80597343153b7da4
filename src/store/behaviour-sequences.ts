import type { ClientBase } from 'pg'

import type { BehaviourLevels } from '../domain/behaviour.ts'
import type { BehaviourMoment } from '../domain/behaviour-sequence.ts'
import { eventTypes } from '../domain/event.ts'
import { amount, instantOf, makeRoom } from './behaviour-days.ts'
import { categoryCode } from './behaviour-people.ts'
import { walkNumbers } from './read-numbers.ts'

export interface MomentsQuery {
  /** The cut: nothing after it is looked at. */
  readonly asOf: Date
  /** How many of the last moments of a person are read. */
  readonly longest: number
  readonly levels: BehaviourLevels
}

const typeCode = `array_position(ARRAY[${eventTypes.map((type) => `'${type}'`).join(', ')}], e.type::text) - 1`

const days = (interval: string): string => `extract(epoch FROM ${interval}) / 86400`

/** Gaps are taken before the last moments are: how many of them are asked for changes none. */
const momentsQuery = ({ asOf, longest, levels }: MomentsQuery): string => `
  WITH moments AS (
    SELECT e.user_id, ${typeCode} AS type, max(e.occurred_at) AS at, count(*) AS times,
      sum(${amount('e')}) FILTER (WHERE e.unit_price IS NOT NULL) AS amount, avg(e.rating) AS rating,
      mode() WITHIN GROUP (ORDER BY ${categoryCode('p.category', levels)}) AS category
    FROM events e LEFT JOIN products p ON p.id = e.product_id
    WHERE e.occurred_at <= ${instantOf(asOf)}
    GROUP BY e.user_id, e.type, date_trunc('hour', e.occurred_at, 'UTC')
  ), placed AS (
    SELECT *, lag(at) OVER past AS before, row_number() OVER (PARTITION BY user_id ORDER BY at DESC, type DESC) AS place
    FROM moments WINDOW past AS (PARTITION BY user_id ORDER BY at, type)
  )
  SELECT user_id::float8, type::float8, (${days(`${instantOf(asOf)} - at`)})::float8, (${days('at - before')})::float8,
    times::float8, amount::float8, rating::float8, category::float8
  FROM placed WHERE place <= ${Math.max(1, Math.floor(longest))} ORDER BY placed.user_id, placed.at, placed.type`

/** The last moments of everybody before the cut, by person in ascending id, oldest first. Categories of products are those of today: the shop keeps no earlier ones. */
export const walkMoments = async (
  client: ClientBase,
  query: MomentsQuery,
  onMoment: (userId: number, moment: BehaviourMoment) => void,
  signal?: AbortSignal,
): Promise<void> => {
  await makeRoom(client)
  const take = (v: Float64Array): void =>
    onMoment(v[0], { type: v[1], ago: v[2], gap: v[3], times: v[4], amount: v[5], rating: v[6], category: v[7] })
  await walkNumbers(client, momentsQuery(query), 8, take, signal)
}
