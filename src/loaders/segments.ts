import type { Database } from '../store/database.ts'
import { findSegmentStates } from '../store/rules/segment-builds.ts'
import { countMembers, findSegmentsById, findSegmentsByKey } from '../store/segments.ts'
import { createLoader } from './by-key.ts'
import { createLoaderOfRuns } from './by-run.ts'

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

/** How the members of a rule stand; null for a segment that every recompute makes. */
export const createSegmentStateLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findSegmentStates(database, ids),
    ({ segmentId }) => segmentId,
  )

/** How many users a segment has under a run. */
export const createMemberCountLoader = (database: Database) =>
  createLoaderOfRuns(
    (segmentIds, runId) => countMembers(database, segmentIds, runId),
    ({ segmentId }) => segmentId,
  )
