import { describe, expect, it } from 'vitest'

import {
  atRiskMarkdown,
  type Portrait,
  portraitMarkdown,
  similarMarkdown,
} from '../../scripts/support/portrait-markdown.ts'

const known: Portrait = {
  externalId: '15000',
  profile: {
    lifecycle: 'NEW',
    orderCount: 1,
    recencyDays: 46.8,
    averageOrderValue: 490.52,
    rfm: { recency: 3, frequency: 1, monetary: 3 },
    favouriteCategories: [{ category: 'Garden', share: 0.29, lift: 1.74 }],
    labels: [{ text: 'Explorer' }],
  },
  churnRisk: {
    __typename: 'ChurnRisk',
    probability: 0.48,
    band: 'MEDIUM',
    probabilityAlive: 1,
    horizonDays: 90,
    reasons: [{ feature: 'baseline', contribution: -0.04, text: 'A typical customer.' }],
    counterfactual: null,
  },
  lifetimeValue: {
    __typename: 'LifetimeValue',
    historic: 490.52,
    predicted: 1080.4,
    horizonDays: 365,
    expectedOrders: 2.63,
    low: 0,
    high: 2921,
  },
  segments: [{ segment: { name: 'New customers' } }],
  recommendations: {
    edges: [
      {
        node: {
          product: { externalId: '22086', name: null },
          reasons: [
            { weight: 0.4, text: 'Popular.' },
            { weight: 0.6, text: 'Bought together.' },
          ],
        },
      },
    ],
  },
}

const unknown: Portrait = {
  ...known,
  profile: { ...known.profile, lifecycle: null, rfm: null, averageOrderValue: null, recencyDays: null },
  churnRisk: { __typename: 'InsufficientData', what: 'orders of this user' },
  lifetimeValue: { __typename: 'InsufficientData', what: 'orders of this user' },
}

describe('a portrait as Markdown', () => {
  it('states the facts, and each product with its heaviest reason', () => {
    const text = portraitMarkdown(known)
    expect(text).toContain('| orders | 1, 490.52 on average, the last 47 days ago |')
    expect(text).toContain('| likes (lift) | Garden 29 % (×1.7) |')
    expect(text).toContain('A typical customer. (−0.04)')
    expect(text).toContain('| value | 1,080 (0 to 2,921) and 2.6 orders expected within 365 days |')
    expect(text).toContain('1. 22086 — Bought together. (60 % of the score)')
  })

  it('says what is missing of somebody who never ordered', () => {
    const text = portraitMarkdown(unknown)
    expect(text).toContain('| lifecycle, segment | never ordered; New customers; no RFM scores |')
    expect(text).toContain('| churn risk | unknown, for want of orders of this user |')
    expect(text).not.toContain('expected within')
  })
})

describe('tables of people and of products', () => {
  it('give a row to each', () => {
    const similar = { edges: [{ node: { product: { externalId: '1', name: 'LAMP' }, score: 0.456 } }] }
    expect(atRiskMarkdown([known])).toContain('| 15000 | New customers | 1 | 490.52 | 47 | 48 % | 1,080 (0 to 2,921) |')
    expect(similarMarkdown([{ name: 'TORCH', category: null, similar }])).toContain('| TORCH |  | LAMP 0.46 |')
  })
})
