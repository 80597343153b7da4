import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { type Split, wantedFrom } from '../../../src/models/evaluation/split.ts'
import type { SearchBudget } from '../../../src/models/recommenders/budget.ts'
import { drawCandidates } from '../../../src/models/recommenders/candidates.ts'
import type { RecommenderFamily } from '../../../src/models/recommenders/family.ts'
import { championsOf, searchRecommenders, type Trial } from '../../../src/models/recommenders/search.ts'
import { plantedFamily } from '../../support/planted-family.ts'
import { historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()
const [users, items] = [27, 12]
const rows = Array.from({ length: users }, (_, user) => [user, user % 4, 10 + user] as const)
const split: Split = {
  train: trainingDataFrom(users, items, rows),
  read: historiesFrom(users, items, rows),
  wanted: wantedFrom(
    items,
    rows.map(() => [11]),
  ),
  leaveOutPurchased: true,
}
const budget: SearchBudget = {
  configurations: 3,
  keep: 3,
  rounds: 2,
  people: 27,
  work: 1e9,
  trainingWork: 1e9,
  bytes: 2 ** 20,
}

/** Ranks item 11 by how near `knob` is to 7, and counts what it is asked to do. */
const counted = (name: string, knobs: readonly number[], more: object = {}) => {
  const fits: object[] = []
  const family: RecommenderFamily<{ readonly knob: number }, { readonly knob: number }> = {
    ...plantedFamily(name, () => 0),
    defaults: { knob: 3, ...more },
    space: { knob: knobs },
    fit: (_, options) => {
      fits.push(options)
      return Object.freeze({ ...options })
    },
    score: ({ knob }, { from, to, scores }) => {
      for (let at = 0; at < (to - from) * items; at++)
        scores[at] = at % items === 11 ? 10.5 - Math.abs(knob - 7) : at % items
    },
    explain: () => [],
  }
  return { family: family as unknown as RecommenderFamily, fits }
}

const search = (families: readonly RecommenderFamily[], changes: Partial<SearchBudget> = {}) =>
  searchRecommenders(split, { families, budget: { ...budget, ...changes }, k: 5 }, { compute, seed: 1 })

describe('the search', () => {
  it('finds the options that rank best, after asking all people of the last round', () => {
    const [best] = search([counted('turned', [1, 3, 7]).family], { configurations: 10 }).trials
    expect(best).toMatchObject({ family: 'turned', options: { knob: 7 }, round: 2, people: 27, ndcg: 1, refusal: null })
  })

  it('drops the worse of a family after a few people, and fits nothing twice', () => {
    const { family, fits } = counted('turned', [1, 3, 7])
    const { trials } = search([family], { configurations: 3 })
    expect(trials.map(({ round, people }) => [round, people])).toEqual([
      [2, 27],
      [1, 9],
      [1, 9],
    ])
    expect(fits).toHaveLength(3)
  })

  it('keeps the best of every family to the end', () => {
    const poor = counted('poor', [1])
    const last = search([counted('turned', [7]).family, poor.family]).trials.filter(({ round }) => round === 2)
    expect(new Set(last.map(({ family }) => family))).toEqual(new Set(['turned', 'poor']))
  })

  it('trains those that train for a third of their epochs first, and for what the budget has at most', () => {
    const { family: plain, fits } = counted('trained', [3], { epochs: 60 })
    const family: RecommenderFamily = { ...plain, work: (_, options) => 1e6 * (options as { epochs: number }).epochs }
    const [{ options }] = search([family], { configurations: 1, trainingWork: 6.1e7 }).trials
    expect(fits).toEqual([
      { knob: 3, epochs: 10 },
      { knob: 3, epochs: 30 },
    ])
    expect(options).toEqual({ epochs: 30 })
    expect(search([family], { configurations: 1, trainingWork: 1.4e7 }).trials[0].refusal).toMatch(
      /60 epochs are work for about 0.06 s, and 0.007 s/,
    )
  })

  it('tries as many of a family as its work allows, and nothing that is more work alone', () => {
    const working = (name: string, work: number) => {
      const { family, fits } = counted(name, [1, 3, 5, 7])
      return { family: { ...family, work: () => work }, fits }
    }
    const [light, heavy, heaviest] = [working('light', 3e8), working('heavy', 6e8), working('heaviest', 2e9)]
    const { trials } = search([light.family, heavy.family, heaviest.family], { configurations: 4 })
    expect([light.fits.length, heavy.fits.length, heaviest.fits.length]).toEqual([3, 1, 0])
    expect(trials.find(({ family }) => family === 'heaviest')?.refusal).toBe(
      'It is work for about 2 s and may take 1 s.',
    )
  })

  it('gives a family that trains a part of its work in each round, so that its best can go on to the last', () => {
    const { family: plain, fits } = counted('trained', [1, 3, 5, 7], { epochs: 30 })
    const family: RecommenderFamily = { ...plain, work: (_, options) => 1e6 * (options as { epochs: number }).epochs }
    const { trials } = search([family], { configurations: 4, trainingWork: 6.1e7 })
    expect(fits.map((options) => (options as { epochs: number }).epochs)).toEqual([10, 10, 10, 30])
    expect(trials[0]).toMatchObject({ round: 2 })
  })

  it('gives a model to whoever asks for one, fitted anew only where it was not kept', () => {
    const { family, fits } = counted('turned', [3])
    const { trials, modelOf } = search([family], { configurations: 1 })
    expect(modelOf(trials[0])).toEqual({ knob: 3 })
    expect(fits).toHaveLength(1)
    const large = { ...family, memory: () => ({ model: 2 ** 19, fit: 8 }) }
    const roomy = search([large, { ...large, name: 'other' }, { ...large, name: 'third' }], { configurations: 1 })
    fits.length = 0
    for (const trial of roomy.trials) roomy.modelOf(trial)
    expect(fits).toHaveLength(1)
  })

  it('draws different options around the defaults, the same ones for the same seed, and none that can make no difference', () => {
    const family: RecommenderFamily = {
      ...plantedFamily('wide', () => 0),
      defaults: { a: 1, weights: 1 },
      space: { a: [1, 2, 3, 4], weights: [1, 2] } as RecommenderFamily['space'],
    }
    const drawn = drawCandidates(family, split.train, 4, 9).map(({ options }) => options)
    expect(drawn[0]).toEqual({})
    expect(new Set(drawn.map((options) => JSON.stringify({ a: 1, ...options }))).size).toBe(4)
    expect(drawn.every((options) => !('weights' in options))).toBe(true)
    expect(drawCandidates(family, split.train, 4, 9).map(({ options }) => options)).toEqual(drawn)
  })
})

describe('champions', () => {
  const trial = (family: string, options: object, ndcg: number, refusal: string | null = null, round = 1): Trial => ({
    family,
    options,
    ndcg,
    round,
    people: 9,
    recall: ndcg,
    refusal,
  })

  it('are the defaults unless others are clearly better, best family first', () => {
    const trials = [
      trial('a', { x: 1 }, 0.101),
      trial('a', {}, 0.1),
      trial('b', { x: 1 }, 0.12),
      trial('b', { epochs: 2 }, 0.1),
      trial('c', {}, Number.NaN, 'It throws.'),
    ]
    expect(championsOf(trials)).toEqual([trials[2], trials[1]])
  })

  it('are of those who came furthest: few people may have flattered who was dropped', () => {
    const trials = [trial('a', {}, 0.1, null, 2), trial('a', { x: 1 }, 0.5)]
    expect(championsOf(trials)).toEqual([trials[0]])
  })
})
