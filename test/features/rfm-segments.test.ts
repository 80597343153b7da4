import { describe, expect, it } from 'vitest'

import { lifecycles, type UserProfile } from '../../src/domain/portrait.ts'
import { isMember, rfmSegments, segmentOf } from '../../src/features/rfm-segments.ts'

type Segmented = Pick<UserProfile, 'rfm' | 'lifecycle' | 'orderCount'>

const scores = [1, 2, 3, 4, 5]
const customers: Segmented[] = scores.flatMap((recency) =>
  scores.flatMap((frequency) =>
    scores.flatMap((monetary) =>
      lifecycles.map((lifecycle) => ({ rfm: { recency, frequency, monetary }, lifecycle, orderCount: 1 })),
    ),
  ),
)
const stranger: Segmented = { rfm: null, lifecycle: null, orderCount: 0 }
const keyOf = (recency: number, frequency: number, monetary: number, lifecycle: UserProfile['lifecycle']) =>
  segmentOf({ rfm: { recency, frequency, monetary }, lifecycle, orderCount: 1 }).key

describe('the RFM segments', () => {
  it('hold everybody, in exactly one', () => {
    for (const profile of [...customers, stranger]) {
      const holding = rfmSegments.filter(({ definition }) => isMember(definition, profile))
      expect(holding.map(({ key }) => key)).toEqual([segmentOf(profile).key])
    }
  })

  it('are none of them empty', () => {
    const met = new Set([...customers, stranger].map((profile) => segmentOf(profile).key))
    expect([...met].sort()).toEqual(rfmSegments.map(({ key }) => key).sort())
  })

  it('put people where a marketer expects them', () => {
    expect(keyOf(5, 5, 5, 'LOYAL')).toBe('champions')
    expect(keyOf(5, 5, 5, 'COOLING')).toBe('slipping')
    expect(keyOf(1, 5, 5, 'DORMANT')).toBe('cannot-lose')
    expect(keyOf(5, 1, 1, 'NEW')).toBe('new-customers')
    expect(keyOf(1, 1, 1, 'DORMANT')).toBe('lost')
    expect(segmentOf(stranger).key).toBe('prospects')
  })

  it('are plain JSON with keys of their own', () => {
    const definitions = rfmSegments.map(({ definition }) => definition)
    expect(JSON.parse(JSON.stringify(definitions))).toEqual(definitions)
    expect(new Set(rfmSegments.map(({ key }) => key)).size).toBe(rfmSegments.length)
  })
})
