import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { behaviourColumns } from '../../src/features/behaviour-features.ts'
import { behaviourTopicOf, createTopicReasons, mainReason, topicReasons } from '../../src/features/behaviour-reasons.ts'

const columns = behaviourColumns({ categories: ['a'], channels: ['web'], traits: [{ name: 'city', values: ['x'] }] })

describe('topics of behaviour', () => {
  it.each([
    ['lowestRatingSinceOrder', 'EXPERIENCE'],
    ['daysSinceLowRating', 'EXPERIENCE'],
    ['returnsSinceOrder', 'RETURN'],
    ['daysSinceReturn', 'RETURN'],
    ['priceComplaintsSinceOrder', 'PRICE'],
    ['visitPaceSinceOrder', 'SILENCE'],
    ['visitSilence', 'SILENCE'],
    ['views30', 'SILENCE'],
    ['viewsSinceOrder', 'SILENCE'],
    ['ratingAfterReturn', 'RETURN'],
    ['purchaseDays30', 'SILENCE'],
    ['purchaseDays', 'HABIT'],
    ['spend', 'SPEND'],
    ['trait:city', 'ABOUT'],
    ['seasonSine', 'TIME'],
  ])('has %s tell of %s', (column, topic) => {
    expect(behaviourTopicOf(column)).toBe(topic)
  })

  it('leaves ABOUT to traits and channels alone', () => {
    expect(columns.filter(({ name }) => behaviourTopicOf(name) === 'ABOUT').map(({ name }) => name)).toEqual([
      'channel',
      'trait:city',
    ])
  })

  it('add up to what the columns add up to, largest first, led by a column that pulls the same way', () => {
    const topics = columns.map(({ name }) => behaviourTopicOf(name))
    const contribution = fc.integer({ min: -40, max: 40 }).map((eighths) => eighths / 8)
    fc.assert(
      fc.property(fc.array(contribution, { minLength: columns.length, maxLength: columns.length }), (contributions) => {
        const reasons = topicReasons(topics, contributions)
        const sum = reasons.reduce((all, { contribution }) => all + contribution, 0)
        expect(sum).toBeCloseTo(
          contributions.reduce((all, value) => all + value, 0),
          9,
        )
        reasons.forEach(({ topic, contribution, lead }, at) => {
          expect(topics[lead]).toBe(topic)
          expect(contributions[lead] * contribution).toBeGreaterThan(0)
          if (at > 0) expect(Math.abs(contribution)).toBeLessThanOrEqual(Math.abs(reasons[at - 1].contribution))
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('who came back without buying', () => {
  const named = ['visitSilence', 'visitsSinceOrder', 'awayAfterLooking', 'silence'].map((name) => ({ name }))
  const read = createTopicReasons(named)
  const cells = (visits: number) => [5, visits, visits > 0 ? 5 : 0, 3]

  it('is told apart from who has not been seen: the one fades, the other is silent', () => {
    const contributions = [0.5, -0.2, 0.4, 1]
    expect(read(contributions, (column) => cells(2)[column])).toEqual([
      { topic: 'SILENCE', contribution: 1, lead: 3 },
      { topic: 'FADING', contribution: expect.closeTo(0.7), lead: 2 },
    ])
    expect(read(contributions, (column) => cells(0)[column])).toEqual([
      { topic: 'SILENCE', contribution: expect.closeTo(1.7), lead: 3 },
    ])
  })

  it('is said by what happened since the last order, before what is known of all time', () => {
    const stars = ['lowRatingDays', 'lowestRatingSinceOrder', 'returnsSinceOrder'].map((name) => ({ name }))
    const said = (values: readonly number[], contributions: readonly number[]) =>
      createTopicReasons(stars)(contributions, (column) => values[column]).map(({ lead }) => stars[lead].name)
    expect(said([1, 1, 0], [0.9, 0.2, 0])).toEqual(['lowestRatingSinceOrder'])
    expect(said([1, Number.NaN, 0], [0.9, 0.2, 0])).toEqual(['lowRatingDays'])
    expect(said([1, 1, 0], [0.9, -0.2, 0])).toEqual(['lowRatingDays'])
  })

  it('is led by a feature that tells so by itself', () => {
    for (const { lead, topic } of read([2, 0.1, 0.2, -1], (column) => cells(1)[column])) {
      expect(behaviourTopicOf(named[lead].name, cells(1)[lead])).toBe(topic)
    }
  })
})

describe('the main reason of a risk', () => {
  it('is why somebody leaves before that they are silent', () => {
    const reasons = topicReasons(['SILENCE', 'EXPERIENCE', 'HABIT'], [2, 0.8, -1])
    expect(mainReason(reasons)).toEqual({ topic: 'EXPERIENCE', contribution: 0.8, lead: 1 })
  })

  it('is rather a silence than a city', () => {
    expect(mainReason(topicReasons(['SILENCE', 'ABOUT', 'SPEND'], [0.2, 0.9, 0.8]))?.topic).toBe('SILENCE')
    expect(mainReason(topicReasons(['SILENCE', 'ABOUT'], [0.02, 0.9]))?.topic).toBe('ABOUT')
  })

  it('is the largest that raises it where nothing tells why', () => {
    expect(mainReason(topicReasons(['SILENCE', 'EXPERIENCE', 'HABIT'], [0.7, 0.05, -3]))?.topic).toBe('SILENCE')
    expect(mainReason(topicReasons(['SILENCE', 'EXPERIENCE'], [-0.7, -0.5]))).toBeNull()
  })
})
