import type { Database } from '../store/database.ts'
import { readRecommendations } from '../store/recommendations.ts'
import { createLoaderOfRuns } from './by-run.ts'

/** A user's list under a run, without what has been bought since. */
export const createRecommendationLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId) => readRecommendations(database, userIds, runId),
    ({ userId }) => userId,
  )
