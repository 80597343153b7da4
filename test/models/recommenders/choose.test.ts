import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { type ChooseOptions, chooseRecommender } from '../../../src/models/recommenders/choose.ts'
import { familyNamed } from '../../../src/models/recommenders/families.ts'
import type { RecommenderFamily } from '../../../src/models/recommenders/family.ts'
import { plantedFamily } from '../../support/planted-family.ts'
import { type HistoryRow, trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()
const families = ['popular', 'trending', 'item-knn', 'rp3beta', 'markov', 'session-knn'].map(familyNamed)
const sequential = new Set(['markov', 'session-knn'])
/** Neighbours of a session are neighbours too. */
const neighbours = new Set(['item-knn', 'rp3beta', 'session-knn'])
const options: ChooseOptions = { budget: 'quick', seed: 1, previous: null, families }

const [users, items, steps] = [150, 60, 14]
const random = createRandom(5)

/** Everybody's purchases a week apart, the last of each today or up to a month ago. */
const rowsOf = (walk: (user: number) => readonly number[]): readonly HistoryRow[] =>
  Array.from({ length: users }, (_, user) =>
    walk(user).map((item, at): HistoryRow => [user, item, 7 * (steps - 1 - at) + (user % 30)]),
  ).flat()

const distinct = (draw: () => number): readonly number[] => {
  const found = new Set<number>()
  while (found.size < steps) found.add(draw())
  return [...found]
}

const next = random.shuffle(Array.from({ length: items }, (_, item) => item))
/** Each item is followed by its successor on a ring that is in no order that anything else knows. */
const ordered = rowsOf((user) => Array.from({ length: steps }, (_, at) => next[(7 * user + at) % items]))
const clustered = rowsOf((user) => distinct(() => 20 * (user % 3) + random.integer(20)))
const crowd = rowsOf(() => distinct(() => Math.floor(items * random.uniform() ** 3)))

const choose = (rows: readonly HistoryRow[], changes: Partial<ChooseOptions> = {}) =>
  chooseRecommender(trainingDataFrom(users, items, rows), { ...options, ...changes }, { compute, seed: 1 })
const weightOf = ({ recipe }: ReturnType<typeof choose>, kind: ReadonlySet<string>) =>
  recipe.parts.reduce((sum, { family, weight }) => sum + (kind.has(family) ? weight : 0), 0)

describe('the choice of a recommender', () => {
  it('gives a shop where one thing leads to the next to those who read order', () => {
    const choice = choose(ordered)
    expect(weightOf(choice, sequential)).toBeGreaterThan(0.5)
    expect(choice.metrics!.ndcg).toBeGreaterThan(2 * choice.popularity!.ndcg)
  })

  it('tells what each form of a blend found, the best first, and takes that', () => {
    const { forms, recipe } = choose(ordered)
    expect(forms.length).toBe(3)
    expect(forms.map(({ ndcg }) => ndcg)).toEqual(forms.map(({ ndcg }) => ndcg).sort((a, b) => b - a))
    expect(recipe.season ?? 0).toBe(forms[0].season)
  })

  it('gives a shop of three tastes to the neighbours', () => {
    // Not those who read order: what follows something is of its cluster, so they know as much.
    const unordered = families.filter(({ isSequential }) => !isSequential)
    const choice = choose(clustered, { families: unordered })
    expect(weightOf(choice, neighbours)).toBeGreaterThan(0.5)
    expect(choice.metrics!.ndcg).toBeGreaterThan(1.5 * choice.popularity!.ndcg)
    expect(choice.judged).toBeGreaterThan(50)
  })

  it('does not beat popularity where everybody follows the crowd, and says so', () => {
    const { metrics, popularity } = choose(crowd)
    expect(metrics!.ndcg).toBeLessThan(1.1 * popularity!.ndcg)
  })

  it('stays with what was published before where nothing finds clearly more, and judges it on the same people', () => {
    const markov = familyNamed('markov')
    const unwilling: RecommenderFamily<{ readonly willing: boolean }> = {
      ...markov,
      name: 'unwilling',
      defaults: { willing: false },
      space: {},
      fit: (data, { willing }, tools) => {
        if (!willing) throw new Error('It would rather not.')
        return markov.fit(data, markov.defaults, tools)
      },
    }
    const previous = { parts: [{ family: 'unwilling', options: { willing: true }, weight: 1 }] }
    const tried = [familyNamed('popular'), familyNamed('item-knn'), unwilling as RecommenderFamily]
    const choice = choose(ordered, { previous, families: tried })
    expect(choice.recipe).toBe(previous)
    expect(choice.previous!.users).toBe(choice.judged)
    expect(choice.metrics).toBe(choice.previous)
    const worse = { parts: [{ family: 'popular', options: {}, weight: 1 }] }
    const bettered = choose(ordered, { previous: worse })
    expect(bettered.recipe).not.toBe(worse)
    expect(bettered.previous!.ndcg).toBeLessThan(bettered.metrics!.ndcg)
    expect(choose(ordered, { previous }).previous).toBeNull()
  })

  it('leaves out what throws or is too large, with the reason', () => {
    const broken = plantedFamily('broken', () => 1, {
      fit: () => {
        throw new Error('It does not converge.')
      },
    })
    const large = plantedFamily('large', () => 1, { memory: () => ({ model: 8, fit: 2 ** 40 }) })
    const { trials, recipe } = choose(clustered, { families: [...families, broken, large] })
    const refusals = Object.fromEntries(trials.map(({ family, refusal }) => [family, refusal]))
    expect(refusals).toMatchObject({ broken: 'It does not converge.', popular: null })
    expect(refusals.large).toMatch(/^It takes 1048576 MB and may take 256\.$/)
    expect(recipe.parts.map(({ family }) => family)).not.toContain('broken')
  })

  it('falls back on the default recipe where the winner cannot be fitted on more', () => {
    const knn = familyNamed('item-knn')
    let most = 0
    const fickle: RecommenderFamily = {
      ...knn,
      name: 'fickle',
      fit: (data, options, tools) => {
        most = most === 0 ? data.histories.item.length : most
        if (data.histories.item.length > most) throw new Error('It was fine with less.')
        return knn.fit(data, options, tools)
      },
    }
    const { recipe, metrics } = choose(clustered, {
      families: [fickle, familyNamed('popular'), familyNamed('trending')],
    })
    expect(recipe.parts.map(({ family }) => family)).toEqual(['trending'])
    expect(metrics!.users).toBeGreaterThan(50)
  })

  it('is the same for the same data and seed', () => {
    expect(choose(clustered)).toEqual(choose(clustered))
  })

  it('says that nobody was judged where too few bought anything since, and names a recipe all the same', () => {
    const { recipe, judged, metrics, trials } = choose(clustered.slice(0, 40))
    expect([judged, metrics, trials]).toEqual([0, null, []])
    expect(recipe.parts.length).toBeGreaterThan(0)
    expect(choose([]).judged).toBe(0)
  })
})
