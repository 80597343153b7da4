import { describe, expect, it } from 'vitest'

import {
  beliefsAfter,
  nextSurveyItems,
  type SurveyAnswer,
  type SurveyItems,
} from '../../../src/models/cold-start/survey.ts'
import { createRandom } from '../../../src/models/math/random.ts'

const tastes = 5
const perTaste = 12
const count = tastes * perTaste
const tasteOf = (item: number) => Math.floor(item / perTaste)

/** Cosines between the items of people who buy 85 % of one taste; lower items of a taste sell more. */
const planted = (): {
  readonly items: SurveyItems
  readonly draw: (seed: number, taste: number, n: number) => Set<number>
} => {
  const draw = (seed: number, taste: number, n: number) => {
    const random = createRandom(seed)
    const had = new Set<number>()
    while (had.size < n) {
      const own = random.uniform() < 0.85 ? taste : random.integer(tastes)
      had.add(own * perTaste + Math.floor(random.uniform() ** 1.5 * perTaste))
    }
    return had
  }
  const people = Array.from({ length: 1000 }, (_, person) => draw(person, person % tastes, 6))
  const buyers = new Float64Array(count)
  const both = new Float64Array(count * count)
  for (const basket of people) {
    for (const a of basket) {
      buyers[a]++
      for (const b of basket) both[a * count + b]++
    }
  }
  const pointers = [0]
  const neighbours: number[] = []
  const similarities: number[] = []
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      const cosine = both[a * count + b] / Math.sqrt(buyers[a] * buyers[b])
      if (a === b || cosine < 0.05) continue
      neighbours.push(b)
      similarities.push(cosine)
    }
    pointers.push(neighbours.length)
  }
  const popularity = Array.from(buyers, (n) => n / people.length)
  return { items: { popularity, pointers, neighbours, similarities }, draw }
}

const { items, draw } = planted()

const best = (scores: Float64Array, k: number, without: ReadonlySet<number>): number[] =>
  Array.from(scores.keys())
    .filter((item) => !without.has(item))
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, k)

describe('a survey of newcomers', () => {
  it('asks about another taste each time before it asks about one again', () => {
    const asked = nextSurveyItems(items, [], tastes)
    expect(new Set(asked.map(tasteOf)).size).toBe(tastes)
    const share = (item: number) => items.popularity[item]
    const median = Array.from(items.popularity).sort((a, b) => a - b)[count / 2]
    for (const item of asked) expect(share(item)).toBeGreaterThan(median)
  })

  it('never asks what was answered, and ends when there is nothing to ask', () => {
    const answers: SurveyAnswer[] = [0, 12, 24].map((item) => ({ item, liked: item === 0 }))
    const asked = nextSurveyItems(items, answers, 1000)
    expect(asked).toHaveLength(count - 3)
    expect(new Set([...asked, 0, 12, 24]).size).toBe(count)
    expect(nextSurveyItems({ popularity: [], pointers: [0], neighbours: [], similarities: [] }, [], 5)).toEqual([])
  })

  it('moves the neighbours of what is liked up and of what is disliked down', () => {
    const before = beliefsAfter(items, [])
    const liked = beliefsAfter(items, [{ item: 0, liked: true }])
    const disliked = beliefsAfter(items, [{ item: 0, liked: false }])
    for (let at = items.pointers[0]; at < items.pointers[1]; at++) {
      const j = items.neighbours[at]
      expect(liked[j]).toBeGreaterThan(before[j])
      expect(disliked[j]).toBeLessThan(before[j])
    }
    expect([liked[0], disliked[0]]).toEqual([1, 0])
  })

  it('beats popularity with a few answers', () => {
    const hits = { popularity: 0, three: 0, five: 0 }
    const newcomers = 250
    for (let n = 0; n < newcomers; n++) {
      const taste = n % tastes
      const wanted = draw(50_000 + n, taste, 8)
      const answers: SurveyAnswer[] = []
      const random = createRandom(90_000 + n)
      const hit = () => {
        const asked = new Set(answers.map(({ item }) => item))
        return best(beliefsAfter(items, answers), 10, asked).filter((item) => wanted.has(item)).length / 10
      }
      hits.popularity += hit() / newcomers
      for (let question = 1; question <= 5; question++) {
        const [item] = nextSurveyItems(items, answers, 1)
        // One answer in ten is wrong.
        answers.push({ item, liked: (tasteOf(item) === taste) !== random.uniform() < 0.1 })
        if (question === 3) hits.three += hit() / newcomers
      }
      hits.five += hit() / newcomers
    }
    console.info(
      `precision@10: popularity ${hits.popularity.toFixed(3)}, 3 answers ${hits.three.toFixed(3)}, 5 answers ${hits.five.toFixed(3)}`,
    )
    expect(hits.three).toBeGreaterThan(1.3 * hits.popularity)
    expect(hits.five).toBeGreaterThan(1.8 * hits.popularity)
  })
})
