import { everybodyElse, type Recommendation } from '../domain/recommendation.ts'
import type { Database, Statement } from './database.ts'
import { readReasons, type StoredReasons } from './stored-reasons.ts'

/** Whoever has no list of their own gets the one for everybody else; both without what the user has bought by now. */
const recommendationLists: Statement = {
  name: 'recommendation_lists',
  text: `SELECT asked.id AS "userId", l.product_ids AS "productIds", l.scores, l.reasons,
      ARRAY(SELECT b.product_id FROM user_products b WHERE b.user_id = asked.id AND b.product_id = ANY(l.product_ids)) AS bought
    FROM unnest($1::bigint[]) AS asked(id) CROSS JOIN LATERAL (
      SELECT l.product_ids, l.scores, l.reasons FROM recommendation_lists l
      WHERE l.user_id IN (asked.id, ${everybodyElse}) AND l.run_id = $2::int ORDER BY l.user_id DESC LIMIT 1
    ) l`,
}

/** With its place in the list as it was computed, from 0: what was bought since leaves gaps. */
interface PlacedRecommendation extends Recommendation {
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
  readonly reasons: readonly StoredReasons[]
  readonly bought: readonly number[]
}

const withoutBought = ({ userId, productIds, scores, reasons, bought }: ListRow): PlacedRecommendationList => ({
  userId,
  items: productIds.flatMap((productId, place) =>
    bought.includes(productId)
      ? []
      : [{ productId, place, score: scores[place], reasons: readReasons(reasons[place] ?? []) }],
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
