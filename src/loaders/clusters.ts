import { findClusterings, findUserClusters } from '../store/clusters.ts'
import type { Database } from '../store/database.ts'
import { createLoader } from './by-key.ts'
import { createLoaderOfRuns } from './by-run.ts'

/** What runs of clusters know of themselves, by run. */
export const createClusteringLoader = (database: Database) =>
  createLoader(
    (runIds: readonly number[]) => findClusterings(database, runIds),
    ({ runId }) => runId,
  )

export const createUserClusterLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId) => findUserClusters(database, runId, userIds),
    ({ userId }) => userId,
  )
