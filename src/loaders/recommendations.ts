import type { Database } from '../store/database.ts'
import { readRecommendations } from '../store/recommendations.ts'
import { createLoaderOfRuns } from './by-run.ts'

/** A user's list under a run, without what has been bought since, or its first `most`. */
export const createRecommendationLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId, most) => readRecommendations(database, userIds, runId, most),
    ({ userId }) => userId,
  )
