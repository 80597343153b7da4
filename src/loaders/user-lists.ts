import type { Database } from '../store/database.ts'
import { countUserLists, findUserLists } from '../store/lists/user-lists.ts'
import { createLoader } from './by-key.ts'

export const createUserListByKeyLoader = (database: Database) =>
  createLoader(
    (keys: readonly string[]) => findUserLists(database, keys),
    ({ key }) => key,
  )

/** How many are on a list. */
export const createUserListCountsLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => countUserLists(database, ids),
    ({ listId }) => listId,
  )
