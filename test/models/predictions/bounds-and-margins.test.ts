import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { pairedLosses } from '../../../src/models/evaluation/paired-losses.ts'
import { stabilityIndex } from '../../../src/models/evaluation/stability-index.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { sigmoid } from '../../../src/models/math/sigmoid.ts'
import { boundedLogit, calibrateLogit, calibrateOutOfFold } from '../../../src/models/predictions/calibration.ts'
import { conformTable, samplePeople, stackTables } from '../../../src/models/predictions/cut.ts'
import { sharesNow, spreadsOf } from '../../../src/models/predictions/distributions.ts'
import { judgeProbabilityGroup } from '../../../src/models/predictions/groups.ts'
import { boundsAround, fitResidualBands } from '../../../src/models/predictions/residual-bands.ts'
import { dayOf, rising } from '../../../src/models/predictions/waiting-time.ts'

const drawn = (rows: number, draw: (random: ReturnType<typeof createRandom>) => number, seed = 1): Float64Array => {
  const random = createRandom(seed)
  return Float64Array.from({ length: rows }, () => draw(random))
}

describe('bounds of an amount', () => {
  it('hold four in five of rows like those they were made from, also where noise grows with the amount', () => {
    const said = drawn(4000, (random) => 10 * random.uniform())
    const came = said.map((value, row) => value + value * 0.3 * createRandom(row + 1).normal())
    const bands = fitResidualBands(said.subarray(0, 2000), came.subarray(0, 2000))
    const inside = said.subarray(2000).filter((value, at) => {
      const { low, high } = boundsAround(bands, value)
      return came[2000 + at] >= low && came[2000 + at] <= high
    })
    expect(inside.length / 2000).toBeGreaterThan(0.77)
    expect(inside.length / 2000).toBeLessThan(0.84)
    const width = (value: number) => boundsAround(bands, value).high - boundsAround(bands, value).low
    expect(width(9)).toBeGreaterThan(3 * width(1))
  })

  it('enclose it and never go below 0', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.float({ min: 0, max: 200, noNaN: true }),
        (values, value) => {
          const said = Float64Array.from(values)
          const { low, high } = boundsAround(
            fitResidualBands(
              said,
              said.map((own) => own / 2),
            ),
            value,
          )
          expect(low >= 0 && low <= value && value <= high).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('the margin between two losses', () => {
  it('is that of what is better by so much, and lies within its interval', () => {
    const hard = drawn(2000, (random) => 3 * random.uniform())
    const better = hard.map((loss, row) => loss - 0.1 + 0.05 * createRandom(row + 1).normal())
    const { difference, low, high } = pairedLosses(better, hard, 1)
    expect(difference).toBeCloseTo(0.1, 2)
    expect(low).toBeGreaterThan(0.09)
    expect(high).toBeLessThan(0.11)
  })

  it('holds 0 where both lose alike, about nineteen times in twenty', () => {
    const margins = Array.from({ length: 60 }, (_, seed) => {
      const a = drawn(300, (random) => random.uniform(), 2 * seed + 1)
      const b = drawn(300, (random) => random.uniform(), 2 * seed + 2)
      return pairedLosses(a, b, seed)
    })
    expect(margins.filter(({ low, high }) => low <= 0 && high >= 0).length).toBeGreaterThan(52)
  })

  it('is narrow for many rows, as if all had been drawn', () => {
    const a = drawn(80_000, (random) => random.normal())
    const { low, high } = pairedLosses(a, new Float64Array(80_000), 1)
    // 2 x 1.96 / sqrt(80,000)
    expect(high - low).toBeCloseTo(0.01386, 2)
  })
})

describe('the stability index', () => {
  it('is 0 for the same shares, symmetrical, and the sum by hand', () => {
    expect(stabilityIndex([0.5, 0.5], [0.5, 0.5])).toBe(0)
    const byHand = 0.2 * Math.log(0.6 / 0.4) + -0.2 * Math.log(0.4 / 0.6)
    expect(stabilityIndex([0.4, 0.6], [0.6, 0.4])).toBeCloseTo(byHand, 12)
    expect(stabilityIndex([0.1, 0.9], [0.3, 0.7])).toBeCloseTo(stabilityIndex([0.3, 0.7], [0.1, 0.9]), 12)
  })

  it('is finite where a bin empties', () => {
    expect(Number.isFinite(stabilityIndex([0.5, 0.5], [1, 0]))).toBe(true)
  })
})

describe('spreads', () => {
  const table = {
    rows: 4,
    columns: [
      { kind: 'NUMBER', name: 'x' },
      { kind: 'CATEGORY', name: 'c', levels: ['a', 'b'] },
    ] as const,
    values: Float32Array.of(1, 2, 3, Number.NaN, 0, 0, 1, Number.NaN),
  }

  it('count what is missing, and follow names whatever their codes', () => {
    const [x, c] = spreadsOf(table)
    expect(x.shares.at(-1)).toBe(0.25)
    expect(c.shares).toEqual([0.5, 0.25, 0.25])
    const renamed = { ...table, columns: [table.columns[0], { ...table.columns[1], levels: ['b', 'a'] }] }
    expect(sharesNow(c, renamed)).toEqual([0.25, 0.5, 0.25])
    expect(sharesNow({ ...c, name: 'gone' }, table)).toBeNull()
  })

  it('of other cuts are brought into the same columns by name', () => {
    const wanted = [
      { kind: 'CATEGORY', name: 'c', levels: ['b', 'a', 'other'] },
      { kind: 'NUMBER', name: 'new' },
    ] as const
    const conformed = conformTable(table, wanted, Int32Array.of(0, 2, 3))
    expect([...conformed.values]).toEqual([1, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    expect([...stackTables([conformed, conformed]).values.subarray(0, 6)]).toEqual([1, 0, Number.NaN, 1, 0, Number.NaN])
  })

  it('of samples hold the same people at every cut', () => {
    const people = Float64Array.from({ length: 10_000 }, (_, at) => at + 1)
    const sample = samplePeople(people, 1000, 1)
    expect(sample.length).toBeGreaterThan(850)
    expect(sample.length).toBeLessThan(1150)
    const half = people.subarray(0, 5000)
    const ofHalf = samplePeople(half, 500, 1)
    expect([...ofHalf]).toEqual([...sample].filter((row) => row < 5000))
  })
})

describe('calibration', () => {
  it('brings back a bent probability, within .02 of the truth', () => {
    const truth = drawn(20_000, (random) => random.uniform())
    const labels = Uint8Array.from(truth, (p, row) => (createRandom(row + 7).uniform() < p ? 1 : 0))
    const bent = truth.map((p) => sigmoid(3 * boundedLogit(p) - 1))
    const { calibration } = calibrateOutOfFold(bent, labels)
    for (const p of [0.1, 0.3, 0.5, 0.8]) {
      const back = sigmoid(calibrateLogit(calibration, boundedLogit(sigmoid(3 * boundedLogit(p) - 1))))
      expect(Math.abs(back - p)).toBeLessThan(0.04)
    }
  })

  it('never turns a ranking round', () => {
    const scores = drawn(200, (random) => random.uniform())
    const labels = Uint8Array.from(scores, (score) => (score < 0.5 ? 1 : 0))
    const { calibration } = calibrateOutOfFold(scores, labels)
    expect(calibrateLogit(calibration, 2)).toBeCloseTo(calibrateLogit(calibration, -2), 12)
  })
})

describe('a group', () => {
  const say = (p: number, rows: number) => new Float64Array(rows).fill(p)
  const ones = (share: number, rows: number) =>
    Uint8Array.from({ length: rows }, (_, row) => (row < share * rows ? 1 : 0))

  it('is weak where what is said is off beyond chance, and not where a few happened to buy', () => {
    expect(judgeProbabilityGroup(say(0.3, 400), ones(0.6, 400), {}).isWeak).toBe(true)
    expect(judgeProbabilityGroup(say(0.3, 400), ones(0.32, 400), {}).isWeak).toBe(false)
    expect(judgeProbabilityGroup(say(0.3, 30), ones(0.4, 30), {}).isWeak).toBe(false)
  })
})

describe('the day of the next order', () => {
  const waiting = { days: [7, 30, 90], chances: [0.2, 0.5, 0.8] }

  it('lies on the line between the days that are known', () => {
    expect(dayOf(waiting, 0.1)).toBe(3.5)
    expect(dayOf(waiting, 0.5)).toBe(30)
    expect(dayOf(waiting, 0.65)).toBe(60)
    expect(dayOf(waiting, 0.9)).toBeNull()
  })

  it('never comes earlier for a greater share', () => {
    expect(rising([0.3, 0.2, 0.5])).toEqual([0.3, 0.3, 0.5])
  })
})
