import { describe, expect, it } from 'vitest'

import { graphFilter } from '../../src/models/recommenders/graph-filter.ts'
import { itemKnn } from '../../src/models/recommenders/item-knn.ts'
import { popular } from '../../src/models/recommenders/popular.ts'
import { rp3Beta } from '../../src/models/recommenders/random-walk.ts'
import { judgedDataset, judgedOn } from '../support/judged.ts'

const name = 'amazon-electronics'
const folder = judgedDataset(name, ['train.txt', 'test.txt'])

describe.skipIf(folder === null)('on Amazon Electronics', () => {
  it('popularity has the recall and NDCG at 20 that are known of it: .0892 and .0489', async () => {
    const { recall, ndcg } = await judgedOn(folder!, name, popular)
    expect(Math.abs(recall - 0.0892)).toBeLessThan(0.002)
    expect(Math.abs(ndcg - 0.0489)).toBeLessThan(0.002)
  })

  it('neighbours of items as delivered reach what UltraGCN published: .1368 and .0829', async () => {
    const { recall, ndcg } = await judgedOn(folder!, name, itemKnn)
    expect(recall).toBeGreaterThan(0.1368)
    expect(ndcg).toBeGreaterThan(0.0829)
  })

  it('walks as delivered come within a twentieth of it', async () => {
    const { recall, ndcg } = await judgedOn(folder!, name, rp3Beta)
    expect(recall).toBeGreaterThan(0.95 * 0.1368)
    expect(ndcg).toBeGreaterThan(0.95 * 0.0829)
  })

  it('a graph filter of few frequencies reaches it too', async () => {
    const { recall, ndcg } = await judgedOn(folder!, name, graphFilter, { factors: 32 })
    expect(recall).toBeGreaterThan(0.1368)
    expect(ndcg).toBeGreaterThan(0.0829)
  })
})
