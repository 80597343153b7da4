import type { Database } from '../store/database.ts'
import { findModelRuns, readLatestRuns } from '../store/model-run-lists.ts'
import { readPublishedRuns } from '../store/published-runs.ts'
import { createLoader, once } from './by-key.ts'

/** Read once: whatever is published meanwhile, one request sees one set of runs. */
export const createPublishedRunsLoader = (database: Database) => once(() => readPublishedRuns(database))

/** The last run of each kind that came to an end. */
export const createLatestRunsLoader = (database: Database) => once(() => readLatestRuns(database))

export const createModelRunLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findModelRuns(database, ids),
    ({ id }) => id,
  )
