import type { Measure, Measures } from './measures.ts'

/** A bound on one measure; a measure without a value passes no test. */
export interface MeasureTest {
  readonly measure: Measure
  readonly gt?: number
  readonly gte?: number
  readonly lte?: number
  readonly lt?: number
}

/** A published rule: the label holds when all tests do. `definition` says the same in words. */
export interface LabelRule {
  readonly key: string
  readonly text: { readonly en: string; readonly zh: string }
  readonly definition: string
  readonly all: readonly MeasureTest[]
}

export const labelRules: readonly LabelRule[] = [
  {
    key: 'night-owl',
    text: { en: 'Night owl', zh: '夜猫子' },
    definition: 'At least 40 % of the events from 22:00 to 05:00, on 3 or more days of activity.',
    all: [
      { measure: 'activeDays', gte: 3 },
      { measure: 'nightShare', gte: 0.4 },
    ],
  },
  {
    key: 'early-bird',
    text: { en: 'Early bird', zh: '早起达人' },
    definition: 'At least 40 % of the events from 05:00 to 09:00, on 3 or more days of activity.',
    all: [
      { measure: 'activeDays', gte: 3 },
      { measure: 'morningShare', gte: 0.4 },
    ],
  },
  {
    key: 'weekend-shopper',
    text: { en: 'Weekend shopper', zh: '周末购物' },
    definition: 'At least 60 % of the events on Saturdays and Sundays, on 3 or more days of activity.',
    all: [
      { measure: 'activeDays', gte: 3 },
      { measure: 'weekendShare', gte: 0.6 },
    ],
  },
  {
    key: 'bargain-hunter',
    text: { en: 'Bargain hunter', zh: '优惠达人' },
    definition: 'Redeemed 2 or more coupons, at least one for every two orders.',
    all: [
      { measure: 'couponRedemptions', gte: 2 },
      { measure: 'couponsPerOrder', gte: 0.5 },
    ],
  },
  {
    key: 'big-spender',
    text: { en: 'Big spender', zh: '高消费' },
    definition: 'Spent more, returns taken off, than nine in ten customers.',
    all: [{ measure: 'spendOverTopTenth', gt: 1 }],
  },
  {
    key: 'big-baskets',
    text: { en: 'Big baskets', zh: '大单买家' },
    definition: 'An average order worth more than those of nine in ten customers, over 2 or more orders.',
    all: [
      { measure: 'orderCount', gte: 2 },
      { measure: 'orderValueOverTopTenth', gt: 1 },
    ],
  },
  {
    key: 'bulk-buyer',
    text: { en: 'Buys in bulk', zh: '批量采购' },
    definition: 'More pieces to a purchase line than nine in ten customers, and at least 3.',
    all: [
      { measure: 'piecesPerLine', gte: 3 },
      { measure: 'piecesOverTopTenth', gt: 1 },
    ],
  },
  {
    key: 'loyal-regular',
    text: { en: 'Loyal regular', zh: '忠实常客' },
    definition: 'As many purchase days as the top fifth of the customers, and silent for at most 2 of the own gaps.',
    all: [
      { measure: 'purchaseDaysOverLoyal', gte: 1 },
      { measure: 'silence', lte: 2 },
    ],
  },
  {
    key: 'creature-of-habit',
    text: { en: 'Creature of habit', zh: '回购达人' },
    definition: 'Buys the same again: 2 or more purchase lines to a product, over 3 or more purchase days.',
    all: [
      { measure: 'purchaseDays', gte: 3 },
      { measure: 'linesPerProduct', gte: 2 },
    ],
  },
  {
    key: 'category-devotee',
    text: { en: 'Devoted to one category', zh: '专情品类' },
    definition:
      "At least 70 % of the spend in one category, 1.5 or more times the shop's share, over 2 or more orders.",
    all: [
      { measure: 'orderCount', gte: 2 },
      { measure: 'topCategoryShare', gte: 0.7 },
      { measure: 'topCategoryLift', gte: 1.5 },
    ],
  },
  {
    key: 'explorer',
    text: { en: 'Explorer', zh: '兴趣广泛' },
    definition: 'Bought from 6 or more categories, none with more than 30 % of the spend, over 2 or more orders.',
    all: [
      { measure: 'orderCount', gte: 2 },
      { measure: 'categoryCount', gte: 6 },
      { measure: 'topCategoryShare', lte: 0.3 },
    ],
  },
  {
    key: 'window-shopper',
    text: { en: 'Window shopper', zh: '只逛不买' },
    definition: 'Viewed 20 or more products and bought, per view, less than a quarter of what the shop sees.',
    all: [
      { measure: 'viewCount', gte: 20 },
      { measure: 'linesPerViewOverShop', lt: 0.25 },
    ],
  },
  {
    key: 'searcher',
    text: { en: 'Knows what to look for', zh: '目标明确' },
    definition: 'Searched 10 or more times, at least once for every two views.',
    all: [
      { measure: 'searchCount', gte: 10 },
      { measure: 'searchesPerView', gte: 0.5 },
    ],
  },
  {
    key: 'cart-leaver',
    text: { en: 'Leaves carts behind', zh: '加购未买' },
    definition: 'Put 5 or more things into the cart and bought fewer than a third as many.',
    all: [
      { measure: 'cartAddCount', gte: 5 },
      { measure: 'linesPerCartAdd', lt: 0.333 },
    ],
  },
  {
    key: 'returns-often',
    text: { en: 'Returns often', zh: '退货较多' },
    definition: 'Returned something 2 or more times, worth at least 20 % of what was bought.',
    all: [
      { measure: 'returnCount', gte: 2 },
      { measure: 'returnedShare', gte: 0.2 },
    ],
  },
  {
    key: 'happy-reviewer',
    text: { en: 'Happy reviewer', zh: '好评用户' },
    definition: 'Wrote 2 or more reviews, with a satisfaction of at least 0.85.',
    all: [
      { measure: 'reviewCount', gte: 2 },
      { measure: 'satisfaction', gte: 0.85 },
    ],
  },
  {
    key: 'unhappy-reviewer',
    text: { en: 'Unhappy reviewer', zh: '差评用户' },
    definition: 'Wrote 2 or more reviews, with a satisfaction of at most 0.4.',
    all: [
      { measure: 'reviewCount', gte: 2 },
      { measure: 'satisfaction', lte: 0.4 },
    ],
  },
]

const passes = ({ measure, gt, gte, lte, lt }: MeasureTest, values: Measures): boolean => {
  const value = values[measure]
  if (value === null) return false
  return !(
    (gt !== undefined && value <= gt) ||
    (gte !== undefined && value < gte) ||
    (lte !== undefined && value > lte) ||
    (lt !== undefined && value >= lt)
  )
}

/** Keys of the labels that hold, in the order of the table. */
export const labelsOf = (values: Measures): readonly string[] =>
  labelRules.filter(({ all }) => all.every((test) => passes(test, values))).map(({ key }) => key)
