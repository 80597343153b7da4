import { describe, expect, it } from 'vitest'

import {
  armFeatures,
  armProbabilities,
  banditPolicy,
  drawWeights,
  learnArms,
  meanWeights,
} from '../../../src/models/bandit/arm-contexts.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { comparePolicies } from '../../../src/models/reinforcement/compare-policies.ts'
import type { LoggedEpisodes } from '../../../src/models/reinforcement/episodes.ts'
import { constantPolicy } from '../../../src/models/reinforcement/policies.ts'

/**
 * Customers with a number x between -1 and 1. Nothing earns 1, arm 1 earns 1 + x, arm 2 earns 1 - 2 x: so arm 1 is best above 0, arm 2 below. Mean of the best choice:
 * 1 + (E max(x, -2x)) = 1 + (1/4 + 1/2) = 1.75.
 */
const n = 3000
const random = createRandom(5)
const xs = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1)
const actions = Int32Array.from({ length: n }, () => random.integer(3))
const means = (x: number) => [1, 1 + x, 1 - 2 * x]
const log: LoggedEpisodes = {
  stateCount: 1,
  actionCount: 3,
  starts: Int32Array.from({ length: n + 1 }, (_, e) => e),
  states: new Int32Array(n),
  actions,
  rewards: Float64Array.from(xs, (x, i) => means(x)[actions[i]] + 0.5 * random.normal()),
  discounts: new Float64Array(n),
  propensities: new Float64Array(n).fill(1 / 3),
  available: new Int32Array(n).fill(7),
}
const contexts = { width: 2, values: Float64Array.from(Array.from(xs, (x) => [1, x]).flat()) }
const everyStep = Array.from({ length: n }, (_, step) => step)
const posterior = learnArms(log, contexts, everyStep, { scale: 1 })

describe('a bandit over arms', () => {
  it('describes an arm by the customer and by the customer once more in its own block', () => {
    expect([...armFeatures([1, 4], 0, 3)]).toEqual([1, 4, 0, 0, 0, 0])
    expect([...armFeatures([1, 4], 2, 3)]).toEqual([1, 4, 0, 0, 1, 4])
  })

  it('learns for whom each arm is best', () => {
    const bestFor = (x: number, available = 7) =>
      armProbabilities(meanWeights(posterior), [1, x], { available, exploration: 0 }).indexOf(1)
    expect([bestFor(0.8), bestFor(-0.8)]).toEqual([1, 2])
    expect(bestFor(-0.8, 0b011)).toBe(0)
    expect(bestFor(0.8, 0b101)).toBe(0)
  })

  it('leaves nothing that can be chosen without a chance, and nothing else with one', () => {
    const weights = drawWeights(posterior, { draws: 50, seed: 3 })
    const probabilities = armProbabilities(weights, [1, 0.5], { available: 0b101, exploration: 0.1 })
    expect(probabilities[1]).toBe(0)
    expect(probabilities[0]).toBeGreaterThanOrEqual(0.05)
    expect(probabilities[2]).toBeGreaterThanOrEqual(0.05)
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
  })

  it('leaves an arm that has become dearer than what it earns', () => {
    const at = (dearer: number[] | null) =>
      armProbabilities(meanWeights(posterior), [1, 0.8], { available: 7, exploration: 0, dearer }).indexOf(1)
    expect([at(null), at([0, 0.5, 0]), at([0, 1, 0])]).toEqual([1, 1, 0])
  })

  it('chooses by draws as often as it believes each arm to be the best', () => {
    // Where x is 0 all arms earn alike, so that it is not known which is best; where x is 0.9, it is.
    const weights = drawWeights(posterior, { draws: 400, seed: 3 })
    const at = (x: number) => armProbabilities(weights, [1, x], { available: 7, exploration: 0 })
    for (const probability of at(0)) expect(probability).toBeLessThan(0.9)
    expect(at(0.9)[1]).toBeGreaterThan(0.99)
    expect(drawWeights(posterior, { draws: 5, seed: 3 }).values).toEqual(
      weights.values.slice(0, 5 * posterior.features),
    )
  })

  it('is found to earn what the best choices do', () => {
    const stepsOf = (episodes: Int32Array) => Array.from(episodes)
    const learners = {
      NONE: () => constantPolicy(0, 0),
      BANDIT: (whole: LoggedEpisodes, episodes: Int32Array) =>
        banditPolicy(meanWeights(learnArms(whole, contexts, stepsOf(episodes), { scale: 1 })), contexts, 0),
    }
    const { policies } = comparePolicies(log, learners, 'NONE', { repetitions: 5 })
    const { doublyRobust, overBaseline } = policies[1]
    expect(doublyRobust.low).toBeLessThan(1.75)
    expect(doublyRobust.high).toBeGreaterThan(1.7)
    expect(overBaseline.low).toBeGreaterThan(0.5)
  })

  it('does not depend on the unit that rewards are in', () => {
    const cents = learnArms({ ...log, rewards: log.rewards.map((reward) => 100 * reward) }, contexts, everyStep, {
      scale: 100,
    })
    cents.mean.forEach((weight, i) => {
      expect(weight).toBeCloseTo(posterior.mean[i], 9)
    })
  })
})
