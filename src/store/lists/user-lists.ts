import type { Page, PageRequest } from '../../domain/page.ts'
import type { UserList, UserListPurpose } from '../../domain/user-list.ts'
import type { Database, Statement } from '../database.ts'
import { createValues, rowsToRead, toPage } from '../keyset.ts'
import type { Queryable } from '../queryable.ts'

const columns =
  'l.id, l.key, l.name, l.description, l.purpose, l.created_at AS "createdAt", l.updated_at AS "updatedAt"'

const listsByKey: Statement = {
  name: 'user_lists_by_key',
  text: `SELECT ${columns} FROM user_lists l WHERE l.key = ANY($1::text[])`,
}

export const findUserLists = (database: Database, keys: readonly string[]): Promise<UserList[]> =>
  database.read<UserList>(listsByKey, [keys])

/** The list with this key, kept from being deleted until the transaction ends; null where there is none. */
export const holdUserList = async (client: Queryable, key: string): Promise<UserList | null> => {
  const { rows } = await client.query<UserList>(`SELECT ${columns} FROM user_lists l WHERE l.key = $1 FOR UPDATE`, [
    key,
  ])
  return rows[0] ?? null
}

/** All lists by id, oldest first; the position is a list's id. */
export const listUserLists = async (database: Database, page: PageRequest<number>): Promise<Page<UserList>> => {
  const { values, add } = createValues()
  const conditions = [
    page.after === null ? 'TRUE' : `l.id > ${add(page.after, 'int')}`,
    page.before === null ? 'TRUE' : `l.id < ${add(page.before, 'int')}`,
  ]
  const { rows } = await database.pool.query<UserList>(
    `SELECT ${columns} FROM user_lists l WHERE ${conditions.join(' AND ')}
      ORDER BY l.id ${page.backward ? 'DESC' : 'ASC'} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}

/** What somebody says of a list; what they do not say stays, or is as little as can be. */
export interface ListWords {
  readonly key: string
  readonly purpose?: UserListPurpose | null
  readonly name?: string | null
  readonly description?: string | null
}

/** The list under its key, made where there is none; its name and description are changed where they are given, its purpose never. */
export const openUserList = async (
  client: Queryable,
  { key, purpose, name, description }: ListWords,
  now: Date,
): Promise<UserList> => {
  const { rows } = await client.query<UserList>(
    `INSERT INTO user_lists AS l (key, name, description, purpose, created_at, updated_at)
    VALUES ($1, coalesce($2, $1), coalesce($3, ''), coalesce($4, 'STATIC'), $5, $5)
    ON CONFLICT (key) DO UPDATE SET name = coalesce($2, l.name), description = coalesce($3, l.description), updated_at = $5
    RETURNING ${columns}`,
    [key, name ?? null, description ?? null, purpose ?? null, now],
  )
  return rows[0]
}

/** With all who are on it, each of whom is looked at again. */
export const removeUserList = async (client: Queryable, id: number): Promise<void> => {
  await client.query(
    'INSERT INTO user_list_touches (external_id) SELECT external_id FROM user_list_entries WHERE list_id = $1 ORDER BY 1 ON CONFLICT DO NOTHING',
    [id],
  )
  await client.query('DELETE FROM user_list_entries WHERE list_id = $1', [id])
  await client.query('DELETE FROM user_lists WHERE id = $1', [id])
}

export interface UserListCounts {
  readonly listId: number
  readonly entries: number
  /** Of the entries those that are users. */
  readonly users: number
}

const counts: Statement = {
  name: 'user_list_counts',
  text: `SELECT asked.id AS "listId", count(e.external_id) AS entries, count(u.id) AS users
    FROM unnest($1::int[]) AS asked(id) LEFT JOIN user_list_entries e ON e.list_id = asked.id
    LEFT JOIN users u ON u.external_id = e.external_id GROUP BY asked.id`,
}

export const countUserLists = (database: Database, ids: readonly number[]): Promise<UserListCounts[]> =>
  database.read<UserListCounts>(counts, [ids])
