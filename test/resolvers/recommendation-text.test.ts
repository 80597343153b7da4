import { describe, expect, it } from 'vitest'

import type { Product } from '../../src/domain/product.ts'
import type { Evidence, RecommendationReason } from '../../src/domain/recommendation.ts'
import type { Language } from '../../src/resolvers/language.ts'
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

const kettle: Product = {
  ...lamp,
  id: 2,
  externalId: 'p-2',
  name: 'Gooseneck Kettle',
  names: { zh: '细口壶' },
  category: 'Kitchen > Coffee Gear',
  attributes: { category_zh: '厨房 > 咖啡器具' },
}

const evidences: readonly Evidence[] = ['PURCHASE', 'LIKE', 'ADD_TO_CART', 'VIEW']

/** A reason of each kind, with what it names, in English and in Chinese. */
const sentences: readonly (readonly [RecommendationReason, Product | null, string, string])[] = [
  [
    { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 3.25 },
    lamp,
    'Customers who bought “Lamp” buy this 3.3 times as often as others.',
    '买过「台灯」的顾客购买这款商品的可能性是其他顾客的 3.3 倍。',
  ],
  [
    { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 1.04 },
    lamp,
    'You bought “Lamp”: people who choose it often choose this, too.',
    '您买过「台灯」，选择它的顾客也常选这款商品。',
  ],
  [
    { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: null },
    { ...lamp, name: null, names: {} },
    'You bought “p-1”: people who choose it often choose this, too.',
    '您买过「p-1」，选择它的顾客也常选这款商品。',
  ],
  [
    { kind: 'NEXT_AFTER', weight: 1, productId: 1, evidence: 'VIEW' },
    lamp,
    'You looked at “Lamp”: this is what people often choose next.',
    '您看过「台灯」，很多顾客接下来会选这款商品。',
  ],
  [
    { kind: 'SIMILAR_USERS', weight: 1, count: 1 },
    null,
    'A customer with tastes like yours bought this.',
    '有 1 位与您喜好相近的顾客买过这款商品。',
  ],
  [
    { kind: 'SIMILAR_USERS', weight: 1, count: 12 },
    null,
    '12 customers with tastes like yours bought this.',
    '有 12 位与您喜好相近的顾客买过这款商品。',
  ],
  [
    {
      kind: 'LIKES_CATEGORY',
      weight: 1,
      category: 'Kitchen > Coffee Gear',
      share: 0.9,
      productId: 2,
      evidence: 'VIEW',
    },
    kettle,
    'Because you looked at “Gooseneck Kettle”: more from Coffee Gear.',
    '您看过「细口壶」，这款同属「咖啡器具」。',
  ],
  [
    { kind: 'LIKES_CATEGORY', weight: 1, category: 'Kitchen', share: 0.9, productId: 2 },
    kettle,
    'Because you bought “Gooseneck Kettle”: more from Kitchen.',
    '您买过「细口壶」，这款同属「厨房」。',
  ],
  [
    { kind: 'LIKES_CATEGORY', weight: 1, category: 'Kitchen > Coffee Gear', share: 0.42 },
    null,
    '42 % of what you have chosen lately is from Coffee Gear.',
    '您近期选择的商品中有 42% 属于「Coffee Gear」。',
  ],
  [
    { kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0 },
    null,
    'From toys, like other things you chose.',
    '属于「toys」，与您选过的其他商品同类。',
  ],
  [
    { kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 1 },
    null,
    'From toys, like everything you have chosen lately.',
    '属于「toys」，与您近期选择的商品一致。',
  ],
  [
    { kind: 'LIKES_FEATURE', weight: 1, name: 'brand', value: 'Acme', productId: 2, evidence: 'VIEW' },
    kettle,
    'You looked at “Gooseneck Kettle”: this has the same brand, Acme.',
    '您看过「细口壶」，这款的品牌相同：「Acme」。',
  ],
  [
    { kind: 'LIKES_FEATURE', weight: 1, name: '材质', value: '陶瓷', productId: 2, evidence: 'LIKE' },
    kettle,
    'You like “Gooseneck Kettle”: this has the same 材质, 陶瓷.',
    '您喜欢「细口壶」，这款的材质相同：「陶瓷」。',
  ],
  [
    { kind: 'LIKES_FEATURE', weight: 1, name: '', value: 'kettle', productId: 2, evidence: 'ADD_TO_CART' },
    kettle,
    'You put “Gooseneck Kettle” into your cart: this also has “kettle” in its name.',
    '您把「细口壶」加入过购物车，这款名称中也有「kettle」。',
  ],
  [
    { kind: 'LIKES_FEATURE', weight: 1, name: 'organic', value: 'true', productId: 2 },
    kettle,
    'You bought “Gooseneck Kettle”: this is also organic.',
    '您买过「细口壶」，这款也符合「organic」。',
  ],
  [
    { kind: 'LIKES_FEATURE', weight: 1, name: 'brand', value: 'Acme' },
    null,
    'Like other things you chose, this has the same brand, Acme.',
    '和您选过的其他商品一样，这款的品牌相同：「Acme」。',
  ],
  [{ kind: 'TRENDING', weight: 1, windowDays: 30 }, null, 'Popular in the last 30 days.', '近 30 天的热门商品。'],
  [{ kind: 'TRENDING', weight: 1, windowDays: 1 }, null, 'Popular since yesterday.', '昨天以来的热门商品。'],
  [{ kind: 'TRENDING', weight: 1, windowDays: null }, null, "One of the shop's favourites.", '本店一直热销的商品。'],
  [
    { kind: 'BUYS_AGAIN', weight: 1, everyDays: 30.4, sinceDays: 28.2 },
    null,
    'You buy this about every 30 days; the last time was 28 days ago.',
    '您大约每 30 天购买一次，上次购买是 28 天前。',
  ],
  [
    { kind: 'BUYS_AGAIN', weight: 1, everyDays: 1, sinceDays: 1.5 },
    null,
    'You buy this about every day; the last time was yesterday.',
    '您差不多每天都会购买，上次购买是昨天。',
  ],
  [
    { kind: 'NEW_IN_SHOP', weight: 1, ageDays: 5 },
    null,
    'New in the shop: it arrived 5 days ago.',
    '新品，5 天前上架。',
  ],
  [{ kind: 'NEW_IN_SHOP', weight: 1, ageDays: 0.5 }, null, 'New in the shop: it arrived today.', '新品，今天上架。'],
  [
    { kind: 'POPULAR_IN_GROUP', weight: 1, trait: 'city', value: 'Berlin', share: 0.12 },
    null,
    'Popular with customers like you (city: Berlin): 12 % of them bought it.',
    '很受与您相似的顾客（city：Berlin）欢迎，其中 12% 买过。',
  ],
  [
    { kind: 'TRYING_OUT', weight: 1 },
    null,
    'Something different for a change: perhaps you will like it.',
    '换换口味：也许您会喜欢。',
  ],
  [
    { kind: 'SEARCHED_FOR', weight: 1, query: 'red lamp' },
    null,
    'You searched for “red lamp”.',
    '您搜索过「red lamp」。',
  ],
]

describe('the sentence of a reason', () => {
  it.each(sentences)('says %o in both languages', (reason, because, english, chinese) => {
    expect(reasonText(reason, { because, like: null }, 'EN')).toBe(english)
    expect(reasonText(reason, { because, like: null }, 'ZH')).toBe(chinese)
  })

  it('tells of what too few know through what it is like', () => {
    const reason = { kind: 'RESEMBLES', weight: 1, like: 2 } as const
    const say = (language: Language, because: Product | null, evidence: Evidence = 'PURCHASE') =>
      reasonText({ ...reason, ...(because && { productId: 1, evidence }) }, { because, like: kettle }, language)
    expect(say('EN', null)).toBe('Much like “Gooseneck Kettle”, which would suit you, too.')
    expect(say('EN', lamp)).toBe(
      'You bought “Lamp”: people who choose it often choose “Gooseneck Kettle”, and this is much like that.',
    )
    expect(say('EN', lamp, 'VIEW')).toMatch(/^You looked at “Lamp”: /)
    expect(say('ZH', lamp)).toMatch(/^您买过「台灯」，选择它的顾客也常选「细口壶」，这款与之相似。$/)
    expect(say('ZH', null)).toMatch(/^与同样适合您的「细口壶」相似。$/)
  })

  it('tells of what is like a product that came after the run, and that somebody met', () => {
    const reason = { kind: 'RESEMBLES', weight: 1, like: 1, productId: 1, evidence: 'VIEW' } as const
    const say = (language: Language) => reasonText(reason, { because: lamp, like: lamp }, language)
    expect(say('EN')).toBe('You looked at “Lamp”: this is much like it.')
    expect(say('ZH')).toBe('您看过「台灯」，这款与之相似。')
  })

  it('never shows a path, and sets letters and numbers off from Chinese characters', () => {
    for (const [reason, because] of sentences) {
      const said = reasonText(reason, { because, like: null }, 'ZH')
      expect(reasonText(reason, { because, like: null }, 'EN') + said).not.toContain(' > ')
      // What stands in quotation marks or brackets is the shop's own.
      const own = said.replace(/「[^」]*」|（[^）]*）/g, '')
      expect(own).not.toMatch(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u)
      expect(own).not.toMatch(/ {2}|^ | $/)
    }
  })

  it('never says that something was bought which was only looked at', () => {
    const said: Readonly<Record<Evidence, RegExp>> = {
      PURCHASE: /[Yy]ou bought “Lamp”|Customers who bought “Lamp”/,
      LIKE: /[Yy]ou like “Lamp”/,
      ADD_TO_CART: /[Yy]ou put “Lamp” into your cart/,
      VIEW: /[Yy]ou looked at “Lamp”/,
    }
    for (const evidence of evidences) {
      const reasons: readonly RecommendationReason[] = [
        { kind: 'BOUGHT_TOGETHER', weight: 1, productId: 1, lift: 3.25, evidence },
        { kind: 'NEXT_AFTER', weight: 1, productId: 1, evidence },
        { kind: 'LIKES_CATEGORY', weight: 1, category: 'toys', share: 0.5, productId: 1, evidence },
        { kind: 'LIKES_FEATURE', weight: 1, name: 'brand', value: 'Acme', productId: 1, evidence },
      ]
      for (const reason of reasons)
        expect(reasonText(reason, { because: lamp, like: null }, 'EN')).toMatch(said[evidence])
    }
  })

  it('calls the value of an attribute as the shop does in that language, and an attribute nobody can translate by its name', () => {
    const say = (attributes: Product['attributes'], name = 'colour', value = 'red') =>
      reasonText(
        { kind: 'LIKES_FEATURE', weight: 1, name, value, productId: 2 },
        { because: { ...kettle, attributes }, like: null },
        'ZH',
      )
    expect(say({ colour: 'red', colour_zh: '红色' })).toBe('您买过「细口壶」，这款的颜色相同：「红色」。')
    expect(say({ colour: 'blue', colour_zh: '蓝色' })).toContain('「red」')
    expect(say({ finish: 'matt' }, 'finish', 'matt')).toBe('您买过「细口壶」，这款的 finish 相同：「matt」。')
  })

  it('calls a category as the shop does in that language, only where a product of it says so', () => {
    const reason = {
      kind: 'LIKES_CATEGORY',
      weight: 1,
      category: 'Kitchen > Coffee Gear',
      share: 0.5,
      productId: 2,
    } as const
    const say = (changes: Partial<Product>) =>
      reasonText(reason, { because: { ...kettle, ...changes }, like: null }, 'ZH')
    expect(
      say({ category: 'Kitchen > Coffee Gear > Kettles', attributes: { category_zh: '厨房 > 咖啡器具 > 壶' } }),
    ).toContain('「咖啡器具」')
    expect(say({ attributes: { category_zh: '厨房' } })).toContain('「Coffee Gear」')
    expect(say({ category: 'Garden' })).toContain('「Coffee Gear」')
    expect(say({ attributes: {} })).toContain('「Coffee Gear」')
  })
})
