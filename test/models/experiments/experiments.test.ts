import { describe, expect, it } from 'vitest'

import { confidenceSequence } from '../../../src/models/experiments/confidence-sequence.ts'
import { cuped } from '../../../src/models/experiments/cuped.ts'
import { differenceOfMeans, standardErrorOf } from '../../../src/models/experiments/difference-of-means.ts'
import { differenceOfRates } from '../../../src/models/experiments/difference-of-rates.ts'
import { groupedQini } from '../../../src/models/experiments/grouped-qini.ts'
import { type Moments, meanOf, momentsOf } from '../../../src/models/experiments/moments.ts'
import { sampleRatioPValue } from '../../../src/models/experiments/sample-ratio.ts'
import { peoplePerArm } from '../../../src/models/experiments/sample-size.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { qiniCurve, rankBy } from '../../../src/models/uplift/qini.ts'

/** Part of many experiments in which an interval holds the truth. */
const coverage = (experiments: number, holds: (experiment: number) => boolean): number => {
  let held = 0
  for (let experiment = 0; experiment < experiments; experiment++) if (holds(experiment)) held++
  return held / experiments
}

describe('the difference of rates', () => {
  it('has the intervals that Newcombe published for 56 of 70 against 48 of 80', () => {
    const { value, low, high } = differenceOfRates({ successes: 56, people: 70 }, { successes: 48, people: 80 })!
    expect(value).toBeCloseTo(0.2, 10)
    expect(low).toBeCloseTo(0.0524, 4)
    expect(high).toBeCloseTo(0.3339, 4)
  })

  it('has those for none of 10 against none of 10, where a normal interval has no width', () => {
    const { low, high } = differenceOfRates({ successes: 0, people: 10 }, { successes: 0, people: 10 })!
    expect(low).toBeCloseTo(-0.2775, 4)
    expect(high).toBeCloseTo(0.2775, 4)
  })

  it('says nothing of an empty arm', () => {
    expect(differenceOfRates({ successes: 0, people: 0 }, { successes: 1, people: 2 })).toBeNull()
  })
})

describe('the difference of means', () => {
  const draw = (seed: number) => {
    const { normal } = createRandom(seed)
    const habit = Array.from({ length: 400 }, normal)
    const spend = habit.map((x, i) => 5 + 2 * x + normal() + (i < 200 ? 0.3 : 0))
    const arm = (from: number, to: number) => momentsOf(spend.slice(from, to), habit.slice(from, to))
    return [arm(0, 200), arm(200, 400)] as const
  }

  it('holds the true difference in 95 of 100 experiments, adjusted or not', () => {
    const holds = (estimate: { low: number; high: number }) => estimate.low <= 0.3 && estimate.high >= 0.3
    expect(coverage(1000, (seed) => holds(differenceOfMeans(...draw(seed))!))).toBeCloseTo(0.95, 1.5)
    expect(coverage(1000, (seed) => holds(cuped(...draw(seed))!.difference))).toBeCloseTo(0.95, 1.5)
  })

  it('holds it as often where the control is a handful of people of their own spread', () => {
    const few = (seed: number) => {
      const { normal } = createRandom(seed)
      const arm = (people: number, spread: number) =>
        momentsOf(Float64Array.from({ length: people }, () => spread * normal()))
      const { low, high } = differenceOfMeans(arm(60, 1), arm(5, 2))!
      return low <= 0 && high >= 0
    }
    expect(Math.abs(coverage(2000, few) - 0.95)).toBeLessThan(0.015)
  })

  it('is told with a fifth of the variance when four fifths were known before', () => {
    const taken = Array.from({ length: 50 }, (_, seed) => cuped(...draw(seed))!.varianceTaken)
    expect(taken.reduce((sum, own) => sum + own) / taken.length).toBeCloseTo(0.8, 1)
  })

  it('is the same, adjusted, from moments as from adjusting everybody one by one', () => {
    const [x, y] = [
      [1, 2, 4, 7, 3, 5],
      [2, 3, 9, 12, 4, 8],
    ]
    const arms = [0, 3].map((from) => momentsOf(y.slice(from, from + 3), x.slice(from, from + 3))) as [Moments, Moments]
    const mean = 22 / 6
    const centre = (values: readonly number[], from: number) => {
      const own = values.slice(from, from + 3)
      return own.map((value) => value - own.reduce((a, b) => a + b) / 3)
    }
    const [cx, cy] = [x, y].map((values) => [...centre(values, 0), ...centre(values, 3)])
    const theta = cx.reduce((sum, own, i) => sum + own * cy[i], 0) / cx.reduce((sum, own) => sum + own * own, 0)
    const adjusted = y.map((own, i) => own - theta * (x[i] - mean))
    const expected = differenceOfMeans(momentsOf(adjusted.slice(0, 3)), momentsOf(adjusted.slice(3)))!
    const { difference } = cuped(...arms)!
    expect(difference.value).toBeCloseTo(expected.value, 10)
    expect(difference.low).toBeCloseTo(expected.low, 10)
  })

  it('is not adjusted by what is the same for everybody', () => {
    const arm = momentsOf([1, 2, 3], [4, 4, 4])
    expect(cuped(arm, arm)).toEqual({ difference: differenceOfMeans(arm, arm), varianceTaken: 0 })
  })
})

describe('looking after every hundred people', () => {
  const looks = 50
  /** Whether a sequence of looks ever excludes 0, by an interval of that kind. */
  const everExcludes = (
    seed: number,
    effect: number,
    interval: (one: Moments, other: Moments) => { low: number; high: number },
  ) => {
    const { uniform: next } = createRandom(seed)
    const sums = [0, 0].map(() => ({ people: 0, y: 0, yy: 0, x: 0, xx: 0, xy: 0 }))
    for (let look = 0; look < looks; look++) {
      for (let person = 0; person < 100; person++) {
        const arm = sums[person % 2]
        const y = next() < 0.2 + (person % 2 === 0 ? effect : 0) ? 1 : 0
        arm.people++
        arm.y += y
        arm.yy += y
      }
      const { low, high } = interval(sums[0], sums[1])
      if (low > 0 || high < 0) return true
    }
    return false
  }
  const sequence = (one: Moments, other: Moments) =>
    confidenceSequence(meanOf(one) - meanOf(other), standardErrorOf(one, other), one.people + other.people, {
      alpha: 0.05,
      tightestAt: 2000,
    })

  it('finds a difference where there is none in at most 5 of 100 experiments, where a plain interval does so in a third of them', () => {
    expect(coverage(400, (seed) => everExcludes(seed, 0, sequence))).toBeLessThanOrEqual(0.05)
    expect(
      coverage(400, (seed) => everExcludes(seed, 0, (one, other) => differenceOfMeans(one, other)!)),
    ).toBeGreaterThan(0.25)
  })

  it('finds a difference of six points nearly always', () => {
    expect(coverage(100, (seed) => everExcludes(seed, 0.06, sequence))).toBeGreaterThan(0.9)
  })
})

describe('the sizes of arms', () => {
  it.each([
    [5000, 5000, 0.5, 1],
    [1000, 1100, 0.5, 0.0291],
    [821_588, 815_482, 0.5, 0],
    [900, 100, 0.9, 1],
    [0, 0, 0.5, 1],
  ])('%i and %i are as surprising as they are', (first, second, share, p) => {
    expect(sampleRatioPValue(first, second, share)).toBeCloseTo(p, 3)
  })

  it('that see a rise from 10 to 12 per cent are those of the textbook', () => {
    expect(peoplePerArm((0.1 * 0.9 + 0.12 * 0.88) / 2, 0.02)).toBeGreaterThan(3830)
    expect(peoplePerArm((0.1 * 0.9 + 0.12 * 0.88) / 2, 0.02)).toBeLessThan(3850)
    expect(peoplePerArm(1, 0)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('the Qini curve of groups', () => {
  it('is that of their people', () => {
    const { uniform: next } = createRandom(3)
    const uplift = Float64Array.from({ length: 300 }, (_, i) => Math.floor(i / 30))
    const treated = Uint8Array.from(uplift, () => (next() < 0.6 ? 1 : 0))
    const outcomes = Uint8Array.from(uplift, (u, i) => (next() < 0.1 + 0.05 * u * treated[i] ? 1 : 0))
    const groups = Array.from({ length: 10 }, (_, group) => {
      const rows = [...uplift.keys()].filter((row) => uplift[row] === 9 - group)
      const count = (arm: number, from: readonly number[]) => from.filter((row) => treated[row] === arm).length
      const bought = rows.filter((row) => outcomes[row] === 1)
      return {
        treated: count(1, rows),
        control: count(0, rows),
        treatedOutcomes: count(1, bought),
        controlOutcomes: count(0, bought),
      }
    })
    const expected = qiniCurve(rankBy(uplift), { treated, outcomes })
    const points = groupedQini(groups)
    expect(points).toHaveLength(expected.length)
    points.forEach(({ share, gain }, at) => {
      expect(share).toBeCloseTo(expected[at].share, 12)
      expect(gain).toBeCloseTo(expected[at].gain, 12)
    })
  })

  it('has no points without a control', () => {
    expect(groupedQini([{ treated: 5, control: 0, treatedOutcomes: 1, controlOutcomes: 0 }])).toEqual([])
  })
})
