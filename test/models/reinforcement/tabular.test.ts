import { describe, expect, it } from 'vitest'

import {
  checkEpisodes,
  type LoggedEpisodes,
  loggedReturns,
  takeEpisodes,
} from '../../../src/models/reinforcement/episodes.ts'
import { greedyAction } from '../../../src/models/reinforcement/policies.ts'
import { fitExpectedSarsa, fitQLearning, fitSarsa } from '../../../src/models/reinforcement/tabular.ts'
import { actionValues, shop, simulate, solve, valuesOf } from './decision-process.ts'

const halves = [
  [0.5, 0.5],
  [0.5, 0.5],
  [0.5, 0.5],
]
const log = simulate(shop, halves, { episodes: 4000, longest: 60, seed: 7 })
const plain = { fallback: 0, fewestVisits: 1, caution: 0 }

/** Episodes written by hand: [state, action, reward] per step. */
const byHand = (...episodes: readonly (readonly (readonly [number, number, number])[])[]): LoggedEpisodes => {
  const steps = episodes.flat()
  return {
    stateCount: 2,
    actionCount: 2,
    starts: Int32Array.from([0, ...episodes.map((_, e) => episodes.slice(0, e + 1).flat().length)]),
    states: Int32Array.from(steps, ([s]) => s),
    actions: Int32Array.from(steps, ([, a]) => a),
    rewards: Float64Array.from(steps, ([, , r]) => r),
    discounts: new Float64Array(steps.length).fill(0.5),
    propensities: new Float64Array(steps.length).fill(0.5),
    available: new Int32Array(steps.length).fill(3),
  }
}

describe('Q-learning', () => {
  it('finds the best policy of a shop that rewards patience, from decisions made at random', () => {
    const { best } = solve(shop)
    expect(best).toEqual([0, 1, 0])
    const table = fitQLearning(log)
    expect([0, 1, 2].map((state) => greedyAction(table, state, 3, plain))).toEqual(best)
  })

  it('comes to the values that value iteration does', () => {
    const { q } = solve(shop)
    const { values } = fitQLearning(log, { sweeps: 100, omega: 0.8 })
    q.flat().forEach((value, cell) => {
      expect(Math.abs(values[cell] - value)).toBeLessThan(0.06 * Math.abs(value) + 0.5)
    })
  })

  it('does not hope for what cannot be done at the next step', () => {
    const both = byHand(
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
      [[1, 1, 100]],
    )
    const none = { ...both, available: Int32Array.of(3, 1, 3) }
    expect(fitQLearning(both).values[0]).toBeCloseTo(50, 0)
    expect(fitQLearning(none).values[0]).toBe(0)
  })

  it('is the same for the same seed', () => {
    expect(fitQLearning(log, { sweeps: 3 })).toEqual(fitQLearning(log, { sweeps: 3 }))
  })
})

describe('SARSA', () => {
  it('comes to the values of going on as logged', () => {
    const truth = actionValues(shop, valuesOf(shop, halves)).flat()
    const { values } = fitSarsa(log, { sweeps: 100, omega: 0.8 })
    truth.forEach((value, cell) => {
      expect(Math.abs(values[cell] - value)).toBeLessThan(0.06 * Math.abs(value) + 0.5)
    })
  })

  it('values caution where Q-learning hopes: what follows was played badly', () => {
    const played = byHand(
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
      [[1, 1, 100]],
    )
    expect(fitSarsa(played).values[0]).toBe(0)
    expect(fitQLearning(played).values[0]).toBeCloseTo(50, 0)
  })

  it('with expectations comes to the values of the policy it is given', () => {
    const patient = [
      [1, 0],
      [0, 1],
      [1, 0],
    ]
    const targets = Float64Array.from(Array.from(log.states, (state) => patient[state]).flat())
    const truth = actionValues(shop, valuesOf(shop, patient)).flat()
    const { values } = fitExpectedSarsa(log, targets, { sweeps: 100, omega: 0.8 })
    truth.forEach((value, cell) => {
      expect(Math.abs(values[cell] - value)).toBeLessThan(0.06 * Math.abs(value) + 0.5)
    })
  })
})

describe('the standard error of a value', () => {
  it('is that of the mean of what was earned', () => {
    const played = byHand([[0, 0, 1]], [[0, 0, 3]], [[0, 0, 5]], [[0, 0, 7]], [[1, 1, 2]])
    const { values, errors } = fitSarsa(played, { sweeps: 4000, omega: 1 })
    expect(values[0]).toBeCloseTo(4, 6)
    // Deviation sqrt(20 / 3) over sqrt(4).
    expect(errors[0]).toBeCloseTo(Math.sqrt(20 / 3) / 2, 6)
    expect(errors[3]).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a greedy choice', () => {
  const table = {
    actionCount: 3,
    values: Float64Array.of(1, 5, 3),
    visits: Int32Array.of(50, 4, 60),
    errors: Float64Array.of(0.3, 3, 0.4),
  }

  it('is the best of what was tried often enough', () => {
    expect(greedyAction(table, 0, 7, plain)).toBe(1)
    expect(greedyAction(table, 0, 7, { ...plain, fewestVisits: 10 })).toBe(2)
  })

  it('is the fallback where nothing else can be done, or the fallback itself is not known', () => {
    expect(greedyAction(table, 0, 1, plain)).toBe(0)
    expect(greedyAction(table, 0, 7, { ...plain, fewestVisits: 55 })).toBe(0)
  })

  it('is the fallback unless something is better by so many standard errors of the difference', () => {
    // 3 - 1 = 2 against hypot(0.3, 0.4) = 0.5; 5 - 1 = 4 against hypot(0.3, 3) = 3.01.
    expect(greedyAction(table, 0, 7, { ...plain, caution: 2 })).toBe(2)
    expect(greedyAction(table, 0, 7, { ...plain, caution: 5 })).toBe(0)
    expect(greedyAction(table, 0, 7, { ...plain, caution: 1 })).toBe(1)
  })

  it('is the fallback of equals', () => {
    expect(greedyAction({ ...table, values: Float64Array.of(5, 5, 5) }, 0, 7, plain)).toBe(0)
  })
})

describe('a log', () => {
  it('gives each episode its discounted return', () => {
    const two = byHand(
      [
        [0, 0, 1],
        [1, 1, 2],
        [1, 0, 4],
      ],
      [],
      [[0, 1, 7]],
    )
    expect([...loggedReturns(two)]).toEqual([3, 0, 7])
    expect([...loggedReturns(takeEpisodes(two, [2, 0, 0]))]).toEqual([7, 3, 3])
  })

  it.each([
    ['a state that does not exist', { states: Int32Array.of(2) }],
    ['an action that does not exist', { actions: Int32Array.of(-1) }],
    ['an action that was not available', { available: Int32Array.of(2) }],
    ['a propensity of 0', { propensities: Float64Array.of(0) }],
    ['a discount above 1', { discounts: Float64Array.of(1.5) }],
    ['a reward that is no number', { rewards: Float64Array.of(Number.NaN) }],
  ])('with %s is refused', (_, part) => {
    const one = byHand([[0, 0, 1]])
    expect(() => checkEpisodes(one)).not.toThrow()
    expect(() => checkEpisodes({ ...one, ...part })).toThrow(/Step 0 of the log cannot be/)
  })
})
