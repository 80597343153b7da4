import { describe, expect, it } from 'vitest'

import { gateOf } from '../../src/jobs/recommendation-gate.ts'
import type { ListMetrics } from '../../src/models/evaluation/list-metrics.ts'

const found = (ndcg: number): ListMetrics => ({
  ndcg,
  recall: ndcg,
  hitRate: ndcg,
  coverage: 1,
  users: 100,
  novelty: 1,
  diversity: 1,
})

const gate = (candidate: number, popularity: number, published: number | null) =>
  gateOf({
    judged: 100,
    metrics: found(candidate),
    popularity: found(popularity),
    previous: published === null ? null : found(published),
  })

describe('the gate', () => {
  it('lets pass what finds more than popularity, where nothing is published', () => {
    expect(gate(0.2, 0.1, null)).toBeNull()
  })

  it('lets pass what finds more than what is published, or as much: newer data win', () => {
    expect(gate(0.2, 0.1, 0.15)).toBeNull()
    expect(gate(0.2, 0.1, 0.2)).toBeNull()
  })

  it.each([0.1, 0.05])('refuses what finds %d where popularity finds .1', (candidate) => {
    expect(gate(candidate, 0.1, null)).toMatchObject({
      code: 'GATE_POPULARITY_WON',
      comparison: { measure: 'ndcg@20', candidate, popularity: 0.1, published: null, people: 100 },
    })
  })

  it('refuses what finds less than what is published, and tells all three numbers', () => {
    expect(gate(0.2, 0.1, 0.2001)?.code).toBe('GATE_PUBLISHED_WON')
    expect(gate(0.2, 0.1, 0.23)).toMatchObject({
      code: 'GATE_PUBLISHED_WON',
      message: expect.stringContaining('NDCG@20 0.2300 against 0.2000, on 100 people'),
      comparison: { candidate: 0.2, popularity: 0.1, published: 0.23 },
    })
  })

  it('does not say that something stays where nothing is published', () => {
    const judged = { judged: 100, metrics: found(0.1), popularity: found(0.2), previous: null }
    expect(gateOf(judged)?.message).toMatch(/: nothing is published\.$/)
    // Of a recipe that can no longer be fitted.
    expect(gateOf(judged, true)?.message).toMatch(/: what is published stays\.$/)
  })

  it('names the one that finds most where both find more', () => {
    expect(gate(0.1, 0.2, 0.3)?.code).toBe('GATE_PUBLISHED_WON')
    expect(gate(0.1, 0.3, 0.2)?.code).toBe('GATE_POPULARITY_WON')
  })

  it('holds nothing against a default where nobody could be judged', () => {
    expect(gateOf({ judged: 0, metrics: null, popularity: null, previous: null })).toBeNull()
  })
})
