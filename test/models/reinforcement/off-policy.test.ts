import { describe, expect, it } from 'vitest'

import { comparePolicies } from '../../../src/models/reinforcement/compare-policies.ts'
import { type LoggedEpisodes, loggedReturns, takeEpisodes } from '../../../src/models/reinforcement/episodes.ts'
import { evaluatedValue, fitQEvaluation, stateValues } from '../../../src/models/reinforcement/fitted-q-evaluation.ts'
import {
  doublyRobustParts,
  type Estimate,
  meanWithInterval,
  weightedPerDecision,
} from '../../../src/models/reinforcement/off-policy.ts'
import { constantPolicy, greedyPolicy } from '../../../src/models/reinforcement/policies.ts'
import { fitQLearning } from '../../../src/models/reinforcement/tabular.ts'
import { shop, simulate, valueWithin } from './decision-process.ts'

const longest = 4
const logging = [
  [0.7, 0.3],
  [0.4, 0.6],
  [0.5, 0.5],
]
const wanted = [
  [0.9, 0.1],
  [0.1, 0.9],
  [0.8, 0.2],
]
const truth = valueWithin(shop, wanted, longest)
const targetsOf = (log: LoggedEpisodes) => Float64Array.from(Array.from(log.states, (state) => wanted[state]).flat())

const logs = Array.from({ length: 150 }, (_, seed) =>
  simulate(shop, logging, { episodes: 300, longest, seed: seed + 1 }),
)
const bad = Float64Array.of(40, -10, 0, 25, 9, 9)

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviationOf = (values: readonly number[]) =>
  Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)))

/** Mean of the estimates over all logs within three of its standard errors, and so many of the intervals hold the truth. */
const expectUnbiased = (estimates: readonly Estimate[]) => {
  const values = estimates.map(({ value }) => value)
  expect(Math.abs(meanOf(values) - truth)).toBeLessThan((3 * deviationOf(values)) / Math.sqrt(values.length))
  const held = estimates.filter(({ low, high }) => low <= truth && truth <= high).length / estimates.length
  expect(held).toBeGreaterThan(0.9)
  expect(held).toBeLessThanOrEqual(0.99)
}

/** A table that was fitted on other episodes. */
const other = simulate(shop, logging, { episodes: 2000, longest, seed: 999 })
const good = fitQEvaluation(other, targetsOf(other))
const doublyRobust = (log: LoggedEpisodes, q: Float64Array) =>
  meanWithInterval(doublyRobustParts(log, targetsOf(log), q))

describe('the doubly robust estimate', () => {
  it('is unbiased, and its interval holds the truth as often as it says, whatever the table', () => {
    expectUnbiased(logs.map((log) => doublyRobust(log, good)))
    expectUnbiased(logs.map((log) => doublyRobust(log, bad)))
  })

  it('is steadier with a good table than with none, and with none than with a bad one', () => {
    const spread = (q: Float64Array) => deviationOf(logs.map((log) => doublyRobust(log, q).value))
    expect(spread(good)).toBeLessThan(spread(new Float64Array(6)))
    expect(spread(new Float64Array(6))).toBeLessThan(spread(bad))
  })

  it('of the policy that was logged, without a table, is the mean return', () => {
    const [log] = logs
    const same = Float64Array.from(Array.from(log.states, (state) => logging[state]).flat())
    const parts = doublyRobustParts(log, same, new Float64Array(6))
    loggedReturns(log).forEach((value, e) => {
      expect(parts[e]).toBeCloseTo(value, 9)
    })
  })
})

describe('per-decision weighted importance sampling', () => {
  it('is close to the truth, and its interval holds it', () => {
    expectUnbiased(logs.map((log) => weightedPerDecision(log, targetsOf(log))))
  })

  it('of the policy that was logged is the mean return, and every episode counts', () => {
    const [log] = logs
    const same = Float64Array.from(Array.from(log.states, (state) => logging[state]).flat())
    const { value, effectiveEpisodes } = weightedPerDecision(log, same)
    expect(value).toBeCloseTo(meanWithInterval(loggedReturns(log)).value, 9)
    expect(effectiveEpisodes).toBeCloseTo(300, 6)
  })

  it('moves with all rewards when these do', () => {
    const [log] = logs
    const more = { ...log, rewards: log.rewards.map((reward, step) => reward + (log.starts.includes(step) ? 5 : 0)) }
    expect(weightedPerDecision(more, targetsOf(more)).value).toBeCloseTo(
      weightedPerDecision(log, targetsOf(log)).value + 5,
      9,
    )
  })

  it('knows nothing where the log never did what the policy would', () => {
    const log = { ...logs[0], actions: new Int32Array(logs[0].actions.length) }
    const never = constantPolicy(1, 0)(log)
    expect(weightedPerDecision(log, never)).toMatchObject({ low: -Infinity, high: Infinity, effectiveEpisodes: 0 })
  })
})

describe('fitted Q evaluation', () => {
  it('comes near the value of a policy whose actions the log has', () => {
    const log = simulate(shop, logging, { episodes: 20_000, longest: 60, seed: 3 })
    const targets = targetsOf(log)
    const value = evaluatedValue(log, stateValues(log, targets, fitQEvaluation(log, targets)))
    expect(Math.abs(value - valueWithin(shop, wanted, 60))).toBeLessThan(0.3)
  })

  it('counts an episode with weight 2 as the same episode twice', () => {
    const log = takeEpisodes(logs[0], [0, 1, 2, 3, 4])
    const twice = takeEpisodes(logs[0], [0, 1, 2, 3, 4, 4])
    const weights = Float64Array.from(log.states, (_, step) => (step >= log.starts[4] ? 2 : 1))
    const q = fitQEvaluation(log, targetsOf(log), weights)
    fitQEvaluation(twice, targetsOf(twice)).forEach((value, cell) => {
      expect(q[cell]).toBeCloseTo(value, 9)
    })
  })
})

describe('a comparison of policies', () => {
  const greedy = { fallback: 0, fewestVisits: 10, caution: 1 }
  const learners = {
    NONE: () => constantPolicy(0, 0),
    ALWAYS: () => constantPolicy(1, 0),
    Q_LEARNING: (log: LoggedEpisodes, episodes: Int32Array) =>
      greedyPolicy(fitQLearning(takeEpisodes(log, episodes)), greedy),
  }
  const log = simulate(shop, logging, { episodes: 3000, longest: 12, seed: 11 })
  const { policies, logged } = comparePolicies(log, learners, 'NONE', { folds: 3, repetitions: 30 })
  const find = (name: string) => policies.find((policy) => policy.name === name)!

  it('tells that the learned policy is better than never and than what was logged, with all three estimates near its true value', () => {
    const best = [
      [1, 0],
      [0, 1],
      [1, 0],
    ]
    const value = valueWithin(shop, best, 12)
    const { doublyRobust, weighted, fitted, overBaseline, overLogged } = find('Q_LEARNING')
    for (const estimate of [doublyRobust, weighted]) {
      expect(estimate.low).toBeLessThan(value)
      expect(estimate.high).toBeGreaterThan(value)
    }
    expect(Math.abs(fitted.value - value)).toBeLessThan(0.05 * value)
    expect(overBaseline.low).toBeGreaterThan(0)
    expect(overLogged.low).toBeGreaterThan(0)
  })

  it('tells that always is worse than never at what the shop is like, and never no better than itself', () => {
    expect(find('ALWAYS').shares).toEqual([0, 1])
    expect(find('NONE').overBaseline).toEqual({ value: 0, low: 0, high: 0 })
    expect(logged.value).toBeCloseTo(meanWithInterval(loggedReturns(log)).value, 9)
  })

  it('does not learn from what it judges: a reward that nothing foretells makes no policy look better', () => {
    const noise = Array.from({ length: 40 }, (_, seed) => {
      const flat = {
        ...shop,
        rewards: shop.rewards.map((row) => row.map(() => 0)),
        moves: shop.moves.map((row) => row.map(() => [0.3, 0.3, 0.3])),
      }
      const random = simulate(flat, logging, { episodes: 60, longest: 3, seed: seed + 500 })
      const found = comparePolicies(random, learners, 'NONE', { folds: 2, repetitions: 2 })
      return found.policies.find(({ name }) => name === 'Q_LEARNING')!.overBaseline.value
    })
    expect(Math.abs(meanOf(noise))).toBeLessThan((3 * deviationOf(noise)) / Math.sqrt(noise.length))
  })
})
