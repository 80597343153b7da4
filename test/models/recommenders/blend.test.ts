import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { blend, blendOf, explainBlend, fitBlend, scoreBlend } from '../../../src/models/recommenders/blend.ts'
import type { ScorePart } from '../../../src/models/recommenders/family.ts'
import { mergeParts } from '../../../src/models/recommenders/merge-parts.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { finderOf, plantedFamily } from '../../support/planted-family.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()
const tools = { compute, seed: 1 }

describe('a blend', () => {
  // Largest score of everybody: 4 for 'up', 8 for 'down'.
  const up = plantedFamily('up', (item) => item)
  const down = plantedFamily('down', (item) => 8 - 2 * item)
  const silent = plantedFamily('silent', () => 0)
  const find = finderOf(up, down, silent)
  const data = trainingDataFrom(2, 5, [
    [0, 0, 1],
    [1, 3, 1],
  ])
  const recipe = (weights: Readonly<Record<string, number>>) => ({
    parts: Object.entries(weights).map(([family, weight]) => ({ family, options: {}, weight })),
  })
  const scoresOf = (weights: Readonly<Record<string, number>>) => {
    const scores = new Float32Array(5).fill(Number.NaN)
    const fitted = fitBlend(data, recipe(weights), tools, find)
    scoreBlend(fitted, { histories: data.histories, from: 1, to: 2, scores }, compute, find)
    return [...scores]
  }

  it('adds up its parts, each over what is large for it', () => {
    expect(scoresOf({ up: 1, down: 0.5 })).toEqual([0.5, 0.625, 0.75, 0.875, 1])
  })

  it('is unmoved by a part that has nothing to say and by one that weighs nothing', () => {
    expect(scoresOf({ up: 1, silent: 3, down: 0 })).toEqual(scoresOf({ up: 1 }))
    expect(fitBlend(data, recipe({ up: 1, down: 0 }), tools, find).parts).toHaveLength(1)
  })

  it('explains a score by the parts of its parts, the same reasons made one', () => {
    const fitted = fitBlend(data, recipe({ up: 1, down: 0.5 }), tools, find)
    expect(explainBlend(fitted, data.histories, 1, 2, compute, find)).toEqual([
      { kind: 'POPULAR', value: 0.75, windowDays: 7 },
    ])
  })

  it('takes the memory of all its models, of the season, of categories and of what is cold, and to fit the most that one of them needs beside them', () => {
    const own = 96 * data.catalogue.items
    expect(blendOf(find).memory(data, recipe({ up: 1, down: 1 }))).toEqual({ model: 16 + own, fit: 24 + own })
  })

  it('tells how far it is', () => {
    const heard: number[] = []
    fitBlend(data, recipe({ up: 1, down: 1 }), { ...tools, report: (fraction) => heard.push(fraction) }, find)
    expect(heard.at(-1)).toBe(1)
  })

  it('refuses a recipe with a family that nobody knows', () => {
    expect(() => fitBlend(data, recipe({ sideways: 1 }), tools, find)).toThrow('sideways')
  })
})

describe('merged parts', () => {
  it('add up what is about the same thing, keep a lift that one of them knows, and drop what says nothing', () => {
    const parts: readonly ScorePart[] = [
      { kind: 'USERS', value: 2, count: 3 },
      { kind: 'ITEM', value: 2, item: 4, lift: Number.NaN },
      { kind: 'ITEM', value: 1, item: 4, lift: 7 },
      { kind: 'NEXT', value: 2.5, item: 4 },
      { kind: 'ITEM', value: 0, item: 5, lift: 7 },
    ]
    expect(mergeParts(parts)).toEqual([
      { kind: 'ITEM', value: 3, item: 4, lift: 7 },
      { kind: 'NEXT', value: 2.5, item: 4 },
      { kind: 'USERS', value: 2, count: 3 },
    ])
  })
})

describeRecommender(blend)
