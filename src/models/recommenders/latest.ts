import type { RecommenderFamily } from './family.ts'
import { scoreAlike } from './score-alike.ts'

export interface LatestOptions {
  /** An item is half as new after so many days. */
  readonly halfLifeDays: number
}

export interface Latest {
  /** Per item 0..1; 0 for what is not recommendable. */
  readonly score: Float32Array
  readonly ageDays: Float32Array
}

/**
 * What is new in the shop: score(j) = 2^(-age_j / half-life). It needs nobody to have bought anything, so it is how new products are met at all.
 */
export const latest: RecommenderFamily<LatestOptions, Latest> = {
  name: 'latest',
  defaults: { halfLifeDays: 30 },
  space: { halfLifeDays: [7, 14, 30, 60] },
  isSequential: false,
  memory: ({ catalogue }) => ({ model: 8 * catalogue.items, fit: 4 * catalogue.items + 64 }),
  fit: ({ catalogue: { ageDays, recommendable } }, { halfLifeDays }) =>
    Object.freeze({
      score: ageDays.map((age, item) => (recommendable[item] ? 2 ** (-age / halfLifeDays) : 0)),
      ageDays,
    }),
  score: ({ score }, block) => scoreAlike(score, block),
  explain: ({ score, ageDays }, _histories, _user, item) =>
    score[item] > 0 ? [{ kind: 'NEW', value: score[item], ageDays: ageDays[item] }] : [],
}
