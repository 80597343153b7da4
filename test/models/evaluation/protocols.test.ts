import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { judge } from '../../../src/models/evaluation/judge.ts'
import { leaveOneOut } from '../../../src/models/evaluation/leave-one-out.ts'
import { listMetrics } from '../../../src/models/evaluation/list-metrics.ts'
import { shareSplit } from '../../../src/models/evaluation/share-split.ts'
import { type Split, wantedFrom } from '../../../src/models/evaluation/split.ts'
import { timeSplit } from '../../../src/models/evaluation/time-split.ts'
import type { ScoreBlock } from '../../../src/models/recommenders/family.ts'
import type { Histories } from '../../../src/models/recommenders/histories.ts'
import { type HistoryRow, historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

const compute = createPlainCompute()

const rowsOf = ({ pointers, item, ageDays }: Histories) =>
  Array.from({ length: pointers.length - 1 }, (_, user) =>
    Array.from({ length: pointers[user + 1] - pointers[user] }, (_, at) => [
      item[pointers[user] + at],
      ageDays[pointers[user] + at],
    ]),
  )
const wantedOf = ({ wanted }: Split) =>
  Array.from({ length: wanted.users }, (_, row) => [
    ...wanted.indices.subarray(wanted.pointers[row], wanted.pointers[row + 1]),
  ])

describe('the split by time', () => {
  // Ten purchases: of these the latest two are tested by, the two before them validated by.
  const rows: readonly HistoryRow[] = [
    [0, 0, 90],
    [0, 1, 80],
    [0, 2, 15],
    [0, 0, 5],
    [1, 1, 70],
    [1, 2, 60],
    [1, 3, 20, 'VIEW'],
    [1, 3, 3],
    [2, 4, 50],
    [2, 0, 40],
    [2, 1, 14],
    [3, 3, 2, 'VIEW'],
  ]
  const data = trainingDataFrom(4, 5, rows)
  const options = { share: 0.2, maxUsers: 10, seed: 1, countRepeats: false }

  it('learns from what is older than the cut, with ages from there', () => {
    const { test, validation, testDays, validationDays } = timeSplit(data, options)
    expect([testDays, validationDays]).toEqual([14, 40])
    expect(rowsOf(test.train.histories)[0]).toEqual([
      [0, 76],
      [1, 66],
      [2, 1],
    ])
    expect(rowsOf(validation.train.histories)[2]).toEqual([
      [4, 10],
      [0, 0],
    ])
  })

  it('wants what is new to people with a past, also what they had only looked at', () => {
    const { test, validation } = timeSplit(data, options)
    expect(wantedOf(test)).toEqual([[3]])
    expect(wantedOf(validation).sort()).toEqual([[1], [2]])
    expect(test.leaveOutPurchased).toBe(true)
  })

  it('neither wants nor ranks what was looked at, for lists that leave it out', () => {
    const { test } = timeSplit(data, { ...options, excludeSeen: true })
    expect(wantedOf(test)).toEqual([])
    expect(test.leaveOutSeen).toBe(true)
  })

  it('wants what is bought again too, where repeats count', () => {
    const { test } = timeSplit(data, { ...options, countRepeats: true })
    expect(wantedOf(test).sort()).toEqual([[0], [3]])
    expect(test.leaveOutPurchased).toBe(false)
  })

  it('does not offer what was not there yet', () => {
    const young = trainingDataFrom(4, 6, rows, { ageDays: Float32Array.of(0, 200, 200, 200, 200, 3) })
    const { recommendable, ageDays } = timeSplit(young, options).test.train.catalogue
    expect([...recommendable]).toEqual([1, 1, 1, 1, 1, 0])
    expect(ageDays[1]).toBe(186)
  })

  it('judges nobody in a shop without purchases', () => {
    const { test, validation } = timeSplit(trainingDataFrom(2, 2, [[0, 1, 3, 'VIEW']]), options)
    expect([test.read.users, validation.read.users]).toEqual([0, 0])
  })
})

describe('leave one out', () => {
  const data = trainingDataFrom(3, 6, [
    ...[0, 1, 2, 3].map((item): HistoryRow => [0, item, 9 - item]),
    ...[4, 5, 0].map((item, at): HistoryRow => [1, item, 9 - at]),
    [2, 1, 3],
  ])
  const all = { maxUsers: 10, seed: 1 }

  it('wants the last, reads all before it, and learns from all but the last two', () => {
    const test = leaveOneOut(data, { ...all, unseen: 2, skip: 0 })
    expect(rowsOf(test.train.histories).map((row) => row.map(([item]) => item))).toEqual([[0, 1], [4], []])
    const found = rowsOf(test.read).map((row, at) => [row.map(([item]) => item), wantedOf(test)[at]])
    expect(found.sort()).toEqual([
      [[0, 1, 2], [3]],
      [[4, 5], [0]],
    ])
  })

  it('chooses by the one before, without a look at the last', () => {
    const validation = leaveOneOut(data, { ...all, unseen: 2, skip: 1 })
    expect(wantedOf(validation).sort()).toEqual([[2], [5]])
  })
})

describe('the split by shares', () => {
  const histories = fc.array(fc.tuple(fc.nat(5), fc.nat(9), fc.constant(0)), { maxLength: 60 })

  it('parts everybody into what is read and what is wanted, and loses nothing', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 99 }), (rows, seed) => {
        const unique = [...new Map(rows.map((row) => [`${row}`, row])).values()]
        const data = trainingDataFrom(6, 10, unique)
        const split = shareSplit(data, { share: 0.3, seed, maxUsers: 6 })
        const whole = rowsOf(data.histories).filter((row) => row.length > 1)
        const parted = rowsOf(split.read).map((row, at) => [...row.map(([item]) => item), ...wantedOf(split)[at]])
        const sorted = (rows: number[][]) => rows.map((row) => row.sort((a, b) => a - b).join()).sort()
        expect(sorted(parted)).toEqual(sorted(whole.map((row) => row.map(([item]) => item))))
        for (const row of rowsOf(split.read)) expect(row.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('judging', () => {
  const train = trainingDataFrom(
    3,
    4,
    [
      [0, 0, 1],
      [1, 0, 1],
      [2, 1, 1, 'VIEW'],
    ],
    { recommendable: Uint8Array.of(1, 1, 0, 1), categoryOf: Int32Array.of(0, 0, 1, 1) },
  )
  const split: Split = {
    train,
    read: historiesFrom(2, 4, [
      [0, 0, 1],
      [1, 1, 1, 'VIEW'],
    ]),
    wanted: wantedFrom(4, [[3], [1, 3]]),
    leaveOutPurchased: true,
  }
  const descending = ({ scores, from, to }: ScoreBlock) => {
    for (let at = 0; at < (to - from) * 4; at++) scores[at] = 4 - (at % 4)
  }

  it('ranks all that may be recommended but what was bought, as by hand', () => {
    // Lists: [1, 3] and [0, 1], of which the second place, and again the second, is right.
    const found = judge(descending, split, 2, compute)
    const second = 1 / Math.log2(3)
    expect(found.recall).toBeCloseTo((1 + 1 / 2) / 2, 12)
    expect(found.ndcg).toBeCloseTo((second + second / (1 + second)) / 2, 12)
    expect([found.hitRate, found.coverage, found.users]).toEqual([1, 3 / 4, 2])
  })

  it('does not rank what was looked at where that is left out', () => {
    // The list of the second person is now [0, 3]: of 1 and 3, which were wanted, one is found.
    const { recall } = judge(descending, { ...split, leaveOutSeen: true }, 2, compute)
    expect(recall).toBeCloseTo((1 + 1 / 2) / 2, 12)
    expect(judge(descending, { ...split, leaveOutSeen: true }, 1, compute).recall).toBe(0)
  })

  it('measures the first people alone when asked to', () => {
    expect(judge(descending, split, 2, compute, 1)).toMatchObject({ users: 1, recall: 1 })
  })

  it('lists nothing of which nothing is said', () => {
    const silent = ({ scores }: ScoreBlock) => scores.fill(0)
    expect(judge(silent, split, 2, compute)).toMatchObject({ recall: 0, ndcg: 0, coverage: 0, users: 2 })
  })

  it('knows how well known and how alike the shown are', () => {
    const lists = { pointers: Int32Array.of(0, 2, 4), items: Int32Array.of(0, 1, 1, 3) }
    const { novelty, diversity } = listMetrics(lists, split.wanted, train, 2)
    expect(novelty).toBeCloseTo(-(Math.log2(3 / 4) + 2 * Math.log2(2 / 4) + Math.log2(1 / 4)) / 4, 12)
    expect(diversity).toBeCloseTo((0.5 + 1) / 2, 12)
  })
})
