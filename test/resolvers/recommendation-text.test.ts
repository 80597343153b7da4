import { describe, expect, it } from 'vitest'

import type { Product } from '../../src/domain/product.ts'
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
    expect(say({ ...together, lift: 1.04 }, lamp)).toBe('Goes with “Lamp”, which you bought.')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 1 })).toBe('A customer with tastes like yours bought this.')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 12 })).toBe(
      '12 customers with tastes like yours bought this.',
    )
    expect(say({ kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0.42 })).toBe(
      '42 % of what you have bought lately is from toys.',
    )
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: 30 })).toBe('Popular in the last 30 days.')
  })

  it('says it in Chinese, with the names the shop gave in Chinese', () => {
    const say = (reason: Parameters<typeof reasonText>[0], product: Product | null = null) =>
      reasonText(reason, product, 'ZH')
    const together = { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 2 } as const
    expect(say(together, lamp)).toBe('买过“台灯”的顾客购买此商品的可能性是其他人的 2 倍。')
    expect(say(together, { ...lamp, names: {} })).toContain('“Lamp”')
    expect(say({ kind: 'SIMILAR_USERS', weight: 1, count: 12 })).toBe('12 位与您喜好相近的顾客买过此商品。')
    expect(say({ kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0.42 })).toBe(
      '您近期购买的商品中有 42% 属于“toys”。',
    )
    expect(say({ kind: 'TRENDING', weight: 1, windowDays: 7 })).toBe('近 7 天的热门商品。')
  })
})
