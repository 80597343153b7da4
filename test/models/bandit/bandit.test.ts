import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type Decision, evaluatePolicy, learnFrom } from '../../../src/models/bandit/evaluate-policy.ts'
import { expectedRewards, priorPosterior, updatePosterior } from '../../../src/models/bandit/linear-posterior.ts'
import { estimateDoublyRobust, estimateIps, estimateSnips } from '../../../src/models/bandit/off-policy.ts'
import { choiceProbabilities, drawArm, type Policy, upperBounds } from '../../../src/models/bandit/policies.ts'
import { createRandom, type Random } from '../../../src/models/math/random.ts'

/** The planted truth: a click has probability .1 + .5 x1 - .2 x2. */
const theta = [0.1, 0.5, -0.2]
const d = theta.length
const truth = (contexts: ArrayLike<number>, row: number): number =>
  theta.reduce((sum, weight, i) => sum + weight * contexts[row * d + i], 0)

const drawContexts = (random: Random, arms: number): number[] =>
  Array.from({ length: arms }, () => [1, random.uniform(), random.uniform()]).flat()

const decide = (random: Random, probabilities: Float64Array, contexts: readonly number[]): Decision => {
  const chosen = drawArm(probabilities, random.uniform())
  const reward = random.uniform() < truth(contexts, chosen) ? 1 : 0
  return { contexts, chosen, propensities: probabilities, reward }
}

const best = (contexts: readonly number[]): number => {
  const values = Array.from({ length: contexts.length / d }, (_, row) => truth(contexts, row))
  return values.indexOf(Math.max(...values))
}

const thompson = (seed: number): Policy => ({ kind: 'thompson', draws: 200, seed, exploration: 0.1 })

describe('a linear posterior', () => {
  const random = createRandom(3)
  const observations = Array.from({ length: 5000 }, () => {
    const features = drawContexts(random, 1)
    return { features, reward: random.uniform() < truth(features, 0) ? 1 : 0 }
  })

  it('finds the weights that rewards were drawn with', () => {
    const { mean, count } = updatePosterior(priorPosterior(d), observations)
    expect(count).toBe(5000)
    mean.forEach((weight, i) => {
      expect(Math.abs(weight - theta[i])).toBeLessThan(0.05)
    })
  })

  it('is the same in one step, in two, in another order, and after JSON', () => {
    const whole = updatePosterior(priorPosterior(d), observations)
    const halves = updatePosterior(
      updatePosterior(priorPosterior(d), observations.slice(0, 999)),
      observations.slice(999),
    )
    const reversed = updatePosterior(priorPosterior(d), observations.toReversed())
    for (const other of [halves, reversed]) {
      other.mean.forEach((weight, i) => {
        expect(weight).toBeCloseTo(whole.mean[i], 10)
      })
    }
    const kept = JSON.parse(JSON.stringify(whole)) as typeof whole
    expect(expectedRewards(kept, [1, 0.5, 0.5])).toEqual(expectedRewards(whole, [1, 0.5, 0.5]))
  })

  it('solves what the normal equations say', () => {
    const { precision, mean, weighted } = updatePosterior(priorPosterior(d), observations.slice(0, 50))
    for (let i = 0; i < d; i++) {
      const product = mean.reduce((sum, weight, j) => sum + precision[i * d + j] * weight, 0)
      expect(product).toBeCloseTo(weighted[i], 9)
    }
  })

  it('refuses observations of other features', () => {
    expect(() => updatePosterior(priorPosterior(2), [{ features: [1, 2, 3], reward: 1 }])).toThrow('3 features')
  })
})

describe('policies', () => {
  it('choose with probabilities that add up to one and leave nothing out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1e6 }), (arms, seed) => {
        const random = createRandom(seed)
        const contexts = drawContexts(random, arms)
        const model = learnFrom(priorPosterior(d), [])
        const policies: Policy[] = [
          { kind: 'uniform' },
          { kind: 'greedy', exploration: 0.2 },
          { kind: 'linucb', alpha: 1, exploration: 0.2 },
          { kind: 'thompson', draws: 50, seed, exploration: 0.2 },
        ]
        for (const policy of policies) {
          const probabilities = choiceProbabilities(policy, model, contexts)
          expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
          for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(0.2 / arms - 1e-12)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('are drawn from as often as they say', () => {
    const random = createRandom(11)
    const contexts = drawContexts(random, 5)
    const probabilities = choiceProbabilities(thompson(4), priorPosterior(d), contexts)
    const counts = new Float64Array(5)
    for (let n = 0; n < 50_000; n++) counts[drawArm(probabilities, random.uniform())]++
    counts.forEach((count, arm) => {
      expect(Math.abs(count / 50_000 - probabilities[arm])).toBeLessThan(0.01)
    })
  })

  it('give the same probabilities for the same seed', () => {
    const contexts = drawContexts(createRandom(1), 8)
    const model = priorPosterior(d)
    expect(choiceProbabilities(thompson(9), model, contexts)).toEqual(choiceProbabilities(thompson(9), model, contexts))
  })

  it('of LinUCB are more hopeful of what was seen less', () => {
    const seen = updatePosterior(priorPosterior(2), Array(100).fill({ features: [1, 0], reward: 0.3 }))
    const [known, unknown] = upperBounds(seen, [1, 0, 0, 1], 1)
    expect(known).toBeCloseTo((0.3 * 100) / 101 + Math.sqrt(1 / 101), 10)
    expect(unknown).toBeCloseTo(1, 10)
  })

  it.each(['thompson', 'linucb'] as const)('find the best arm by trying: %s', (kind) => {
    const random = createRandom(5)
    let model = priorPosterior(d)
    let late = 0
    let regret = 0
    for (let round = 0; round < 1500; round++) {
      const contexts = drawContexts(random, 6)
      const policy: Policy =
        kind === 'linucb' ? { kind, alpha: 0.5, exploration: 0 } : ({ ...thompson(round), exploration: 0 } as Policy)
      const decision = decide(random, choiceProbabilities(policy, model, contexts), contexts)
      if (round >= 1000) {
        late += decision.chosen === best(contexts) ? 1 : 0
        regret += truth(contexts, best(contexts)) - truth(contexts, decision.chosen)
      }
      model = learnFrom(model, [decision])
    }
    console.info(
      `${kind}: the best of 6 arms in ${late} of the last 500 rounds, mean regret ${(regret / 500).toFixed(4)}`,
    )
    expect(late / 500).toBeGreaterThan(0.7)
    expect(regret / 500).toBeLessThan(0.03)
  })
})

describe('off-policy estimates', () => {
  /** Logged by a policy that prefers bad arms: its own mean says nothing of another's. */
  const logged = (seed: number, n: number): Decision[] => {
    const random = createRandom(seed)
    return Array.from({ length: n }, () => {
      const contexts = drawContexts(random, 4)
      const values = Float64Array.from({ length: 4 }, (_, row) => Math.exp(-6 * truth(contexts, row)))
      const total = values.reduce((sum, value) => sum + value, 0)
      return decide(
        random,
        values.map((value) => value / total),
        contexts,
      )
    })
  }
  const model = updatePosterior(
    priorPosterior(d),
    Array.from({ length: 3000 }, (_, i) => {
      const random = createRandom(i)
      const features = drawContexts(random, 1)
      return { features, reward: truth(features, 0) }
    }),
  )
  const policy: Policy = { kind: 'greedy', exploration: 0.1 }
  const value = (() => {
    const random = createRandom(99)
    let sum = 0
    for (let n = 0; n < 100_000; n++) {
      const contexts = drawContexts(random, 4)
      const probabilities = choiceProbabilities(policy, model, contexts)
      probabilities.forEach((probability, row) => {
        sum += probability * truth(contexts, row)
      })
    }
    return sum / 100_000
  })()

  it('hold the true value in their intervals, where the mean of the log is far off', () => {
    const inside = { ips: 0, snips: 0, doublyRobust: 0 }
    const sums = { ips: 0, snips: 0, doublyRobust: 0 }
    let naive = 0
    const repeats = 60
    for (let seed = 0; seed < repeats; seed++) {
      const log = logged(1000 + seed, 1000)
      const estimates = evaluatePolicy(log, policy, model)
      naive += log.reduce((sum, { reward }) => sum + reward, 0) / log.length / repeats
      for (const name of ['ips', 'snips', 'doublyRobust'] as const) {
        const { value: estimate, low, high } = (estimates as NonNullable<typeof estimates>)[name]
        sums[name] += estimate / repeats
        if (low <= value && value <= high) inside[name]++
      }
    }
    console.info(
      `truth ${value.toFixed(4)}, mean of the log ${naive.toFixed(4)}`,
      sums,
      `inside of ${repeats}:`,
      inside,
    )
    expect(Math.abs(naive - value)).toBeGreaterThan(0.1)
    for (const name of ['ips', 'snips', 'doublyRobust'] as const) {
      expect(inside[name] / repeats).toBeGreaterThan(0.85)
      expect(Math.abs(sums[name] - value)).toBeLessThan(0.02)
    }
  })

  it('are steadier with a model of rewards than without', () => {
    const estimates = evaluatePolicy(logged(1, 2000), policy, model) as NonNullable<ReturnType<typeof evaluatePolicy>>
    const width = ({ low, high }: { low: number; high: number }) => high - low
    expect(width(estimates.doublyRobust)).toBeLessThan(width(estimates.ips))
    expect(estimates.ips.effectiveDecisions).toBeLessThan(2000)
  })

  it('are the mean of the log for the policy that wrote it, and nothing for an empty log', () => {
    const random = createRandom(8)
    const log = Array.from({ length: 500 }, () =>
      decide(random, new Float64Array(4).fill(0.25), drawContexts(random, 4)),
    )
    const mean = log.reduce((sum, { reward }) => sum + reward, 0) / log.length
    const estimates = evaluatePolicy(log, { kind: 'uniform' }, priorPosterior(d))
    expect(estimates?.ips.value).toBeCloseTo(mean, 12)
    expect(estimates?.snips.value).toBeCloseTo(mean, 12)
    expect(estimates?.ips.effectiveDecisions).toBeCloseTo(500, 9)
    expect(evaluatePolicy([], { kind: 'uniform' }, priorPosterior(d))).toBeNull()
  })
})

describe('off-policy estimates from little', () => {
  /** 15 candidates of whom a few per cent are clicked, logged by a policy that has learned a little. */
  const few = 15
  const rare = (contexts: ArrayLike<number>, row: number) => 0.3 * truth(contexts, row)
  const learned = (observations: number, seed: number) => {
    const random = createRandom(seed)
    return updatePosterior(
      priorPosterior(d),
      Array.from({ length: observations }, () => {
        const features = drawContexts(random, 1)
        return { features, reward: random.uniform() < rare(features, 0) ? 1 : 0 }
      }),
    )
  }
  const [logger, judged] = [learned(40, 5), learned(300, 6)]
  const logOf = (seed: number, n: number): Decision[] => {
    const random = createRandom(seed)
    return Array.from({ length: n }, (_, i) => {
      const contexts = drawContexts(random, few)
      const policy: Policy = { kind: 'thompson', draws: 40, seed: seed * 1000 + i, exploration: 0.1 }
      const propensities = choiceProbabilities(policy, logger, contexts)
      const chosen = drawArm(propensities, random.uniform())
      return { contexts, chosen, propensities, reward: random.uniform() < rare(contexts, chosen) ? 1 : 0 }
    })
  }
  const truthOf = (policy: Policy): number => {
    const random = createRandom(99)
    return (
      Array.from({ length: 4000 }, () => {
        const contexts = drawContexts(random, few)
        return choiceProbabilities(policy, judged, contexts).reduce(
          (sum, probability, row) => sum + probability * rare(contexts, row),
          0,
        )
      }).reduce((sum, one) => sum + one, 0) / 4000
    )
  }

  it.each<[Policy]>([
    [{ kind: 'uniform' }],
    [{ kind: 'greedy', exploration: 0 }],
    [{ kind: 'linucb', alpha: 0.5, exploration: 0 }],
  ])('stay within what rewards can be and hold the truth, before the first click and after: %o', (policy) => {
    const truly = truthOf(policy)
    for (const n of [20, 100]) {
      const repeats = 40
      const inside = { ips: 0, snips: 0, doublyRobust: 0 }
      for (let seed = 0; seed < repeats; seed++) {
        const estimates = evaluatePolicy(logOf(1000 + seed, n), policy, judged) as NonNullable<
          ReturnType<typeof evaluatePolicy>
        >
        for (const name of ['ips', 'snips', 'doublyRobust'] as const) {
          const { value, low, high } = estimates[name]
          expect(0 <= low && low <= value && value <= high && high <= 1).toBe(true)
          if (low <= truly && truly <= high) inside[name]++
        }
      }
      console.info(`${policy.kind}, ${n} choices, truth ${truly.toFixed(3)}, inside of ${repeats}:`, inside)
      for (const held of Object.values(inside)) expect(held / repeats).toBeGreaterThan(0.88)
    }
  })

  it('are cut off where a heavy weight carries them beyond 1', () => {
    const log = { rewards: [1, 1, 0], propensities: [0.1, 0.2, 0.9], targets: [1, 1, 0.1], squares: [10, 5, 0.1] }
    expect(estimateIps(log)).toMatchObject({ value: 1, high: 1 })
    const model = { chosen: [0.1, 0.1, 0.1], expected: [0.2, 0.2, 0.2] }
    expect(estimateDoublyRobust(log, model)).toMatchObject({ value: 1, high: 1 })
    const bad = { ...log, rewards: [0, 0, 0] }
    expect(estimateDoublyRobust(bad, { ...model, chosen: [0.9, 0.9, 0.9] })).toMatchObject({ value: 0, low: 0 })
  })

  it('have the interval of Agresti and Coull, and of Wilson, where every weight is 1', () => {
    const ones = [1, 1, 1, 1]
    const log = { rewards: [1, 0, 0, 0], propensities: ones, targets: ones, squares: ones }
    // z = 1.96: (1 + z^2/2) / (4 + z^2) = .3726, and .1 to .699 by Wilson (scipy's proportion_confint: .0456, .6994).
    const { low, high, effectiveDecisions } = estimateSnips(log)
    expect([low, high, effectiveDecisions]).toEqual([
      expect.closeTo(0.0456, 4),
      expect.closeTo(0.6994, 4),
      expect.closeTo(4, 9),
    ])
    const ips = estimateIps(log)
    expect((ips.low + ips.high) / 2).toBeCloseTo(0.3725, 3)
  })
})

describe('a log without one decision that the policy could have made', () => {
  it('says nothing about it: anything from 0 to 1', () => {
    const log = { rewards: [1, 0], propensities: [0.5, 0.5], targets: [0, 0], squares: [2, 2] }
    for (const estimate of [estimateIps(log), estimateSnips(log)]) {
      expect(estimate).toMatchObject({ low: 0, high: 1, effectiveDecisions: 0 })
    }
  })
})
