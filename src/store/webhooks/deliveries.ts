import type { Page, PageRequest } from '../../domain/page.ts'
import type { Delivery, DeliveryStatus, MembershipChange } from '../../domain/webhook.ts'
import type { Database } from '../database.ts'
import { createValues, rowsToRead, toPage } from '../keyset.ts'
import type { Queryable } from '../queryable.ts'

/** Changes in a message, at most. */
const batch = 500

const columns = `d.id, d.webhook_id AS "webhookId", d.message_id AS "messageId", d.status, d.changes, d.attempts, d.next_attempt_at AS "nextAttemptAt",
  d.last_status AS "lastStatus", d.last_error AS "lastError", d.created_at AS "createdAt", d.delivered_at AS "deliveredAt"`

/** Makes a message of the changes since the last one, if there are any. Its id follows from what it tells. */
const makeDelivery = (client: Queryable, webhookId: number, now: Date) =>
  client.query(
    `WITH seen AS (
      SELECT c.id, CASE WHEN c.entered THEN w.on_entered ELSE w.on_left END AS wanted FROM webhooks w
      CROSS JOIN LATERAL (SELECT id, entered FROM membership_changes m WHERE m.segment_id = w.segment_id AND m.id > w.position ORDER BY m.id LIMIT ${batch}) c
      WHERE w.id = $1
    ), moved AS (
      UPDATE webhooks SET position = (SELECT max(id) FROM seen) WHERE id = $1 AND EXISTS (SELECT FROM seen) RETURNING id
    )
    INSERT INTO webhook_deliveries (webhook_id, message_id, first_change, last_change, changes, status, next_attempt_at, created_at)
    SELECT $1, md5('webhook:' || $1::int || ':' || min(id) || ':' || max(id))::uuid, min(id), max(id), count(*), 'PENDING', $2, $2
    FROM seen WHERE wanted HAVING count(*) > 0 ON CONFLICT (message_id) DO NOTHING`,
    [webhookId, now],
  )

const oldestPending = async (client: Queryable, webhookId: number): Promise<Delivery | null> => {
  const { rows } = await client.query<Delivery>(
    `SELECT ${columns} FROM webhook_deliveries d WHERE d.webhook_id = $1 AND d.status = 'PENDING' ORDER BY d.id LIMIT 1`,
    [webhookId],
  )
  return rows[0] ?? null
}

const areMore = async (client: Queryable, webhookId: number): Promise<boolean> => {
  const { rows } = await client.query<{ more: boolean }>(
    `SELECT EXISTS (SELECT FROM membership_changes m JOIN webhooks w ON w.segment_id = m.segment_id AND m.id > w.position WHERE w.id = $1) AS more`,
    [webhookId],
  )
  return rows[0].more
}

/**
 * The next message of a webhook, for the caller alone until `leaseUntil`: whoever dies with it gives it back by that. Messages go out one after the other, so that a receiver hears of changes in their order. null where there is none to be sent
 * now, where it is paused, and while somebody else has it.
 */
export const claimDelivery = (
  { transaction }: Pick<Database, 'transaction'>,
  webhookId: number,
  now: Date,
  leaseUntil: Date,
): Promise<Delivery | null> =>
  transaction(async (client) => {
    const { rowCount } = await client.query(
      'SELECT FROM webhooks WHERE id = $1 AND paused_because IS NULL FOR UPDATE SKIP LOCKED',
      [webhookId],
    )
    if (!rowCount) return null
    let next = await oldestPending(client, webhookId)
    // What a webhook does not ask about makes no message, however much of it there is.
    while (next === null && (await areMore(client, webhookId))) {
      await makeDelivery(client, webhookId, now)
      next = await oldestPending(client, webhookId)
    }
    if (next === null || next.nextAttemptAt > now) return null
    const { rows } = await client.query<Delivery>(
      `UPDATE webhook_deliveries d SET next_attempt_at = $2 WHERE d.id = $1 RETURNING ${columns}`,
      [next.id, leaseUntil],
    )
    return rows[0]
  })

/** What a message tells, in order; those who were deleted meanwhile are left out. */
export const readChanges = async (client: Queryable, deliveryId: number): Promise<readonly MembershipChange[]> => {
  const { rows } = await client.query<MembershipChange>(
    `SELECT u.id AS "userId", u.external_id AS "externalId", CASE WHEN c.entered THEN 'ENTERED' ELSE 'LEFT' END AS change, c.changed_at AS at
    FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
      JOIN membership_changes c ON c.segment_id = w.segment_id AND c.id BETWEEN d.first_change AND d.last_change
      JOIN users u ON u.id = c.user_id
    WHERE d.id = $1 AND CASE WHEN c.entered THEN w.on_entered ELSE w.on_left END ORDER BY c.id`,
    [deliveryId],
  )
  return rows
}

export interface Attempt {
  readonly status: DeliveryStatus
  /** When to try again, of what is pending. */
  readonly nextAttemptAt: Date
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly at: Date
}

/** Writes how an attempt went, unless the lease ran out and somebody else has the message by now. */
export const settleDelivery = async (client: Queryable, claimed: Delivery, attempt: Attempt): Promise<void> => {
  await client.query(
    `UPDATE webhook_deliveries SET status = $3, attempts = attempts + 1, next_attempt_at = $4, last_status = $5, last_error = $6,
      delivered_at = CASE WHEN $3 = 'DELIVERED' THEN $7::timestamptz END
    WHERE id = $1 AND status = 'PENDING' AND next_attempt_at = $2`,
    [
      claimed.id,
      claimed.nextAttemptAt,
      attempt.status,
      attempt.nextAttemptAt,
      attempt.lastStatus,
      attempt.lastError,
      attempt.at,
    ],
  )
}

/** Has what was given up sent again, from the first attempt on; how many messages these are. */
export const replayDeliveries = async (client: Queryable, webhookId: number, now: Date): Promise<number> => {
  const { rowCount } = await client.query(
    `UPDATE webhook_deliveries SET status = 'PENDING', attempts = 0, next_attempt_at = $2 WHERE webhook_id = $1 AND status = 'DEAD'`,
    [webhookId, now],
  )
  return rowCount ?? 0
}

const keptMs = 30 * 86_400_000

/** Forgets messages that arrived a month ago; what was given up stays, to be replayed. How many are gone. */
export const pruneDeliveries = async ({ pool }: Pick<Database, 'pool'>, now: Date): Promise<number> => {
  const { rowCount } = await pool.query(
    `DELETE FROM webhook_deliveries WHERE status = 'DELIVERED' AND delivered_at < $1`,
    [new Date(now.getTime() - keptMs)],
  )
  return rowCount ?? 0
}

/** Oldest first; the position is a delivery's id. */
export const listDeliveries = async (
  { pool }: Database,
  { webhookId, status }: { readonly webhookId: number; readonly status: DeliveryStatus | null },
  page: PageRequest<number>,
): Promise<Page<Delivery>> => {
  const { values, add } = createValues()
  const conditions = [
    `d.webhook_id = ${add(webhookId, 'int')}`,
    status === null ? 'TRUE' : `d.status = ${add(status, 'text')}`,
    page.after === null ? 'TRUE' : `d.id > ${add(page.after, 'bigint')}`,
    page.before === null ? 'TRUE' : `d.id < ${add(page.before, 'bigint')}`,
  ]
  const { rows } = await pool.query<Delivery>(
    `SELECT ${columns} FROM webhook_deliveries d WHERE ${conditions.join(' AND ')}
    ORDER BY d.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}
