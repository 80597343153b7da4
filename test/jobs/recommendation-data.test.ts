import { describe, expect, it } from 'vitest'

import { recommendationData } from '../../src/jobs/recommendation-data.ts'
import { transferablesOf } from '../../src/jobs/transferables.ts'
import { reasonOf } from '../../src/serving/tell-reasons.ts'

const asOf = new Date('2024-06-30T00:00:00Z')
const product = (id: number) => ({
  id,
  name: `Kettle number ${id}`,
  names: {},
  category: id % 2 === 0 ? 'Kitchen > Kettles' : 'Garden',
  price: 5,
  attributes: { brand: 'Acme' },
  recommendable: true,
  createdAt: new Date('2024-01-01T00:00:00Z'),
})

const none = {
  rows: {
    userIds: new Float64Array(),
    productIds: new Int32Array(),
    ageDays: new Float32Array(),
    signal: new Uint8Array(),
  },
  seen: { userIds: new Float64Array(), productIds: new Int32Array() },
}
const dataOf = (changes: Partial<typeof none>) =>
  recommendationData({ products: [10, 11, 12].map(product), ...none, ...changes, firstSeenAt: null }, asOf)

describe('the data of recommendations', () => {
  it('knows what those with a history have seen beside it, of products that are there', () => {
    const rows = {
      userIds: Float64Array.of(2, 4, 7),
      productIds: Int32Array.of(11, 12, 10),
      ageDays: Float32Array.of(9, 3, 1),
      signal: Uint8Array.of(3, 3, 3),
    }
    const seen = { userIds: Float64Array.of(1, 4, 4, 5, 7, 7), productIds: Int32Array.of(10, 10, 11, 12, 12, 99) }
    const data = dataOf({ rows, seen })
    expect([...data.seen.pointers]).toEqual([0, 0, 2, 3])
    expect([...data.seen.items]).toEqual([0, 1, 2])
  })

  it('keeps what reasons are told with, when the rest has been handed over to the thread that computes', () => {
    const rows = {
      userIds: Float64Array.of(1, 1),
      productIds: Int32Array.of(11, 12),
      ageDays: Float32Array.of(9, 3),
      signal: Uint8Array.of(3, 0),
    }
    const data = dataOf({ rows })
    const { userIds: _, ...handed } = data
    structuredClone(handed, { transfer: [...transferablesOf(handed)] })
    const meanings = { ...data, featureNames: data.catalogue.featureNames }
    const kettles = data.categories.indexOf('Kitchen > Kettles')
    const likes = { kind: 'CATEGORY', weight: 1, category: kettles, share: 0.5 } as const
    expect(reasonOf(likes, meanings, data.histories, 0, 0)).toMatchObject({ productId: 12, evidence: 'VIEW' })
    const feature = data.catalogue.featureNames.findIndex(({ value }) => value === 'Acme')
    const same = { kind: 'FEATURE', weight: 1, feature } as const
    // What was bought says more than what was looked at.
    expect(reasonOf(same, meanings, data.histories, 0, 0)).toMatchObject({ productId: 11, name: 'brand' })
  })
})
