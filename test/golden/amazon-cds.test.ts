import { describe, expect, it } from 'vitest'

import { readDataSet } from '../../src/commands/recommend-data-sets.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { type RankedLists, rankingMetrics } from '../../src/models/evaluation/ranking.ts'
import type { Histories } from '../../src/models/recommenders/histories.ts'
import { popular } from '../../src/models/recommenders/popular.ts'
import { judgedDataset } from '../support/judged.ts'

const folder = judgedDataset('amazon-cds', ['train.txt.gz', 'test.txt.gz'])

/** Everybody's first `k` of one order of items, what they have left out: what ranking all items comes to where scores are the same for everybody. */
const firstOf = (order: readonly number[], { users, pointers, item }: Histories, k: number): RankedLists => {
  const lists = Array.from({ length: users }, (_, user) => {
    const own = new Set(item.subarray(pointers[user], pointers[user + 1]))
    return order
      .slice(0, k + own.size)
      .filter((item) => !own.has(item))
      .slice(0, k)
  })
  return {
    pointers: Int32Array.from({ length: users + 1 }, (_, user) => user * k),
    items: Int32Array.from(lists.flat()),
  }
}

describe.skipIf(folder === null)('on Amazon CDs', () => {
  it('popularity has the recall and NDCG at 20 that are known of it: .0122 and .0072', async () => {
    const { test, k } = await readDataSet(folder!, 'amazon-cds')
    expect([test.read.users, test.read.items]).toEqual([43_169, 35_648])
    const { score } = popular.fit(test.train, popular.defaults, { compute: createPlainCompute(), seed: 1 })
    const order = Array.from(score.keys()).sort((a, b) => score[b] - score[a] || a - b)
    const { recall, ndcg } = rankingMetrics(firstOf(order, test.read, k), test.wanted, k)
    expect(Math.abs(recall - 0.0122)).toBeLessThan(0.0002)
    expect(Math.abs(ndcg - 0.0072)).toBeLessThan(0.0002)
  })
})
