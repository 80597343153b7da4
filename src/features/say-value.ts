import type { BehaviourFeature, BehaviourUnit, Wording } from './behaviour-feature.ts'

export type SpokenLanguage = keyof Wording

const decimals: Readonly<Record<BehaviourUnit, number>> = {
  DAYS: 0,
  COUNT: 0,
  MONEY: 2,
  SHARE: 0,
  RATIO: 1,
  STARS: 1,
  LEVEL: 0,
}

/** A number that stands alone, not the end of a longer one. */
const alone = (digit: number): string => `(?<![\\d.,])${digit} `

const singular: Readonly<Record<string, string>> = {
  days: 'day',
  products: 'product',
  things: 'thing',
  coupons: 'coupon',
  categories: 'category',
  pieces: 'piece',
  stars: 'star',
}

/** What a sentence with a number in it becomes as somebody would say it, in this order. */
const english: readonly (readonly [RegExp, string | ((match: string, noun: string) => string)])[] = [
  [new RegExp(`${alone(0)}days ago`), 'today'],
  [new RegExp(`${alone(1)}days ago`), 'yesterday'],
  [new RegExp(`every ${alone(1)}days`), 'every day'],
  [new RegExp(`on ${alone(0)}of`), 'on none of'],
  [new RegExp(`on ${alone(0)}days`), 'on no day'],
  [new RegExp(`${alone(0)}things`), 'nothing'],
  [new RegExp(`${alone(0)}(products|coupons|categories)`), (_match, noun) => `no ${noun}`],
  [new RegExp(`${alone(0)}times`), 'not once'],
  [new RegExp(`${alone(1)}times (?=the usual|as )`), ''],
  [new RegExp(`${alone(1)}times`), 'once'],
  [
    new RegExp(`${alone(1)}(?:different |more |fewer )?(${Object.keys(singular).join('|')})\\b`),
    (match, noun) => match.replace('different ', '').replace(noun, singular[noun]),
  ],
]

const chinese: readonly (readonly [RegExp, string])[] = [
  [/(?<!\d)0 天前/, '今天'],
  [/共?(到访|搜索|加购|移出购物车|退货|打分) 0 [天次件]/, '没有$1'],
  [/浏览 0 次商品/, '没有浏览商品'],
  [/(看到|使用) 0 张优惠券/, '没有$1优惠券'],
  [/(共|内)有 0 天购买/, '$1没有购买'],
  [/有 0 天打了/, '没有打过'],
  [/里留有 0 件/, '里没有商品'],
  [/(?<!\d)1 天前/, '昨天'],
]

const spoken = (sentence: string, language: SpokenLanguage): string => {
  let said = sentence
  for (const [pattern, words] of language === 'zh' ? chinese : english) said = said.replace(pattern, words as string)
  return said
}

/** `money` reads an amount in the shop's currency. */
export type ReadMoney = (amount: number) => string

const read = (unit: BehaviourUnit, value: number, money: ReadMoney): string => {
  if (unit === 'MONEY') return money(value)
  if (unit === 'SHARE') return `${Math.round(100 * value)} %`
  // Of twenty times a tenth says nothing any more.
  return String(Number(value.toFixed(unit === 'RATIO' && Math.abs(value) >= 10 ? 0 : decimals[unit])))
}

/** Whether the value reads as nothing. */
const isNone = (unit: BehaviourUnit, value: number): boolean =>
  Math.abs(value) < 0.5 * 10 ** -(unit === 'SHARE' ? 2 : decimals[unit])

const templateOf = ({ unit, says, missing, saysLess, saysNone }: BehaviourFeature, value: number): Wording => {
  if (Number.isNaN(value)) return missing ?? says
  if (saysNone && isNone(unit, value)) return saysNone
  return saysLess && value < 0 ? saysLess : says
}

/** Amounts with two decimals, where the currency is not known. */
const plainMoney: ReadMoney = (amount) => String(Number(amount.toFixed(decimals.MONEY)))

/** The sentence of a feature about somebody, without its full stop. NaN: missing. */
export const sayFeature = (
  feature: BehaviourFeature,
  value: number,
  language: SpokenLanguage,
  money: ReadMoney = plainMoney,
): string => {
  const template = templateOf(feature, value)
  const size = template === feature.saysLess ? Math.abs(value) : value
  return spoken(template[language].replace('{value}', read(feature.unit, size, money)), language)
}
