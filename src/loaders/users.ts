import type { Database } from '../store/database.ts'
import { findUsersByExternalId, findUsersById } from '../store/users.ts'
import { createLoader } from './by-key.ts'

export const createUserLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findUsersById(database, ids),
    ({ id }) => id,
  )

export const createUserByExternalIdLoader = (database: Database) =>
  createLoader(
    (ids: readonly string[]) => findUsersByExternalId(database, ids),
    ({ externalId }) => externalId,
  )
