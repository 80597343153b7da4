import { describe, expect, it } from 'vitest'

import { type Recommended, recommendationMarkdown } from '../../scripts/support/recommendation-markdown.ts'

const tea = { externalId: 'p-1', name: 'Green Tea', category: 'Pantry > Tea' }
const pot = { externalId: 'p-2', name: 'Pot | large', category: null }
const event = (type: string, product: Recommended['events']['edges'][number]['node']['product'], day: number) => ({
  node: { type, timestamp: `2026-10-0${day}T08:00:00.000Z`, rating: type === 'REVIEW' ? 2 : null, product },
})

const user: Recommended = {
  externalId: 'u-1',
  traits: [{ name: 'language', value: 'zh' }],
  events: {
    edges: [
      event('REVIEW', tea, 9),
      event('PURCHASE', tea, 8),
      event('SEARCH', null, 8),
      event('VIEW', pot, 7),
      event('PURCHASE', tea, 6),
      event('VIEW', tea, 6),
    ],
  },
  recommendations: {
    edges: [
      {
        node: {
          rank: 1,
          product: { ...pot, price: 12.5 },
          reasons: [
            { weight: 0.75, text: 'You like pots.', chinese: '您喜欢壶。' },
            { weight: 0.25, text: 'Popular.', chinese: '热门。' },
          ],
        },
      },
    ],
  },
}

describe('recommendations as Markdown', () => {
  it('tell what was bought, how often and how it was liked, apart from what was looked at', () => {
    const text = recommendationMarkdown(user)
    expect(text).toContain('language zh')
    expect(text).toContain('- 2026-10-09 Green Tea (Pantry > Tea): bought twice, 2 of 5 stars\n')
    expect(text.indexOf('Pot / large: looked at')).toBeGreaterThan(text.indexOf('Looked at and not bought:'))
  })

  it('tell every reason with its weight, in the language asked for', () => {
    expect(recommendationMarkdown(user)).toContain(
      '| 1 | Pot / large |  | 12.50 | 75 % You like pots.<br>25 % Popular. |',
    )
    expect(recommendationMarkdown(user, { language: 'chinese' })).toContain('75 % 您喜欢壶。<br>25 % 热门。')
  })

  it('say how much is left out of a long history', () => {
    expect(
      recommendationMarkdown(
        { ...user, events: { edges: [...user.events.edges, event('VIEW', { ...pot, externalId: 'p-3' }, 1)] } },
        { most: 1 },
      ),
    ).toContain('- … and 1 more')
  })

  it('say so where nothing is recommended', () => {
    expect(recommendationMarkdown({ ...user, recommendations: { edges: [] } })).toContain('Nothing is recommended.')
  })
})
