import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import type { FeatureName } from '../../../src/models/recommenders/catalogue.ts'
import { content } from '../../../src/models/recommenders/content.ts'
import { describeRecommender } from '../../contracts/recommender.ts'
import { scoreRows } from '../../support/score-all.ts'
import { historiesFrom, trainingDataFrom } from '../../support/training-data.ts'

describeRecommender(content)
describeRecommender(content, { options: { dimensions: 2 } })

const compute = createPlainCompute()
const features: readonly (readonly string[])[] = [
  ['wool', 'red', 'sold'],
  ['wool', 'blue', 'sold'],
  ['silk', 'red', 'sold'],
  ['silk', 'green', 'sold'],
  ['wool', 'red', 'sold'],
  ['sold'],
]
const data = trainingDataFrom(1, features.length, [[0, 0, 0]], {
  featuresOf: (item) => features[item].map((value): FeatureName => ({ kind: 'ATTRIBUTE', name: 'is', value })),
})
const fitted = (dimensions: number) =>
  content.fit(data, { ...content.defaults, dimensions, halfLifeDays: 0 }, { compute, seed: 1 })

describe('content', () => {
  const scores = (dimensions: number) => scoreRows(content, fitted(dimensions), data.histories, compute)[0]

  it('is the cosine of rarities: six items, three of wool, three red, and two of silk', () => {
    const [common, silk, single] = [Math.log(2), Math.log(3), Math.log(6)]
    const woolRed = Math.hypot(common, common)
    const wanted = [
      1,
      common ** 2 / (woolRed * Math.hypot(common, single)),
      common ** 2 / (woolRed * Math.hypot(silk, common)),
      0,
      1,
      0,
    ]
    expect([...scores(0)]).toEqual(wanted.map((value) => expect.closeTo(value, 6)))
  })

  it('reaches a product that nobody has bought, and names what it shares with the history', () => {
    const parts = content.explain(fitted(0), data.histories, 0, 4, compute)
    const names = parts.map((part) => (part.kind === 'FEATURE' ? data.catalogue.featureNames[part.feature].value : ''))
    expect(names.sort()).toEqual(['red', 'wool'])
  })

  it('is the same with as many dimensions as there are features', () => {
    const full = scores(5)
    scores(0).forEach((score, item) => {
      expect(full[item]).toBeCloseTo(score, 4)
    })
  })

  it('finds what goes together without sharing anything, with fewer dimensions', () => {
    const onlyBlue = historiesFrom(1, features.length, [[0, 1, 0]])
    const reduced = scoreRows(content, fitted(2), onlyBlue, compute)[0]
    const plain = scoreRows(content, fitted(0), onlyBlue, compute)[0]
    expect(plain[2]).toBe(0)
    expect(reduced[2]).toBeGreaterThan(0)
  })

  it('says nothing where nothing is known of products', () => {
    const bare = trainingDataFrom(1, 2, [[0, 0, 0]])
    const model = content.fit(bare, { ...content.defaults, dimensions: 8 }, { compute, seed: 1 })
    expect([...scoreRows(content, model, bare.histories, compute)[0]]).toEqual([0, 0])
  })
})
