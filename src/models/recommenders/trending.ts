import { countingMemory, countPeople, overLargest } from './count-people.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'
import { scoreAlike } from './score-alike.ts'
import { everySignal, everySignalAlike, purchasesOnly, type SignalWeights } from './to-interactions.ts'

export interface TrendingOptions {
  /** Only events of the last so many days count, those half as old as that half as much. */
  readonly windowDays: number
  /** The window is doubled, up to the whole history, while fewer items than this were bought in it. */
  readonly leastItems: number
  readonly weights: SignalWeights
}

export interface Trending {
  /** The window that was wide enough. */
  readonly windowDays: number
  /** Per item 0..1; 1 for what trends most. */
  readonly score: Float32Array
}

const isEnough = (people: Float64Array, least: number): boolean =>
  people.reduce((items, count) => items + (count > 0 ? 1 : 0), 0) >= least

const oldestOf = ({ histories }: TrainingData): number =>
  histories.ageDays.reduce((most, age) => Math.max(most, age), 0)

/**
 * Time-decayed popularity: score(j) ~ sum_u 2^(-2 age_uj / window), by each person's loudest event with j within the window. What many people buy these weeks, whoever asks.
 */
export const trending: RecommenderFamily<TrendingOptions, Trending> = {
  name: 'trending',
  defaults: { windowDays: 28, leastItems: 100, weights: purchasesOnly },
  space: { windowDays: [7, 14, 28, 56, 112], weights: [purchasesOnly, everySignal, everySignalAlike] },
  isSequential: false,
  memory: (data) => ({ model: 4 * data.catalogue.items + 8, fit: countingMemory(data) }),
  fit: (data, { windowDays: shortest, leastItems, weights }) => {
    const oldest = oldestOf(data)
    for (let windowDays = shortest; ; windowDays *= 2) {
      const people = countPeople(data, { weights, halfLifeDays: windowDays / 2, windowDays })
      if (windowDays < oldest && !isEnough(people, leastItems)) continue
      return Object.freeze({ windowDays, score: overLargest(people) })
    }
  },
  score: ({ score }, block) => scoreAlike(score, block),
  explain: ({ score, windowDays }, _histories, _user, item) =>
    score[item] > 0 ? [{ kind: 'POPULAR', value: score[item], windowDays }] : [],
}
