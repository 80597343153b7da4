import type { ClientBase } from 'pg'

import type { IncomingUser } from '../domain/user.ts'
import type { Ingested } from './ingest-events.ts'
import { mergeById } from './merge-by-id.ts'

const records = `jsonb_to_recordset($1::jsonb) AS i(external_id text, created_at timestamptz, traits jsonb, consents jsonb)`

const insert = `
  INSERT INTO users (external_id, created_at, traits)
  SELECT i.external_id, coalesce(i.created_at, $2::timestamptz), i.traits
  FROM ${records}
  WHERE NOT EXISTS (SELECT 1 FROM users old WHERE old.external_id = i.external_id)
  ORDER BY i.external_id
  ON CONFLICT (external_id) DO NOTHING RETURNING id`

/** Traits are merged; of two times of creation the earlier is true. A row that changes nothing is not written. */
const update = `
  UPDATE users u SET traits = n.traits, created_at = n.created_at
  FROM (
    SELECT old.id, old.traits || i.traits AS traits, least(old.created_at, i.created_at) AS created_at
    FROM ${records} JOIN users old ON old.external_id = i.external_id
    ORDER BY old.id
  ) n
  WHERE u.id = n.id AND (u.traits, u.created_at) IS DISTINCT FROM (n.traits, n.created_at)
  RETURNING u.id`

const setConsents = `
  INSERT INTO consents AS c (user_id, purpose, granted, changed_at)
  SELECT u.id, said.key, said.value::boolean, $2::timestamptz
  FROM ${records} JOIN users u ON u.external_id = i.external_id CROSS JOIN LATERAL jsonb_each_text(i.consents) AS said
  ORDER BY u.id, said.key
  ON CONFLICT (user_id, purpose) DO UPDATE SET granted = excluded.granted, changed_at = excluded.changed_at
    WHERE c.granted <> excluded.granted
  RETURNING user_id AS id`

const touch = 'INSERT INTO user_touches (user_id) SELECT unnest($1::bigint[]) ORDER BY 1 ON CONFLICT DO NOTHING'

const earlierOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

/** The same as if the two came in batches of their own. */
const mergeUsers = (earlier: IncomingUser, later: IncomingUser): IncomingUser => ({
  userId: later.userId,
  createdAt: earlierOf(earlier.createdAt, later.createdAt),
  traits: { ...earlier.traits, ...later.traits },
  consents: { ...earlier.consents, ...later.consents },
})

const recordOf = (user: IncomingUser) => ({
  external_id: user.userId,
  created_at: user.createdAt === null ? null : new Date(user.createdAt).toISOString(),
  traits: user.traits,
  consents: user.consents,
})

/**
 * Adds users and merges traits and consents into known ones, inside the caller's transaction. `now` is when an unknown user without a
 * time of creation is taken to have come, and when a changed consent changed.
 */
export const ingestUsers = async (client: ClientBase, users: readonly IncomingUser[], now: Date): Promise<Ingested> => {
  if (users.length === 0) return { accepted: 0, duplicates: 0 }
  const given = JSON.stringify(mergeById(users, ({ userId }) => userId, mergeUsers).map(recordOf))
  const touched = new Set<string>()
  for (const [text, values] of [
    [update, [given]],
    [insert, [given, now]],
    [setConsents, [given, now]],
  ] as const) {
    const { rows } = await client.query<{ id: string }>(text, [...values])
    for (const { id } of rows) touched.add(id)
  }
  await client.query(touch, [[...touched]])
  return { accepted: touched.size, duplicates: users.length - touched.size }
}
