import type { SimilarProduct } from '../domain/product.ts'
import type { RecommendationList } from '../domain/recommendation.ts'
import type { RunRows } from './model-runs.ts'
import { storeReasons } from './stored-reasons.ts'

async function* listRows(lists: AsyncIterable<RecommendationList>) {
  for await (const { userId, items } of lists) {
    yield [
      userId,
      items.map(({ productId }) => productId),
      items.map(({ score }) => score),
      JSON.stringify(items.map(({ reasons }) => storeReasons(reasons))),
    ]
  }
}

export const recommendationRows = (lists: AsyncIterable<RecommendationList>): RunRows => ({
  table: 'recommendation_lists',
  columns: ['user_id', 'product_ids', 'scores', 'reasons'],
  rows: listRows(lists),
})

export interface SimilarProductsOf {
  readonly productId: number
  readonly similar: readonly Pick<SimilarProduct, 'productId' | 'score'>[]
}

function* similarRows(products: Iterable<SimilarProductsOf>) {
  for (const { productId, similar } of products) {
    yield [productId, similar.map((other) => other.productId), similar.map(({ score }) => score)]
  }
}

export const similarProductRows = (products: Iterable<SimilarProductsOf>): RunRows => ({
  table: 'similar_products',
  columns: ['product_id', 'product_ids', 'scores'],
  rows: similarRows(products),
})
