import type { TrailEvent } from '../domain/event.ts'
import type { Page, PageRequest } from '../domain/page.ts'
import type { Database, Statement } from './database.ts'
import { rowsToRead, toPage } from './keyset.ts'

/** Two events of one instant are told apart by their key. */
export interface TrailPosition {
  readonly timestamp: Date
  readonly eventKey: string
}

export interface UserTrail {
  readonly userId: number
  readonly page: Page<TrailEvent>
}

/** The plain bounds on the time are implied by the others; they let the months outside be left unopened. */
const trailStatement = (name: string, direction: 'ASC' | 'DESC'): Statement => ({
  name,
  text: `SELECT e.* FROM unnest($1::bigint[]) AS asked(id) CROSS JOIN LATERAL (
      SELECT e.user_id AS "userId", e.event_key AS "eventKey", e.type::text AS type, e.occurred_at AS timestamp,
        e.product_id AS "productId", e.quantity, e.unit_price AS "unitPrice", e.currency, e.order_id AS "orderId",
        e.session_id AS "sessionId", e.query, e.rating, e.text, e.channel, e.properties
      FROM events e
      WHERE e.user_id = asked.id
        AND (e.occurred_at, e.event_key) < ($2::timestamptz, $3::uuid) AND e.occurred_at <= $2::timestamptz
        AND (e.occurred_at, e.event_key) > ($4::timestamptz, $5::uuid) AND e.occurred_at >= $4::timestamptz
      ORDER BY e.occurred_at ${direction}, e.event_key ${direction} LIMIT $6::int
    ) e ORDER BY e."userId", e.timestamp ${direction}, e."eventKey" ${direction}`,
})

const newestFirst = trailStatement('user_events_newest_first', 'DESC')
const oldestFirst = trailStatement('user_events_oldest_first', 'ASC')

const firstKey = '00000000-0000-0000-0000-000000000000'
const lastKey = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The same page of the trails of several users, newest first. */
export const readTrails = async (
  database: Database,
  userIds: readonly number[],
  page: PageRequest<TrailPosition>,
): Promise<UserTrail[]> => {
  const { after, before } = page
  const rows = await database.read<TrailEvent>(page.backward ? oldestFirst : newestFirst, [
    userIds,
    after?.timestamp ?? 'infinity',
    after?.eventKey ?? lastKey,
    before?.timestamp ?? '-infinity',
    before?.eventKey ?? firstKey,
    rowsToRead(page),
  ])
  const byUser = Map.groupBy(rows, ({ userId }) => userId)
  return userIds.map((userId) => ({ userId, page: toPage(byUser.get(userId) ?? [], page) }))
}
