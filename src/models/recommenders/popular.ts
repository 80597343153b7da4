import { countingMemory, countPeople, overLargest } from './count-people.ts'
import type { RecommenderFamily } from './family.ts'
import { scoreAlike } from './score-alike.ts'
import { everySignal, everySignalAlike, purchasesOnly, type SignalWeights } from './to-interactions.ts'

export interface PopularOptions {
  readonly weights: SignalWeights
}

export interface Popular {
  /** Per item 0..1: people who have it over those of the most popular; 0 for what is not recommendable. */
  readonly score: Float32Array
}

/**
 * Popularity: score(j) = n_j / max n, with n_j the people who bought j, each counted once. The yardstick that every other family has to pass; it knows nothing of the person.
 */
export const popular: RecommenderFamily<PopularOptions, Popular> = {
  name: 'popular',
  defaults: { weights: purchasesOnly },
  space: { weights: [purchasesOnly, everySignal, everySignalAlike] },
  isSequential: false,
  memory: (data) => ({ model: 4 * data.catalogue.items, fit: countingMemory(data) }),
  fit: (data, { weights }) => Object.freeze({ score: overLargest(countPeople(data, { weights, halfLifeDays: 0 })) }),
  score: ({ score }, block) => scoreAlike(score, block),
  explain: ({ score }, _histories, _user, item) =>
    score[item] > 0 ? [{ kind: 'POPULAR', value: score[item], windowDays: Infinity }] : [],
}
