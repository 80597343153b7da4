import type { Page, PageRequest } from '../../domain/page.ts'
import type { MembershipEvent, Webhook, WebhookSalts } from '../../domain/webhook.ts'
import type { Database } from '../database.ts'
import { createValues, rowsToRead, toPage } from '../keyset.ts'
import type { Queryable } from '../queryable.ts'

const columns = `w.id, w.key, w.segment_id AS "segmentId", w.url,
  array_remove(ARRAY[CASE WHEN w.on_entered THEN 'ENTERED' END, CASE WHEN w.on_left THEN 'LEFT' END], NULL) AS "on",
  w.paused_because AS "pausedBecause", w.created_at AS "createdAt"`

const isKey = (key: string): boolean => key.isWellFormed() && !key.includes('\0')

export const findWebhook = async (client: Queryable, key: string): Promise<Webhook | null> => {
  if (!isKey(key)) return null
  const { rows } = await client.query<Webhook>(`SELECT ${columns} FROM webhooks w WHERE w.key = $1`, [key])
  return rows[0] ?? null
}

export interface NewWebhook {
  readonly key: string
  readonly segmentId: number
  readonly url: string
  readonly on: readonly MembershipEvent[]
  readonly salt: Uint8Array
  readonly createdAt: Date
}

/** Tells of what changes from now on; null where the key is taken. */
export const insertWebhook = async (client: Queryable, given: NewWebhook): Promise<Webhook | null> => {
  const { rows } = await client.query<Webhook>(
    `INSERT INTO webhooks AS w (key, segment_id, url, on_entered, on_left, salt, position, created_at)
    SELECT $1, $2::int, $3, $4, $5, $6, coalesce((SELECT max(id) FROM membership_changes WHERE segment_id = $2::int), 0), $7
    ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [
      given.key,
      given.segmentId,
      given.url,
      given.on.includes('ENTERED'),
      given.on.includes('LEFT'),
      given.salt,
      given.createdAt,
    ],
  )
  return rows[0] ?? null
}

/** null lets it run again. */
export const pauseWebhook = async (client: Queryable, id: number, because: string | null): Promise<Webhook> => {
  const { rows } = await client.query<Webhook>(
    `UPDATE webhooks w SET paused_because = $2 WHERE w.id = $1 RETURNING ${columns}`,
    [id, because],
  )
  return rows[0]
}

/** Another salt; for a while messages are signed with the one before, too. */
export const rotateSalt = async (
  client: Queryable,
  id: number,
  salt: Uint8Array,
  bothUntil: Date,
): Promise<Webhook> => {
  const { rows } = await client.query<Webhook>(
    `UPDATE webhooks w SET previous_salt = w.salt, previous_until = $3, salt = $2 WHERE w.id = $1 RETURNING ${columns}`,
    [id, salt, bothUntil],
  )
  return rows[0]
}

export const readSalts = async (client: Queryable, id: number, now: Date): Promise<WebhookSalts> => {
  const { rows } = await client.query<WebhookSalts>(
    `SELECT salt, CASE WHEN previous_until > $2 THEN previous_salt END AS "previousSalt" FROM webhooks WHERE id = $1`,
    [id, now],
  )
  return rows[0]
}

/** With its deliveries. */
export const removeWebhook = async (client: Queryable, id: number): Promise<void> => {
  await client.query('DELETE FROM webhooks WHERE id = $1', [id])
}

/** Keys of the webhooks of a segment, in order. */
export const webhooksOfSegment = async (client: Queryable, segmentId: number): Promise<readonly string[]> => {
  const { rows } = await client.query<{ key: string }>('SELECT key FROM webhooks WHERE segment_id = $1 ORDER BY key', [
    segmentId,
  ])
  return rows.map(({ key }) => key)
}

/** Those that run. */
export const listRunningWebhooks = async (client: Queryable): Promise<readonly Webhook[]> => {
  const { rows } = await client.query<Webhook>(
    `SELECT ${columns} FROM webhooks w WHERE w.paused_because IS NULL ORDER BY w.id`,
  )
  return rows
}

/** Oldest first; the position is a webhook's id. */
export const listWebhooks = async ({ pool }: Database, page: PageRequest<number>): Promise<Page<Webhook>> => {
  const { values, add } = createValues()
  const conditions = [
    page.after === null ? 'TRUE' : `w.id > ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `w.id < ${add(page.before, 'int')}`,
  ]
  const { rows } = await pool.query<Webhook>(
    `SELECT ${columns} FROM webhooks w WHERE ${conditions.join(' AND ')}
    ORDER BY w.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}
