import type { Recommendation, RecommendationReason } from '../domain/recommendation.ts'
import type { Database, Statement } from './database.ts'

const recommendationLists: Statement = {
  name: 'recommendation_lists',
  text: `SELECT l.user_id AS "userId", l.product_ids AS "productIds", l.scores, l.reasons,
      ARRAY(SELECT b.product_id FROM user_products b WHERE b.user_id = l.user_id AND b.product_id = ANY(l.product_ids)) AS bought
    FROM recommendation_lists l WHERE l.user_id = ANY($1::bigint[]) AND l.run_id = $2::int`,
}

/** With its place in the list as it was computed, from 0: what was bought since leaves gaps. */
export interface PlacedRecommendation extends Recommendation {
  readonly place: number
}

export interface PlacedRecommendationList {
  readonly userId: number
  readonly items: readonly PlacedRecommendation[]
}

interface ListRow {
  readonly userId: number
  readonly productIds: readonly number[]
  readonly scores: readonly number[]
  readonly reasons: readonly (readonly RecommendationReason[])[]
  readonly bought: readonly number[]
}

const withoutBought = ({ userId, productIds, scores, reasons, bought }: ListRow): PlacedRecommendationList => ({
  userId,
  items: productIds.flatMap((productId, place) =>
    bought.includes(productId) ? [] : [{ productId, place, score: scores[place], reasons: reasons[place] ?? [] }],
  ),
})

/** The lists of these users under a run, best first, without what they have bought by now. */
export const readRecommendations = async (
  database: Database,
  userIds: readonly number[],
  runId: number,
): Promise<PlacedRecommendationList[]> => {
  const rows = await database.read<ListRow>(recommendationLists, [userIds, runId])
  return rows.map(withoutBought)
}
