import { describe, expect, it } from 'vitest'

import { readDemoData } from '../../../src/commands/demo-recommend-data.ts'
import { createPlainCompute } from '../../../src/compute/plain.ts'
import { blend, blendOf, explainBlend, fitBlend, scoreBlend } from '../../../src/models/recommenders/blend.ts'
import type { ScorePart } from '../../../src/models/recommenders/family.ts'
import type { Histories } from '../../../src/models/recommenders/histories.ts'
import { mixtureWeights } from '../../../src/models/recommenders/learn-levels.ts'
import type { BlendRecipe } from '../../../src/models/recommenders/recipe.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { finderOf, plantedFamily } from '../../support/planted-family.ts'
import { scoreRows } from '../../support/score-all.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()
const tools = { compute, seed: 1 }

describe('a blend that chooses the category first', () => {
  // Categories: items 0 and 1, items 2 and 3, and item 4 without one.
  const interested = plantedFamily('interested', (item) => [1, 1, 3, 3, 2][item])
  const picky = plantedFamily('picky', (item) => [1, 3, 4, 0, 1][item])
  const find = finderOf(interested, picky)
  const data = trainingDataFrom(1, 5, [[0, 0, 1]], { categoryOf: Int32Array.of(0, 0, 1, 1, -1) })
  const recipe = (parts: BlendRecipe['parts']): BlendRecipe => ({ parts })
  const scoresOf = (parts: BlendRecipe['parts']) => {
    const family = blendOf(find)
    const [scores] = scoreRows(family, family.fit(data, recipe(parts), tools), data.histories, compute)
    return [...scores].map((score) => Number(score.toFixed(6)))
  }

  it('takes the category from one part and the product of it from another', () => {
    const parts = [
      { family: 'interested', options: {}, weight: 1, within: 0 },
      { family: 'picky', options: {}, weight: 0, within: 1 },
    ]
    expect(scoresOf(parts)).toEqual([0.05, 0.15, 0.6, 0, 0.2])
  })

  it('scores as its only part does', () => {
    expect(scoresOf([{ family: 'picky', options: {}, weight: 1, within: 1 }])).toEqual(
      [1, 3, 4, 0, 1].map((score) => Number((score / 9).toFixed(6))),
    )
  })

  it('cannot be fitted where nothing has a category', () => {
    const plain = trainingDataFrom(1, 5, [[0, 0, 1]])
    const parts = [{ family: 'picky', options: {}, weight: 1, within: 1 }]
    expect(() => fitBlend(plain, recipe(parts), tools, find)).toThrow('by category')
  })
})

describe('weights of a mixture', () => {
  it('are the shares in which choices were made', () => {
    // Three in four choices follow the first part, which held them certain; one in four the second.
    const probable = Float64Array.of(1, 1e-4, 1, 1e-4, 1, 1e-4, 1e-4, 1)
    const [first, second] = mixtureWeights(probable, 2)
    expect(first).toBeCloseTo(0.75, 3)
    expect(second).toBeCloseTo(0.25, 3)
  })

  it('are nothing for a part that knows less, and nothing at all where nothing was taken', () => {
    expect(mixtureWeights(Float64Array.of(0.5, 0.1, 0.4, 0.2), 2)).toEqual([1, 0])
    expect(mixtureWeights(new Float64Array(), 2)).toEqual([0, 0])
  })
})

const levels: BlendRecipe = {
  parts: [
    { family: 'latent-classes', options: {}, weight: 0.85, within: 0.25 },
    { family: 'item-knn', options: {}, weight: 0.15, within: 0 },
    { family: 'tastes', options: {}, weight: 0, within: 0.75 },
  ],
  season: 1,
}

describeRecommender(blend, { options: levels, findsMissingSquare: false })

describe('reasons of two levels', () => {
  const { unbought } = readDemoData({ seed: 5, until: new Date('2026-11-01T00:00:00Z'), users: 700, testDays: 60 })
  const { train, read } = unbought
  const { catalogue } = train
  const fitted = fitBlend(train, levels, tools)
  const people = 100
  const scores = scoreRows(blend, fitted, read, compute, [0, people])
  const listed = scores.map((row, user) => {
    const item = row.indexOf(Math.max(...row))
    return { user, item, score: row[item], parts: explainBlend(fitted, read, user, item, compute) }
  })

  const hasFeature = (item: number, feature: number): boolean =>
    catalogue.features.indices
      .subarray(catalogue.features.pointers[item], catalogue.features.pointers[item + 1])
      .includes(feature)

  /** Whether an item of the history is what a reason speaks of; null for reasons that speak of no history. */
  const isMeant = (part: ScorePart, listedItem: number): ((item: number) => boolean) | null => {
    switch (part.kind) {
      case 'CATEGORY':
        return (item) => catalogue.categoryOf[item] === part.category
      case 'ITEM':
      case 'NEXT':
        return (item) => item === part.item
      case 'AGAIN':
        return (item) => item === listedItem
      case 'FEATURE':
        return (item) => hasFeature(item, part.feature)
      default:
        return null
    }
  }

  const scoreWithout = (user: number, listedItem: number, isLeft: (item: number) => boolean): number => {
    const kept = Array.from(
      { length: read.pointers[user + 1] - read.pointers[user] },
      (_, at) => read.pointers[user] + at,
    )
    const at = kept.filter((at) => !isLeft(read.item[at]))
    const rest: Histories = {
      users: 1,
      items: read.items,
      pointers: Int32Array.of(0, at.length),
      item: Int32Array.from(at, (at) => read.item[at]),
      ageDays: Float32Array.from(at, (at) => read.ageDays[at]),
      signal: Uint8Array.from(at, (at) => read.signal[at]),
    }
    return scoreRows(blend, fitted, rest, compute)[0][listedItem]
  }

  it('add up to the score', () => {
    for (const { score, parts } of listed)
      expect(parts.reduce((sum, { value }) => sum + value, 0) / score).toBeCloseTo(1, 4)
  })

  it('are reasons: without the one named first the score is lower', () => {
    let asked = 0
    for (const { user, item, score, parts } of listed) {
      const isLeft = isMeant(parts[0], item)
      if (isLeft === null) continue
      asked++
      expect(scoreWithout(user, item, isLeft), `${user} ${parts[0].kind}`).toBeLessThan(score)
    }
    expect(asked).toBeGreaterThan(80)
  })

  it('are the same from a block that was scored for them as for one person alone', () => {
    compute.scope(() => {
      const [from, to] = [3, 9]
      const block = compute.float32((to - from) * read.items)
      scoreBlend(fitted, { histories: read, from, to, scores: block, forReasons: true }, compute)
    })
    for (const { user, item, parts } of listed.slice(0, 12))
      expect(explainBlend(fitted, read, user, item, compute)).toEqual(parts)
  })

  it('are of more than one kind', () => {
    const first = new Set(listed.map(({ parts }) => parts[0].kind))
    const told = new Set(listed.flatMap(({ parts }) => parts.slice(0, 5).map(({ kind }) => kind)))
    expect(first.size).toBeGreaterThan(1)
    expect(told.size).toBeGreaterThan(3)
  })
})
