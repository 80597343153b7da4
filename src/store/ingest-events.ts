import type { ClientBase } from 'pg'

import type { IncomingEvent } from '../domain/event.ts'
import { copyChunks } from './copy.ts'
import { createEventStager, type StagedEvents } from './stage-events.ts'

export interface Ingested {
  /** Events that are new. */
  readonly accepted: number
  /** Events that were here already, or came twice in this batch. */
  readonly duplicates: number
}

// No ANALYZE of it: the planner sees its size, which is all it needs for hash joins, and statistics cost a fifth of the whole import.
const staging = `CREATE TEMP TABLE IF NOT EXISTS incoming_events (
  user_ref text COLLATE "C", product_ref text COLLATE "C", at timestamptz(3), event_key uuid, given boolean, type event_type,
  quantity float8, unit_price float8, currency text, order_id text, session_id text, query text, rating real, text text,
  channel text, properties jsonb, impression_id uuid
) ON COMMIT DELETE ROWS`

// In sorted order everywhere, so that two writers at once meet rows in the same order and never wait for each other in a circle.
const internUsers = `
  INSERT INTO users (external_id, created_at)
  SELECT user_ref, min(at) FROM incoming_events WHERE user_ref IS NOT NULL GROUP BY user_ref ORDER BY user_ref
  ON CONFLICT (external_id) DO UPDATE SET created_at = excluded.created_at WHERE users.created_at > excluded.created_at`

const internProducts = `
  INSERT INTO products (external_id)
  SELECT DISTINCT product_ref FROM incoming_events i
  WHERE product_ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM products p WHERE p.external_id = i.product_ref)
  ORDER BY product_ref
  ON CONFLICT (external_id) DO NOTHING`

/** Of events whose sender chose the id, only those registered now go on: the others came before, or twice in this batch. */
const registerKeys = `
  WITH registered AS (
    INSERT INTO event_keys (event_key, occurred_at)
    SELECT event_key, min(at) FROM incoming_events WHERE given GROUP BY event_key ORDER BY event_key
    ON CONFLICT (event_key) DO NOTHING RETURNING event_key
  ), ranked AS (
    SELECT ctid AS place, row_number() OVER (PARTITION BY event_key ORDER BY at, ctid) AS turn, event_key
    FROM incoming_events WHERE given
  )
  DELETE FROM incoming_events i USING ranked k
  WHERE i.ctid = k.place AND (k.turn > 1 OR NOT EXISTS (SELECT 1 FROM registered r WHERE r.event_key = k.event_key))`

/** Orders and what each user has bought are added up from exactly the rows that this statement inserts. */
const insertEvents = `
  WITH fresh AS (
    INSERT INTO events (user_id, occurred_at, event_key, type, product_id, quantity, unit_price, currency, order_id, session_id,
      query, rating, text, channel, properties, impression_id)
    SELECT u.id, i.at, i.event_key, i.type, p.id, i.quantity, i.unit_price, i.currency, i.order_id, i.session_id,
      i.query, i.rating, i.text, i.channel, i.properties, i.impression_id
    FROM incoming_events i
    JOIN users u ON u.external_id = i.user_ref
    LEFT JOIN products p ON p.external_id = i.product_ref
    ORDER BY u.id, i.at, i.event_key
    ON CONFLICT DO NOTHING
    RETURNING user_id, occurred_at, type, product_id, coalesce(quantity, 1) AS quantity,
      coalesce(quantity, 1) * coalesce(unit_price, 0) AS amount,
      coalesce(order_id, 'day:' || to_char(occurred_at AT TIME ZONE $1, 'YYYY-MM-DD')) AS order_key
  ), ordered AS (
    INSERT INTO orders AS o (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount)
    SELECT user_id, order_key, min(occurred_at),
      count(*) FILTER (WHERE type = 'PURCHASE'),
      coalesce(sum(quantity) FILTER (WHERE type = 'PURCHASE'), 0), coalesce(sum(amount) FILTER (WHERE type = 'PURCHASE'), 0),
      coalesce(sum(quantity) FILTER (WHERE type = 'RETURN'), 0), coalesce(sum(amount) FILTER (WHERE type = 'RETURN'), 0)
    FROM fresh WHERE type IN ('PURCHASE', 'RETURN') GROUP BY user_id, order_key ORDER BY user_id, order_key
    ON CONFLICT (user_id, order_key) DO UPDATE SET
      ordered_at = least(o.ordered_at, excluded.ordered_at), lines = o.lines + excluded.lines,
      quantity = o.quantity + excluded.quantity, amount = o.amount + excluded.amount,
      returned_quantity = o.returned_quantity + excluded.returned_quantity,
      returned_amount = o.returned_amount + excluded.returned_amount
  ), touched AS (
    INSERT INTO user_touches (user_id) SELECT DISTINCT user_id FROM fresh ORDER BY user_id ON CONFLICT DO NOTHING
  ), bought AS (
    INSERT INTO user_products AS b (user_id, product_id, lines, quantity, last_bought_at)
    SELECT user_id, product_id, count(*), sum(quantity), max(occurred_at)
    FROM fresh WHERE type = 'PURCHASE' AND product_id IS NOT NULL GROUP BY user_id, product_id ORDER BY user_id, product_id
    ON CONFLICT (user_id, product_id) DO UPDATE SET lines = b.lines + excluded.lines,
      quantity = b.quantity + excluded.quantity, last_bought_at = greatest(b.last_bought_at, excluded.last_bought_at)
  )
  SELECT count(*) AS accepted FROM fresh`

const insertAnonymous = `
  WITH fresh AS (
    INSERT INTO anonymous_events (product_id, occurred_at, event_key, type, quantity, unit_price, order_id, session_id)
    SELECT p.id, i.at, i.event_key, i.type, i.quantity, i.unit_price, i.order_id, i.session_id
    FROM incoming_events i JOIN products p ON p.external_id = i.product_ref
    WHERE i.user_ref IS NULL
    ORDER BY p.id, i.at, i.event_key
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*) AS accepted FROM fresh`

const countOf = async (client: ClientBase, text: string, values: readonly unknown[] = []): Promise<number> =>
  Number((await client.query(text, values as unknown[])).rows[0].accepted)

/**
 * Stores what is new of a batch, with the users and products it speaks of, and adds it to orders. The caller holds the transaction and has
 * made sure of the months (`ensureMonths`). An event of nobody known needs a product.
 * Days of orders without an id are days of `timeZone`.
 */
export const ingestStaged = async (
  client: ClientBase,
  staged: StagedEvents,
  { timeZone }: { readonly timeZone: string },
): Promise<Ingested> => {
  if (staged.count === 0) return { accepted: 0, duplicates: 0 }
  await client.query(staging)
  for (const { columns, chunks } of staged.segments) await copyChunks(client, 'incoming_events', columns, chunks)
  await client.query(internUsers)
  await client.query(internProducts)
  if (staged.named) await client.query(registerKeys)
  const known = await countOf(client, insertEvents, [timeZone])
  const anonymous = staged.anonymous ? await countOf(client, insertAnonymous) : 0
  // A second batch in the same transaction starts with an empty table.
  await client.query('TRUNCATE incoming_events')
  return { accepted: known + anonymous, duplicates: staged.count - known - anonymous }
}

/** The same from events as they are. */
export const ingestEvents = (
  client: ClientBase,
  events: readonly IncomingEvent[],
  options: { readonly timeZone: string },
): Promise<Ingested> => {
  const stager = createEventStager()
  for (const event of events) stager.add(event)
  return ingestStaged(client, stager.take(), options)
}
