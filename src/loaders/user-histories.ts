import type { Database } from '../store/database.ts'
import { usersActiveSince } from '../store/user-changes.ts'
import { readUserHistories } from '../store/user-histories.ts'
import { createLoader } from './by-key.ts'
import { createLoaderOfRuns } from './by-run.ts'

export const createUserHistoryLoader = (database: Database) =>
  createLoader(
    (userIds: readonly number[]) => readUserHistories(database, userIds),
    ({ userId }) => userId,
  )

/** Those of the users who did something after the as-of of a run, by its id; null for the others. */
export const createActiveSinceLoader = (database: Database) =>
  createLoaderOfRuns(
    async (userIds, runId) => [...(await usersActiveSince(database, userIds, runId))].map((id) => ({ id })),
    ({ id }) => id,
  )
