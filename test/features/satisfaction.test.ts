import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { satisfactionOf } from '../../src/features/satisfaction.ts'
import { sentimentOf } from '../../src/features/sentiment.ts'
import { datasetFile } from '../support/datasets.ts'

describe('sentimentOf', () => {
  it.each([
    ['I love this dress, it is beautiful', 1],
    ['Poor quality, it broke at once', 0],
    ['not good at all', 0],
    ["I wasn't disappointed", 1],
    ['质量很好，物流很快，非常满意', 1],
    ['质量太差了，退货！', 0],
    ['不喜欢，不是很满意', 0],
    ['真不错', 1],
  ])('hears what is meant by %s', (text, good) => {
    expect(Math.round(sentimentOf(text) ?? Number.NaN)).toBe(good)
  })

  it('says nothing about a text without a telling word', () => {
    expect(sentimentOf('')).toBeNull()
    expect(sentimentOf('I bought it on Tuesday. 昨天收到')).toBeNull()
  })

  const reviews = datasetFile('zh-shopping-reviews/reviews.csv.gz')
  it.skipIf(reviews === null)(
    'tells good from bad in six of seven Chinese shopping reviews that have a telling word',
    () => {
      // The review is the last column of three; quoted reviews that run over several lines are left out.
      const rows = gunzipSync(readFileSync(reviews!))
        .toString()
        .split('\n')
        .flatMap((line) => line.match(/^[^,]+,([01]),(.*)$/)?.slice(1) ?? [])
      const scored = Array.from(
        { length: rows.length / 2 },
        (_, i) => [rows[2 * i], sentimentOf(rows[2 * i + 1])] as const,
      )
      const told = scored.filter(([, score]) => score !== null)
      const right = told.filter(([label, score]) => score! >= 0.5 === (label === '1'))
      expect(scored.length).toBeGreaterThan(60_000)
      expect(told.length / scored.length).toBeGreaterThan(0.85)
      expect(right.length / told.length).toBeGreaterThan(6 / 7)
    },
  )
})

describe('satisfactionOf', () => {
  it('is the mean over ratings and told reviews, from 0 to 1', () => {
    expect(satisfactionOf({ ratingCount: 2, ratingSum: 10, unratedReviews: [] })).toBe(1)
    expect(satisfactionOf({ ratingCount: 1, ratingSum: 1, unratedReviews: ['on Tuesday'] })).toBe(0)
    expect(satisfactionOf({ ratingCount: 1, ratingSum: 5, unratedReviews: ['terrible'] })).toBeCloseTo((1 + 0.25) / 2)
  })

  it('is unknown without any', () => {
    expect(satisfactionOf({ ratingCount: 0, ratingSum: 0, unratedReviews: ['arrived'] })).toBeNull()
  })
})
