import type { Database } from '../store/database.ts'
import { readSimilarProducts } from '../store/similar-products.ts'
import { createLoaderOfRuns } from './by-run.ts'

export const createSimilarProductLoader = (database: Database) =>
  createLoaderOfRuns(
    (productIds, runId) => readSimilarProducts(database, productIds, runId),
    ({ productId }) => productId,
  )
