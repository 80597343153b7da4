import { findConsents } from '../store/consents.ts'
import type { Database } from '../store/database.ts'
import { createLoader } from './by-key.ts'

export const createConsentLoader = (database: Database) =>
  createLoader(
    (userIds: readonly number[]) => findConsents(database, userIds),
    ({ userId }) => userId,
  )
