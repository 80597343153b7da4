import type { Interactions } from '../interactions.ts'

/** One ranked list a user: list u is `items[pointers[u] .. pointers[u + 1]]`, best first. */
export interface RankedLists {
  readonly pointers: Int32Array
  readonly items: Int32Array
}

/** Means over the users who have something to be found; NaN when nobody has. */
export interface RankingMetrics {
  /** Part of a user's held-out items among the first k. */
  readonly recall: number
  /** Discounted by 1 / log2(rank + 1), over the best that could be reached (Järvelin & Kekäläinen 2002). */
  readonly ndcg: number
  /** Part of the users with at least one held-out item among the first k. */
  readonly hitRate: number
  /** Part of all items that stand among somebody's first k. */
  readonly coverage: number
  /** Users with held-out items. */
  readonly users: number
}

const discount = (rank: number): number => 1 / Math.log2(rank + 2)

const ideal = (hits: number): number => {
  let sum = 0
  for (let rank = 0; rank < hits; rank++) sum += discount(rank)
  return sum
}

/** Metrics of lists against held-out users x items, of the same users in the same order, at cut-off k. */
export const rankingMetrics = ({ pointers, items }: RankedLists, heldOut: Interactions, k: number): RankingMetrics => {
  const shown = new Set<number>()
  let [recall, ndcg, hitRate, users] = [0, 0, 0, 0]
  for (let user = 0; user < heldOut.users; user++) {
    const wanted = new Set(heldOut.indices.subarray(heldOut.pointers[user], heldOut.pointers[user + 1]))
    const list = items.subarray(pointers[user], Math.min(pointers[user + 1], pointers[user] + k))
    for (const item of list) shown.add(item)
    if (wanted.size === 0) continue
    let [hits, gain] = [0, 0]
    list.forEach((item, rank) => {
      if (!wanted.has(item)) return
      hits += 1
      gain += discount(rank)
    })
    users += 1
    recall += hits / wanted.size
    ndcg += gain / ideal(Math.min(k, wanted.size))
    hitRate += hits > 0 ? 1 : 0
  }
  return {
    recall: recall / users,
    ndcg: ndcg / users,
    hitRate: hitRate / users,
    coverage: shown.size / heldOut.items,
    users,
  }
}
