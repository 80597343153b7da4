import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/models/math/random.ts'
import { type Choices, fitBlendWeights, weightLoss } from '../../../src/models/recommenders/blend-weights.ts'

/** Choices made at random by the probabilities that the weights give. */
const choicesBy = (weights: readonly number[], count: number, candidates: number, seed: number): Choices => {
  const random = createRandom(seed)
  const parts = weights.length
  const scores = Float32Array.from({ length: count * candidates * parts }, () => random.uniform())
  const chosen = Int32Array.from({ length: count }, (_, c) => {
    const odds = Array.from({ length: candidates }, (_, at) =>
      Math.exp(weights.reduce((sum, weight, part) => sum + weight * scores[(c * candidates + at) * parts + part], 0)),
    )
    let left = random.uniform() * odds.reduce((sum, value) => sum + value, 0)
    const at = odds.findIndex((value) => {
      left -= value
      return left <= 0
    })
    return c * candidates + at
  })
  return { parts, pointers: Int32Array.from({ length: count + 1 }, (_, c) => c * candidates), scores, chosen }
}

describe('weights by softmax regression', () => {
  const free = { lasso: 0, ridge: 0 }

  it('recover the weights by which choices were made', () => {
    const found = fitBlendWeights(choicesBy([6, 2, 1], 4000, 20, 1), free)
    for (const [part, planted] of [6, 2, 1].entries()) expect(Math.abs(found[part] - planted)).toBeLessThan(0.4)
  })

  it('drop a part that is noise, and one that speaks against what is chosen', () => {
    const found = fitBlendWeights(choicesBy([5, 0, -2], 1500, 20, 2), { lasso: 0.01 })
    expect(found[0]).toBeGreaterThan(4)
    expect([found[1], found[2]]).toEqual([0, 0])
  })

  it('have the gradient and the curvature of their loss', () => {
    const choices = choicesBy([3, 1], 60, 8, 3)
    const options = { lasso: 0.1, ridge: 0.2 }
    const at = Float64Array.of(1.5, 0.7)
    const { gradient, hessian } = weightLoss(choices, at, options)
    const h = 1e-5
    for (const a of [0, 1]) {
      const shifted = (by: number) =>
        weightLoss(
          choices,
          at.map((w, i) => (i === a ? w + by : w)),
          options,
        )
      expect((shifted(h).value - shifted(-h).value) / (2 * h)).toBeCloseTo(gradient[a], 7)
      for (const b of [0, 1]) {
        expect((shifted(h).gradient[b] - shifted(-h).gradient[b]) / (2 * h)).toBeCloseTo(hessian[a * 2 + b], 6)
      }
    }
  })

  it('are finite where a part tells all, and share out what two parts tell alike', () => {
    const choices = choicesBy([400], 300, 10, 4)
    const [alone] = fitBlendWeights(choices)
    expect(Number.isFinite(alone) && alone > 1).toBe(true)
    const twins = Float32Array.from({ length: 2 * choices.scores.length }, (_, at) => choices.scores[at >> 1])
    const [one, other] = fitBlendWeights({ ...choices, parts: 2, scores: twins })
    expect(one + other).toBeGreaterThan(alone)
    expect(Number.isFinite(one + other)).toBe(true)
  })

  it('are 0 without choices', () => {
    const nothing = { parts: 2, pointers: Int32Array.of(0), scores: new Float32Array(0), chosen: new Int32Array(0) }
    expect([...fitBlendWeights(nothing)]).toEqual([0, 0])
  })
})
