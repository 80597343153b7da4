import type { RecommenderFamily } from '../../src/models/recommenders/family.ts'

/** A family whose scores are known, for what blends and judges: `scoreOf` says what anybody with this history gets. */
export const plantedFamily = (
  name: string,
  scoreOf: (item: number, history: readonly number[]) => number,
  changes: Partial<RecommenderFamily> = {},
): RecommenderFamily => ({
  name,
  defaults: {},
  space: {},
  isSequential: false,
  memory: () => ({ model: 8, fit: 8 }),
  fit: () => Object.freeze({}),
  score: (_, { histories, from, to, scores }) => {
    for (let user = from; user < to; user++) {
      const history = [...histories.item.subarray(histories.pointers[user], histories.pointers[user + 1])]
      for (let item = 0; item < histories.items; item++) {
        scores[(user - from) * histories.items + item] = scoreOf(item, history)
      }
    }
  },
  explain: (_, histories, user, item) => {
    const history = [...histories.item.subarray(histories.pointers[user], histories.pointers[user + 1])]
    const value = scoreOf(item, history)
    return value > 0 ? [{ kind: 'POPULAR', value, windowDays: 7 }] : []
  },
  ...changes,
})

export const finderOf =
  (...families: readonly RecommenderFamily[]) =>
  (name: string): RecommenderFamily => {
    const family = families.find((family) => family.name === name)
    if (!family) throw new RangeError(`no family ${name}`)
    return family
  }
