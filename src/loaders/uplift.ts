import type { Database } from '../store/database.ts'
import { findUpliftModels, findUpliftScores } from '../store/uplift-scores.ts'
import { createLoader } from './by-key.ts'
import { createLoaderOfRuns } from './by-run.ts'

/** What a coupon of each kind would change about somebody. */
export const createUpliftLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId) => findUpliftScores(database, runId, userIds),
    ({ userId }) => userId,
  )

/** What runs of uplift know of themselves, by run. */
export const createUpliftModelLoader = (database: Database) =>
  createLoader(
    (runIds: readonly number[]) => findUpliftModels(database, runIds),
    ({ runId }) => runId,
  )
