import type { Database } from '../store/database.ts'
import { findProductsByExternalId, findProductsById } from '../store/products.ts'
import { createLoader } from './by-key.ts'

export const createProductLoader = (database: Database) =>
  createLoader(
    (ids: readonly number[]) => findProductsById(database, ids),
    ({ id }) => id,
  )

export const createProductByExternalIdLoader = (database: Database) =>
  createLoader(
    (ids: readonly string[]) => findProductsByExternalId(database, ids),
    ({ externalId }) => externalId,
  )
