import { describe, expect, it } from 'vitest'

import type { Product } from '../../src/domain/product.ts'
import type { Evidence, RecommendationReason } from '../../src/domain/recommendation.ts'
import { reasonText } from '../../src/resolvers/recommendation-text.ts'

const lamp: Product = {
  id: 1,
  externalId: 'p-1',
  name: 'Lamp',
  names: { zh: '台灯' },
  category: null,
  price: null,
  currency: null,
  inStock: true,
  attributes: {},
  recommendable: true,
}

describe('the sentence of a reason', () => {
  it('says in English why', () => {
    const say = (reason: Parameters<typeof reasonText>[0], product: Product | null = null) =>
      reasonText(reason, product, 'EN')
    const together = { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 3.25 } as const
    expect(say(together, lamp)).toBe('Customers who bought “Lamp” buy this 3.3 times as often as others.')
    expect(say(together, { ...lamp, name: null })).toContain('“p-1”')
    expect(say({ ...together, lift: 1.04 }, lamp)).toBe('Often chosen by the same people as “Lamp”, which you bought.')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 1 })).toBe('A customer with tastes like yours bought this.')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 12 })).toBe(
      '12 customers with tastes like yours bought this.',
    )
    expect(say({ kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0.42 })).toBe(
      '42 % of what you have chosen lately is from toys.',
    )
    expect(say({ kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0 })).toBe(
      'From toys, like other things you chose.',
    )
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: 30 })).toBe('Popular in the last 30 days.')
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: 1 })).toBe('Popular since yesterday.')
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: null })).toBe("One of the shop's favourites.")
  })

  it('never says that something was bought which was only looked at', () => {
    const goesWith = (evidence: Evidence) =>
      reasonText({ kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 3.25, evidence }, lamp, 'EN')
    expect(goesWith('VIEW')).toBe('Often chosen by the same people as “Lamp”, which you looked at.')
    expect(goesWith('ADD_TO_CART')).toBe('Often chosen by the same people as “Lamp”, which you put into your cart.')
    expect(goesWith('LIKE')).toBe('Often chosen by the same people as “Lamp”, which you like.')
    const unknownLift = { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: null } as const
    expect(reasonText(unknownLift, lamp, 'EN')).toBe('Often chosen by the same people as “Lamp”, which you bought.')
    const liked = { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: null, evidence: 'LIKE' } as const
    expect(reasonText(liked, lamp, 'ZH')).toBe('和您一样喜欢“台灯”的顾客也常选此商品。')
    const next = { kind: 'NEXT_AFTER', weight: 1, productId: 1 } as const
    expect(reasonText({ ...next, evidence: 'VIEW' }, lamp, 'ZH')).toBe(
      '顾客在选了您看过的“台灯”之后，常常接着选此商品。',
    )
    expect(reasonText(next, lamp, 'EN')).toBe('Often chosen next after “Lamp”, which you bought.')
  })

  it.each<[RecommendationReason, string, string]>([
    [
      { kind: 'LIKES_FEATURE', weight: 1, name: 'brand', value: 'Acme' },
      'brand: Acme, like other things you chose.',
      'brand：Acme，和您选过的其他商品一样。',
    ],
    [
      { kind: 'LIKES_FEATURE', weight: 1, name: '', value: 'tea' },
      'About “tea”, like other things you chose.',
      '与“tea”有关，和您选过的其他商品一样。',
    ],
    [
      { kind: 'BUYS_AGAIN', weight: 1, everyDays: 30.4, sinceDays: 28.2 },
      'You buy this about every 30 days; the last time was 28 days ago.',
      '您大约每 30 天购买一次，上次购买是28 天前。',
    ],
    [
      { kind: 'BUYS_AGAIN', weight: 1, everyDays: 1, sinceDays: 1.5 },
      'You buy this about every day; the last time was yesterday.',
      '您大约每 1 天购买一次，上次购买是昨天。',
    ],
    [
      { kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 1 },
      'From toys, like everything you have chosen lately.',
      '属于“toys”，和您近期选择的所有商品一样。',
    ],
    [{ kind: 'NEW_IN_SHOP', weight: 1, ageDays: 5 }, 'New in the shop: it came 5 days ago.', '新品：5 天前上架。'],
    [{ kind: 'NEW_IN_SHOP', weight: 1, ageDays: 0.5 }, 'New in the shop: it came today.', '新品：今天上架。'],
    [
      { kind: 'POPULAR_IN_GROUP', weight: 1, trait: 'city', value: 'Berlin', share: 0.12 },
      'Popular with customers like you (city: Berlin): 12 % of them bought it.',
      '受到与您相似的顾客（city：Berlin）欢迎：其中 12% 买过此商品。',
    ],
    [
      { kind: 'TRYING_OUT', weight: 1 },
      'Something different for a change: perhaps you like it.',
      '换个花样：也许您会喜欢。',
    ],
    [{ kind: 'SEARCHED_FOR', weight: 1, query: 'red lamp' }, 'You searched for “red lamp”.', '您搜索过“red lamp”。'],
  ])('says %o in both languages', (reason, english, chinese) => {
    expect(reasonText(reason, null, 'EN')).toBe(english)
    expect(reasonText(reason, null, 'ZH')).toBe(chinese)
  })

  it('says it in Chinese, with the names the shop gave in Chinese', () => {
    const say = (reason: Parameters<typeof reasonText>[0], product: Product | null = null) =>
      reasonText(reason, product, 'ZH')
    const together = { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 2 } as const
    expect(say(together, lamp)).toBe('买过“台灯”的顾客购买此商品的可能性是其他人的 2 倍。')
    expect(say(together, { ...lamp, names: {} })).toContain('“Lamp”')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 12 })).toBe('12 位与您喜好相近的顾客买过此商品。')
    expect(say({ kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0.42 })).toBe(
      '您近期选择的商品中有 42% 属于“toys”。',
    )
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: 7 })).toBe('近 7 天的热门商品。')
  })
})
