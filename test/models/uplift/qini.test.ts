import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { chooseUplift, upliftCandidates } from '../../../src/models/uplift/choose-uplift.ts'
import { columnsAfter } from '../../../src/models/uplift/columns-after.ts'
import { netValue } from '../../../src/models/uplift/net-value.ts'
import { qiniArea, qiniCurve, rankBy, upliftAtShare } from '../../../src/models/uplift/qini.ts'
import { upliftClassOf } from '../../../src/models/uplift/uplift-class.ts'
import { averageEffectOf, upliftMetrics } from '../../../src/models/uplift/uplift-metrics.ts'

/** Eight people, best first: the first two pairs are moved, the others not. */
const people = {
  uplift: Float64Array.of(8, 7, 6, 5, 4, 3, 2, 1),
  treated: Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0),
  outcomes: Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0),
}

describe('the Qini curve', () => {
  it('rises to the average effect, by those who are moved first', () => {
    const curve = qiniCurve(rankBy(people.uplift), people)
    expect(curve.map(({ gain }) => gain)).toEqual([0, 0, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    expect(curve.map(({ share }) => share)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((rank) => rank / 8))
  })

  it('counts those not treated as if there were as many of them as of the treated', () => {
    const few = { treated: Uint8Array.of(1, 0, 0, 1, 0, 0), outcomes: Uint8Array.of(1, 1, 0, 0, 0, 0) }
    const curve = qiniCurve(rankBy(Float64Array.of(6, 5, 4, 3, 2, 1)), few)
    const gains = [0, 0, 0, 1 / 4, 0, 1 / 6, 1 / 4]
    curve.forEach(({ gain }, at) => {
      expect(gain).toBeCloseTo(gains[at], 12)
    })
    const area = qiniArea(rankBy(Float64Array.of(6, 5, 4, 3, 2, 1)), few)
    expect(area).toBeCloseTo((1 / 4 + 1 / 6 + 1 / 8) / 6 - 1 / 8, 12)
  })

  it('encloses with the straight line of a random order the area that it is known by', () => {
    const trapezoids = (0 + 0.125 + 0.375 + 0.5 + 0.5 + 0.5 + 0.5 + 0.5) / 8
    expect(qiniArea(rankBy(people.uplift), people)).toBeCloseTo(trapezoids - 0.25, 12)
  })

  it('is straight where nobody is told apart, and lies below where the ranking is the wrong way round', () => {
    expect(qiniArea(rankBy(new Float64Array(8)), people)).toBeCloseTo(0, 12)
    expect(qiniArea(rankBy(people.uplift.map((value) => -value)), people)).toBeLessThan(0)
  })

  it('counts a row that was drawn twice as two', () => {
    const twice = {
      uplift: Float64Array.of(...people.uplift, 8),
      treated: Uint8Array.of(...people.treated, 1),
      outcomes: Uint8Array.of(...people.outcomes, 1),
    }
    const counts = Uint16Array.of(2, 1, 1, 1, 1, 1, 1, 1)
    const curve = qiniCurve(rankBy(people.uplift), people, counts)
    expect(curve.at(-1)).toEqual(qiniCurve(rankBy(twice.uplift), twice).at(-1))
    expect(upliftAtShare(rankBy(people.uplift), people, 0.5)).toBe(1)
  })
})

describe('uplift metrics', () => {
  const random = createRandom(6)
  const rows = 4000
  const treated = Uint8Array.from({ length: rows }, () => random.integer(2))
  const moved = Uint8Array.from({ length: rows }, () => random.integer(2))
  const outcomes = Uint8Array.from(treated, (own, row) => (random.uniform() < 0.2 + 0.2 * own * moved[row] ? 1 : 0))

  it('hold the truth in their intervals, and zero where the ranking is by lot', () => {
    const { ate, qini, upliftAt } = upliftMetrics({ uplift: Float64Array.from(moved), treated, outcomes }, { seed: 1 })
    expect(ate.low < 0.1 && ate.high > 0.1).toBe(true)
    expect(qini.low < 0.025 && qini.high > 0.025).toBe(true)
    expect(qini.low).toBeGreaterThan(0)
    expect(upliftAt['0.5'].low < 0.2 && upliftAt['0.5'].high > 0.2).toBe(true)
    expect(upliftAt['1'].value).toBeCloseTo(ate.value, 12)
    const lot = upliftMetrics({ uplift: moved.map(() => 0) as unknown as Float64Array, treated, outcomes }, { seed: 1 })
    expect(lot.qini.value).toBeCloseTo(0, 12)
  })

  it('give the average effect an interval that holds the truth nineteen times in twenty', () => {
    const draws = createRandom(8)
    const count = (rows: number, rate: number) =>
      Array.from({ length: rows }, () => (draws.uniform() < rate ? 1 : 0)).filter(Boolean).length
    const held = Array.from({ length: 1000 }, () =>
      averageEffectOf({ rows: [400, 300], outcomes: [count(400, 0.2), count(300, 0.3)] }),
    ).filter(({ low, high }) => low < 0.1 && high > 0.1).length
    expect(held).toBeGreaterThan(930)
    expect(held).toBeLessThan(970)
  })

  it('draw people, not rows, where people have several: intervals are wider by the root of how many', () => {
    const uplift = Float64Array.from([...moved, ...moved])
    const both = {
      uplift,
      treated: Uint8Array.from([...treated, ...treated]),
      outcomes: Uint8Array.from([...outcomes, ...outcomes]),
    }
    const people = Float64Array.from(uplift, (_, row) => row % rows)
    const width = ({ qini }: ReturnType<typeof upliftMetrics>) => qini.high - qini.low
    const ratio = width(upliftMetrics({ ...both, people }, { seed: 1 })) / width(upliftMetrics(both, { seed: 1 }))
    expect(ratio).toBeGreaterThan(1.2)
    expect(ratio).toBeLessThan(1.65)
  })
})

describe('what a choice is worth', () => {
  it('counts those only whose uplift is worth more than the treatment costs', () => {
    expect(netValue({ ...people, uplift: people.uplift.map((value) => value / 10) }, { cost: 2, value: 5 })).toEqual({
      chosen: 4,
      treated: 2,
      value: 5 * 2 - 2 * 2,
    })
  })

  it('tells the four classes apart', () => {
    expect([
      upliftClassOf(0.1, 0.2, 0.3),
      upliftClassOf(0.5, 0.51, 0.3),
      upliftClassOf(0.1, 0.1, 0.3),
      upliftClassOf(0.5, 0.4, 0.3),
    ]).toEqual([0, 1, 2, 3])
  })
})

describe('choosing a learner', () => {
  const random = createRandom(9)
  const rows = 3000
  const values = Float32Array.from({ length: 2 * rows }, () => random.normal())
  const treated = Uint8Array.from({ length: rows }, () => random.integer(2))
  const outcomes = Uint8Array.from(treated, (own, row) =>
    random.uniform() < 0.3 + 0.3 * own * Number(values[row] > 0) ? 1 : 0,
  )
  const columns = ['a', 'b'].map((name) => ({ kind: 'NUMBER' as const, name }))
  const data = { table: { rows, columns, values }, treated, outcomes }
  const tools = { compute: createPlainCompute(), seed: 1 }

  it('leaves one that tells nobody apart for one that does, and keeps the first of two that do as well', () => {
    const nobody = { learner: 'average-effect', classifier: 'base-rate', classifierOptions: {} }
    const [first] = upliftCandidates
    expect(chooseUplift(data, tools, [nobody, first]).recipe).toEqual(first)
    expect(chooseUplift(data, tools, [first, first]).recipe).toEqual(first)
    const broken = { ...first, classifier: 'no-such-family' }
    const { recipe, trials } = chooseUplift(data, tools, [broken, first])
    expect([recipe, trials[0].problem]).toEqual([first, 'there is no family of classifiers named no-such-family'])
  })

  it('finds columns that were written after the treatment, and only those', () => {
    const spent = Float32Array.from(outcomes, (outcome) =>
      outcome === 1 && random.uniform() < 0.3 ? 10 + random.uniform() : 0,
    )
    const mailed = Float32Array.from(treated)
    const own = {
      ...data.table,
      columns: [...columns, ...['spent', 'mailed'].map((name) => ({ kind: 'NUMBER' as const, name }))],
    }
    const after = columnsAfter({
      ...data,
      table: { ...own, values: Float32Array.from([...values, ...spent, ...mailed]) },
    })
    expect(after).toEqual([
      { name: 'spent', tells: 'OUTCOME' },
      { name: 'mailed', tells: 'TREATMENT' },
    ])
  })
})
