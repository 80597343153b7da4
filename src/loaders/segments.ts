import type { Database } from '../store/database.ts'
import { countMembers, findSegmentsById, findSegmentsByKey, readMemberships } from '../store/segments.ts'
import { createLoader } from './by-key.ts'
import { createLoaderOfRuns, type KeyOfRun } from './by-run.ts'

export const createSegmentLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findSegmentsById(database, ids),
    ({ id }) => id,
  )

export const createSegmentByKeyLoader = (database: Database) =>
  createLoader(
    (keys: readonly string[]) => findSegmentsByKey(database, keys),
    ({ key }) => key,
  )

/** The segments of a user under a run. */
export const createMembershipLoader = (database: Database) => {
  const loader = createLoaderOfRuns(
    async (userIds, runId) => {
      const byUser = Map.groupBy(await readMemberships(database, userIds, runId), ({ userId }) => userId)
      return [...byUser].map(([userId, memberships]) => ({ userId, memberships }))
    },
    ({ userId }) => userId,
  )
  return { load: async (key: KeyOfRun) => (await loader.load(key))?.memberships ?? [] }
}

/** How many users a segment has under a run. */
export const createMemberCountLoader = (database: Database) =>
  createLoaderOfRuns(
    (segmentIds, runId) => countMembers(database, segmentIds, runId),
    ({ segmentId }) => segmentId,
  )
