import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { asPopularity } from '../../src/models/evaluation/evaluate-recommender.ts'
import { rankingMetrics } from '../../src/models/evaluation/ranking.ts'
import { buildInteractions } from '../../src/models/interactions.ts'
import { recommendForUsers } from '../../src/models/recommend.ts'
import { fitRecommender, historiesOf, noItemFacts, type RecommenderOptions } from '../../src/models/recommender.ts'
import { datasetFile } from '../support/datasets.ts'
import { type PurchaseRow, purchasesOf } from '../support/purchase-rows.ts'

const [users, items] = [1435, 1522]
const trainFile = datasetFile('amazon-electronics/train.txt')
const testFile = datasetFile('amazon-electronics/test.txt')

/** Lines of `user item item ...`; the file knows no times. */
const readRows = (file: string): PurchaseRow[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [user, ...bought] = line.trim().split(' ').map(Number)
      return bought.map((item): PurchaseRow => [user, item, 0])
    })

describe.skipIf(trainFile === null || testFile === null)('on Amazon Electronics', () => {
  const metricsOf = (options: Partial<RecommenderOptions>) => {
    const purchases = purchasesOf(users, items, readRows(trainFile!))
    const facts = noItemFacts(items)
    const model = fitRecommender(purchases, facts, options)
    const lists = recommendForUsers(model, historiesOf(purchases, facts.recommendable), { listSize: 20 })
    return rankingMetrics(lists, buildInteractions(purchasesOf(users, items, readRows(testFile!))), 20)
  }

  it('popularity has the recall and NDCG at 20 that are known of it: .0892 and .0489', () => {
    const { recall, ndcg } = metricsOf(asPopularity())
    expect(Math.abs(recall - 0.0892)).toBeLessThan(0.002)
    expect(Math.abs(ndcg - 0.0489)).toBeLessThan(0.002)
  })

  it('the neighbours as delivered reach what UltraGCN published: .1368 and .0829', () => {
    const { recall, ndcg } = metricsOf({})
    expect(recall).toBeGreaterThan(0.1368)
    expect(ndcg).toBeGreaterThan(0.0829)
  })

  it('telling all evidence instead of the five strongest pieces would not find more', () => {
    expect(metricsOf({}).recall).toBeGreaterThan(metricsOf({ evidence: 100 }).recall - 0.001)
  })
})
