import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { Column } from '../../../src/models/classifiers/table.ts'
import { decodeVectors, encodeVectors } from '../../../src/models/clustering/vectors.ts'
import { findLookalikes } from '../../../src/models/lookalikes/find-lookalikes.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { tableFrom } from '../../support/labelled-tables.ts'

const compute = createPlainCompute()
const columns: readonly Column[] = [
  { kind: 'NUMBER', name: 'visits' },
  { kind: 'NUMBER', name: 'spend' },
  { kind: 'NUMBER', name: 'noise' },
  { kind: 'NUMBER', name: 'constant' },
  { kind: 'CATEGORY', name: 'likes', levels: ['toys', 'tools', 'other'] },
]

/** People of whom every fifth is `alike` as `of` makes them; of those a half are members already. */
const planted = (
  people: number,
  of: (random: ReturnType<typeof createRandom>, alike: boolean) => readonly number[],
  seed = 1,
) => {
  const random = createRandom(seed)
  const isAlike = Uint8Array.from({ length: people }, (_, i) => (i % 5 === 0 ? 1 : 0))
  const vectors = Int8Array.from(
    Array.from({ length: people }, (_, i) => of(random, isAlike[i] === 1)).flatMap((row) =>
      row.map((value) => Math.max(-126, Math.min(126, Math.round(value)))),
    ),
  )
  return {
    vectors,
    columns,
    isAlike,
    isSeed: isAlike.map((alike, i) => (alike === 1 && i % 2 === 0 ? 1 : 0)),
    most: 100,
    seed,
  }
}

const spenders = ({ normal, integer }: ReturnType<typeof createRandom>, alike: boolean) => [
  42 * normal() + (alike ? 60 : 0),
  42 * normal() + (alike ? 60 : 0),
  42 * normal(),
  7,
  alike ? 0 : integer(3),
]

const hits = (question: ReturnType<typeof planted>, people: Int32Array): number =>
  people.filter((at) => question.isAlike[at] === 1).length / people.length

describe('lookalikes', () => {
  const question = planted(1000, spenders)
  const found = findLookalikes(question, compute)

  it('are those who are like the members, and none of the members themselves', () => {
    expect(found.people).toHaveLength(100)
    for (const at of found.people) expect(question.isSeed[at]).toBe(0)
    // Of 900 outside 100 are alike: by lot one in nine would be.
    expect(hits(question, found.people)).toBeGreaterThan(0.75)
  })

  it('come most alike first, with scores of 0 to 1', () => {
    expect([...found.scores]).toEqual([...found.scores].sort((a, b) => b - a))
    for (const score of found.scores) expect(score >= 0 && score <= 1).toBe(true)
  })

  it('are found the way that found most of the members it was not shown', () => {
    expect(found.heldOut).toBe(30)
    expect(found.trials.map(({ model }) => model)).toEqual([
      'nearest-centres',
      'logistic-regression',
      'gradient-boosted-trees',
    ])
    const best = Math.max(...found.trials.map(({ auc }) => auc))
    expect(found.trials.find(({ model }) => model === found.model)?.auc).toBe(best)
    // Half of those who are alike count as others, whom nobody can tell from members.
    expect(best).toBeGreaterThan(0.85)
    expect(Math.max(...found.trials.map(({ foundInFirstTenth }) => foundInFirstTenth))).toBeGreaterThan(0.3)
  })

  it('are the same again, and change nothing that they are given', () => {
    const before = [question.vectors.slice(), question.isSeed.slice()]
    expect(findLookalikes(question, compute)).toEqual(found)
    expect([question.vectors, question.isSeed]).toEqual(before)
  })

  it('are found around several centres where members are of two kinds', () => {
    const two = planted(1500, ({ normal, integer, uniform }, alike) => {
      const far = uniform() < 0.5 ? 100 : -100
      return alike
        ? [far + 5 * normal(), far + 5 * normal(), 42 * normal(), 7, 1]
        : [42 * normal(), 42 * normal(), 42 * normal(), 7, integer(3)]
    })
    expect(hits(two, findLookalikes(two, compute).people)).toBeGreaterThan(0.9)
  })

  it('tell no better than by lot where members are anybody', () => {
    const anybody = planted(
      1500,
      ({ normal, integer }) => [42 * normal(), 42 * normal(), 42 * normal(), 7, integer(3)],
      3,
    )
    const { trials } = findLookalikes(anybody, compute)
    for (const { auc } of trials) expect(Math.abs(auc - 0.5)).toBeLessThan(0.15)
  })

  it('refuse too few members, and a segment of everybody', () => {
    const few = { ...question, isSeed: question.isSeed.map((_, at) => (at < 5 ? 1 : 0)) }
    expect(() => findLookalikes(few, compute)).toThrow('It takes 20 members; there are 5.')
    expect(() => findLookalikes({ ...question, isSeed: question.isSeed.map(() => 1) }, compute)).toThrow('Everybody')
  })
})

describe('vectors', () => {
  it('keep numbers to a fiftieth of a deviation, categories and what is missing', () => {
    const table = tableFrom({ amount: [1, 2, 3, 4, null], colour: ['red', 'blue', null, 'red', 'blue'] })
    const bytes = encodeVectors(table, [0, 1], Int32Array.from([0, 2, 4]))
    const { rows, values } = decodeVectors(bytes, table.columns)
    expect(rows).toBe(3)
    const deviation = Math.sqrt(1.25)
    ;[(1 - 2.5) / deviation, (3 - 2.5) / deviation].forEach((wanted, row) => {
      expect(Math.abs(values[row] - wanted)).toBeLessThan(0.02)
    })
    expect([...values.subarray(2)]).toEqual([Number.NaN, 1, Number.NaN, 0])
  })
})
