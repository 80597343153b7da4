import { describe, expect, it } from 'vitest'

import type { FeatureName } from '../../src/models/recommenders/catalogue.ts'
import type { ScorePart } from '../../src/models/recommenders/family.ts'
import { explainNewcomer, findNewcomers, scoreNewcomers } from '../../src/serving/newcomers.ts'
import { catalogueFrom } from '../support/training-data.ts'

const feature = (value: string): FeatureName => ({ kind: 'CATEGORY', name: '', value })
const described = [['tea', 'green'], ['tea', 'black'], ['toys'], ['tea', 'green'], ['tea'], []]
const catalogue = catalogueFrom(6, { featuresOf: (item) => described[item].map(feature) })
/** The model knows the first three. */
const newcomers = findNewcomers(catalogue, 3)

describe('a product that came after the run', () => {
  it('is like what is described alike, the more the rarer the words', () => {
    expect(newcomers.alike.get(3)?.map(({ item }) => item)).toEqual([0, 1])
    expect(newcomers.alike.get(3)?.[0].likeness).toBeCloseTo(1, 12)
    expect(newcomers.alike.get(3)?.[1].likeness).toBeLessThan(0.5)
    expect(newcomers.alike.get(5)).toEqual([])
  })

  it('has the scores of what it is like, and never more', () => {
    const scores = Float32Array.of(0.8, 0.2, 0.5, 0, 0, 0)
    scoreNewcomers(newcomers, scores)
    expect(scores[3]).toBeGreaterThan(0.2)
    expect(scores[3]).toBeLessThanOrEqual(0.8)
    expect(scores[5]).toBe(0)
  })

  it('is told by parts that add up to its score, without counts that are of others', () => {
    const partsOf = (item: number): readonly ScorePart[] => [
      { kind: 'ITEM', value: 0.5 - 0.1 * item, item: 2, lift: 3 },
      { kind: 'POPULAR', value: 0.2, windowDays: 28 },
      { kind: 'USERS', value: 0.1, count: 9 },
    ]
    const scores = Float32Array.of(0.8, 0.7, 0.5, 0, 0, 0)
    scoreNewcomers(newcomers, scores)
    const parts = explainNewcomer(newcomers, 3, 4, partsOf)
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(scores[3], 6)
    expect(parts.map(({ kind }) => kind).sort()).toEqual(['ITEM', 'NEW'])
    expect(parts.find(({ kind }) => kind === 'ITEM')).toMatchObject({ lift: Number.NaN })
    expect(parts.find(({ kind }) => kind === 'NEW')).toMatchObject({ ageDays: 4 })
  })
})
