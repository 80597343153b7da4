import type { Database } from '../store/database.ts'
import { findSnapshots } from '../store/segment-snapshots.ts'
import { createLoader } from './by-key.ts'

export const createSnapshotLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findSnapshots(database, ids),
    ({ id }) => id,
  )
