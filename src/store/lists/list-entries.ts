import type { Page, PageRequest } from '../../domain/page.ts'
import type { UserListEntry } from '../../domain/user-list.ts'
import type { Database, Statement } from '../database.ts'
import { rowsToRead, toPage } from '../keyset.ts'
import type { Queryable } from '../queryable.ts'

/** Whoever was put on a list or taken off is looked at again, also by rules that are built while this transaction runs. */
const touching = (change: string): string => `WITH changed AS (${change}),
  touched AS (INSERT INTO user_list_touches (external_id) SELECT external_id FROM changed ORDER BY 1 ON CONFLICT DO NOTHING)
  SELECT count(*) AS n FROM changed`

const count = async (client: Queryable, text: string, values: readonly unknown[]): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(touching(text), [...values])
  return rows[0].n
}

/** Puts users on a list by the shop's own ids, whether they are users yet or not, and says how many were not on it. */
export const addListEntries = (
  client: Queryable,
  listId: number,
  externalIds: readonly string[],
  now: Date,
): Promise<number> =>
  count(
    client,
    `INSERT INTO user_list_entries (external_id, list_id, added_at) SELECT DISTINCT id, $1::int, $3::timestamptz
    FROM unnest($2::text[]) AS given(id) ORDER BY 1 ON CONFLICT DO NOTHING RETURNING external_id`,
    [listId, externalIds, now],
  )

/** Takes users off a list, and says how many were on it. */
export const removeListEntries = (client: Queryable, listId: number, externalIds: readonly string[]): Promise<number> =>
  count(
    client,
    'DELETE FROM user_list_entries WHERE list_id = $1::int AND external_id = ANY($2::text[]) RETURNING external_id',
    [listId, externalIds],
  )

/** Those of the ids that no user has, in order. */
export const findUnknownIds = async (client: Queryable, externalIds: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT given.id FROM unnest($1::text[]) AS given(id)
    WHERE NOT EXISTS (SELECT FROM users u WHERE u.external_id = given.id) ORDER BY given.id`,
    [externalIds],
  )
  return rows.map(({ id }) => id)
}

const pageOf = (condition: string, direction: 'ASC' | 'DESC'): Statement => ({
  name: `user_list_entries_${condition === '' ? 'all' : 'aside'}_${direction.toLowerCase()}`,
  text: `SELECT e.external_id AS "externalId", e.added_at AS "addedAt" FROM user_list_entries e
    WHERE e.list_id = $1::int AND ($2::text IS NULL OR e.external_id > $2) AND ($3::text IS NULL OR e.external_id < $3) ${condition}
    ORDER BY e.external_id ${direction} LIMIT $4::int`,
})

const aside = 'AND NOT EXISTS (SELECT FROM users u WHERE u.external_id = e.external_id)'
const statements = {
  all: { forward: pageOf('', 'ASC'), backward: pageOf('', 'DESC') },
  aside: { forward: pageOf(aside, 'ASC'), backward: pageOf(aside, 'DESC') },
}

/** Who is on a list, by id; with `onlyAside` those who are no users yet. */
export const listListEntries = async (
  database: Database,
  { listId, onlyAside }: { readonly listId: number; readonly onlyAside: boolean },
  page: PageRequest<string>,
): Promise<Page<UserListEntry>> => {
  const { forward, backward } = onlyAside ? statements.aside : statements.all
  const rows = await database.read<UserListEntry>(page.backward ? backward : forward, [
    listId,
    page.after,
    page.before,
    rowsToRead(page),
  ])
  return toPage(rows, page)
}
