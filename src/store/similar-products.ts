import type { SimilarProduct } from '../domain/product.ts'
import type { Database, Statement } from './database.ts'

const similarProducts: Statement = {
  name: 'similar_products',
  text: `SELECT s.product_id AS "productId", s.product_ids AS "productIds", s.scores
    FROM similar_products s WHERE s.product_id = ANY($1::int[]) AND s.run_id = $2::int`,
}

interface SimilarRow {
  readonly productId: number
  readonly productIds: readonly number[]
  readonly scores: readonly number[]
}

export interface SimilarProductList {
  readonly productId: number
  readonly items: readonly SimilarProduct[]
}

/** What is bought by the same people as these products, under a run, most similar first. */
export const readSimilarProducts = async (
  database: Database,
  productIds: readonly number[],
  runId: number,
): Promise<SimilarProductList[]> => {
  const rows = await database.read<SimilarRow>(similarProducts, [productIds, runId])
  return rows.map(({ productId, productIds, scores }) => ({
    productId,
    items: productIds.map((id, place) => ({ productId: id, score: scores[place], rank: place + 1 })),
  }))
}
