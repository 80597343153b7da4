import { afterAll, describe, expect, it } from 'vitest'

import { measureUplift } from '../../src/commands/measure-uplift.ts'
import { readUpliftFile, type UpliftFile } from '../../src/commands/uplift-file.ts'
import { openCompute } from '../../src/compute/open.ts'
import { upliftCandidates } from '../../src/models/uplift/choose-uplift.ts'
import { datasetFile } from '../support/datasets.ts'

const path = datasetFile('hillstrom/hillstrom.csv.gz')

const womens = { treatment: 'segment', treated: 'Womens E-Mail', outcome: 'visit', ignored: [] }

describe.skipIf(path === null)('the e-mails of Hillstrom, Womens against none, visits', async () => {
  const compute = openCompute({ threads: 1 })
  afterAll(() => compute.close())
  const file = path === null ? null : await readUpliftFile(path, womens)
  const measure = (place: number, seed: number, money: { cost: number; value: number } | null = null) =>
    measureUplift(
      { file: file as UpliftFile, later: null, outcome: 'visit' },
      { recipe: upliftCandidates[place], folds: 5, money },
      { compute, seed },
    )

  it('are read whole: the two arms, without what was only known afterwards', () => {
    const { data, reading, leftOut, otherRows } = file as UpliftFile
    expect([data.table.rows, otherRows]).toEqual([42_693, 21_307])
    expect(data.treated.reduce((sum, own) => sum + own, 0)).toBe(21_387)
    expect([reading.treated, reading.control]).toEqual(['Womens E-Mail', 'No E-Mail'])
    expect(leftOut.map(({ name }) => name)).toEqual(['conversion', 'spend'])
  })

  it('bring 4.52 points more, and the learner ranks people with a Qini of .0075 and more and a best 30 % of 7 points and more', () => {
    const seeds = [1, 3].map((seed) => measure(0, seed, { cost: 0.05, value: 1 }))
    const mean = (of: (own: (typeof seeds)[number]) => number) => seeds.reduce((sum, own) => sum + of(own), 0) / 2
    const [{ ate }] = seeds
    expect(ate.value).toBeCloseTo(0.0452, 4)
    expect([ate.low, ate.high]).toEqual([expect.closeTo(0.0389, 4), expect.closeTo(0.0516, 4)])
    for (const { qini, upliftAt } of seeds) {
      expect(qini).toBeGreaterThan(0.0075)
      expect(upliftAt['0.3']).toBeGreaterThan(0.07)
    }
    expect(mean(({ qini }) => qini)).toBeCloseTo(0.0079, 3)
    expect(mean(({ upliftAt }) => upliftAt['0.3'])).toBeCloseTo(0.074, 2)
    for (const { netValue } of seeds) expect(netValue?.value).toBeGreaterThan(100)
  })

  it.each([
    ['x-learner', 2],
    ['class-transformation', 3],
  ])('are ranked above the published bounds by the %s, too', (name, place) => {
    const { model, qini, qiniInterval, upliftAt } = measure(place, 1)
    expect(model).toBe(name)
    expect(qini).toBeGreaterThan(0.007)
    expect(qiniInterval.low).toBeGreaterThan(0.004)
    expect(upliftAt['0.3']).toBeGreaterThan(0.068)
  })
})
