import type { RecommenderFamily, TrainingData } from './family.ts'
import { scoreAlike } from './score-alike.ts'
import { everySignal, purchasesOnly, type SignalWeights, toInteractions } from './to-interactions.ts'

export interface PopularOptions {
  readonly weights: SignalWeights
}

export interface Popular {
  /** Per item 0..1: people who have it over those of the most popular; 0 for what is not recommendable. */
  readonly score: Float32Array
}

/** Per item the sum over people of what their loudest event says. */
const countPeople = ({ histories, catalogue }: TrainingData, weights: SignalWeights): Float64Array => {
  const { indices, values } = toInteractions(histories, catalogue.recommendable, { weights, halfLifeDays: 0 })
  const people = new Float64Array(catalogue.items)
  for (let at = 0; at < indices.length; at++) people[indices[at]] += values[at]
  return people
}

/**
 * Popularity: score(j) = n_j / max n, with n_j the people who bought j, each counted once. The yardstick that every other family has to pass; it knows nothing of the person.
 */
export const popular: RecommenderFamily<PopularOptions, Popular> = {
  name: 'popular',
  defaults: { weights: purchasesOnly },
  space: { weights: [purchasesOnly, everySignal] },
  isSequential: false,
  memory: ({ histories, catalogue }) => ({
    model: 4 * catalogue.items + 64,
    fit: 20 * histories.item.length + 8 * catalogue.items + 4 * histories.users,
  }),
  fit: (data, { weights }) => {
    const people = countPeople(data, weights)
    const most = people.reduce((most, count) => Math.max(most, count), 0)
    return Object.freeze({ score: Float32Array.from(people, (count) => (most > 0 ? count / most : 0)) })
  },
  score: ({ score }, block) => scoreAlike(score, block),
  explain: ({ score }, _histories, _user, item) =>
    score[item] > 0 ? [{ kind: 'POPULAR', value: score[item], windowDays: Infinity }] : [],
}
