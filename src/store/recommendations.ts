import { everybodyElse, type Recommendation } from '../domain/recommendation.ts'
import type { Database, Statement } from './database.ts'
import { readReasons, type StoredReasons } from './stored-reasons.ts'

/**
 * Whoever has no list of their own gets the one for everybody else; both without what the user has bought by now. Only as many
 * as are asked for leave the database: a list is six times as long as a page.
 * Also whether somebody did something live since the run began to read, and whether a file of events was imported since.
 */
const recommendationLists: Statement = {
  name: 'recommendation_lists',
  text: `SELECT asked.id AS "userId", kept."productIds", kept.scores, kept.places, kept.reasons,
      coalesce(l.user_id = asked.id, FALSE) AS "isOwn",
      EXISTS (SELECT 1 FROM user_changes c WHERE c.user_id = asked.id AND c.changed_at > (SELECT r.started_at FROM model_runs r WHERE r.id = $2::int))
        AS "hasChanged",
      (SELECT EXISTS (SELECT 1 FROM imports i JOIN model_runs r ON r.id = $2::int
        WHERE i.kind = 'events' AND coalesce(i.finished_at, 'infinity') > r.started_at)) AS "hasImports"
    FROM unnest($1::bigint[]) AS asked(id) LEFT JOIN LATERAL (
      SELECT l.user_id, l.product_ids, l.scores, l.reasons FROM recommendation_lists l
      WHERE l.user_id IN (asked.id, ${everybodyElse}) AND l.run_id = $2::int ORDER BY l.user_id DESC LIMIT 1
    ) l ON TRUE CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(i.product_id ORDER BY i.place), '{}') AS "productIds", array_agg(i.score ORDER BY i.place) AS scores,
        array_agg(i.place - 1 ORDER BY i.place)::int[] AS places, jsonb_agg(l.reasons -> (i.place - 1)::int ORDER BY i.place) AS reasons
      FROM (
        SELECT * FROM unnest(l.product_ids, l.scores) WITH ORDINALITY AS item(product_id, score, place)
        WHERE NOT EXISTS (SELECT 1 FROM user_products b WHERE b.user_id = asked.id AND b.product_id = item.product_id)
        ORDER BY place LIMIT $3
      ) i
    ) kept`,
}

/** With its place in the list as it was computed, from 0: what was bought since leaves gaps. */
interface PlacedRecommendation extends Recommendation {
  readonly place: number
}

export interface PlacedRecommendationList {
  readonly userId: number
  readonly items: readonly PlacedRecommendation[]
  /** false: it is the one for everybody else. */
  readonly isOwn: boolean
  /** Somebody who did something live since the run: the list does not know of it. */
  readonly hasChanged: boolean
  /** Events were imported since the run: perhaps some of this user. */
  readonly hasImports: boolean
}

interface ListRow extends Pick<PlacedRecommendationList, 'isOwn' | 'hasChanged' | 'hasImports'> {
  readonly userId: number
  readonly productIds: readonly number[]
  readonly scores: readonly number[]
  readonly places: readonly number[]
  readonly reasons: readonly (StoredReasons | null)[]
}

const listOf = ({ productIds, scores, places, reasons, ...user }: ListRow): PlacedRecommendationList => ({
  ...user,
  items: productIds.map((productId, i) => ({
    productId,
    place: places[i],
    score: scores[i],
    reasons: readReasons(reasons[i] ?? []),
  })),
})

/** The lists of these users under a run, best first, without what they have bought by now; the first `most`, or null: all. */
export const readRecommendations = async (
  database: Database,
  userIds: readonly number[],
  runId: number,
  most: number | null,
): Promise<PlacedRecommendationList[]> => {
  const rows = await database.read<ListRow>(recommendationLists, [userIds, runId, most])
  return rows.map(listOf)
}
