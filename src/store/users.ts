import type { User } from '../domain/user.ts'
import type { Database, Statement } from './database.ts'

export const userColumns = 'u.id, u.external_id AS "externalId", u.created_at AS "createdAt", u.traits'

const usersById: Statement = {
  name: 'users_by_id',
  text: `SELECT ${userColumns} FROM users u WHERE u.id = ANY($1::bigint[])`,
}

const usersByExternalId: Statement = {
  name: 'users_by_external_id',
  text: `SELECT ${userColumns} FROM users u WHERE u.external_id = ANY($1::text[])`,
}

export const findUsersById = (database: Database, ids: readonly number[]): Promise<User[]> =>
  database.read<User>(usersById, [ids])

export const findUsersByExternalId = (database: Database, externalIds: readonly string[]): Promise<User[]> =>
  database.read<User>(usersByExternalId, [externalIds])
