import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { ease } from '../../../src/models/recommenders/ease.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(ease)

describe('EASE', () => {
  const compute = createPlainCompute()
  const rows: readonly HistoryRow[] = [
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 0],
    [2, 1, 0],
    [2, 2, 0],
  ]
  const data = trainingDataFrom(3, 4, rows)
  const options = { ...ease.defaults, regularisation: 1, halfLifeDays: 0 }
  const fitted = (changed: object = {}) => ease.fit(data, { ...options, ...changed }, { compute, seed: 1 })
  const visitor = historiesFrom(1, 4, [[0, 0, 0]])

  it('solves by hand: XᵀX + I = (3 2 0; 2 4 1; 0 1 2), and B_ij = -P_ij / P_jj', () => {
    // The adjugate is (7 -4 2; -4 6 -3; 2 -3 8).
    const [row] = scoreRows(ease, fitted(), visitor, compute)
    expect([...row]).toEqual([0, 4 / 6, 0, 0].map((value) => expect.closeTo(value, 5)))
    const model = fitted()
    const ofItem1 = [...model.weight.subarray(model.pointers[1], model.pointers[2])]
    expect(ofItem1).toEqual([4 / 7, 3 / 8].map((value) => expect.closeTo(value, 5)))
  })

  it('keeps of each item the strongest weights alone, whatever their sign', () => {
    const { weight, target } = fitted({ neighbours: 1 })
    expect([...target].sort()).toEqual([0, 1, 2])
    expect([...weight].map((value) => value.toFixed(4)).sort()).toEqual(['0.3750', '0.5714', '0.6667'])
  })

  it('takes the most popular items of a catalogue that is too large', () => {
    const { target, pointers } = fitted({ mostItems: 2 })
    expect(new Set(target)).toEqual(new Set([0, 1]))
    expect(pointers[4]).toBe(2)
    const { fit: whole } = ease.memory(data, options)
    expect(ease.memory(data, { ...options, mostItems: 2 }).fit).toBeLessThan(whole)
  })

  it('says in a sentence that it cannot invert', () => {
    expect(() => fitted({ regularisation: -3 })).toThrow('cannot invert')
  })
})
