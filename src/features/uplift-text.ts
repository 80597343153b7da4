import { baselineReason, othersReason, type PredictionReason } from '../domain/prediction.ts'
import type { Wording } from './behaviour-feature.ts'
import { behaviourFeatureOf, sayCategory } from './behaviour-features.ts'
import type { CouponHistoryFeature } from './coupon-history.ts'
import { type ReadMoney, type SpokenLanguage, sayFeature } from './say-value.ts'

/** Less than so many points of probability is nothing that anybody would notice. */
const noticeable = 0.002

const couponFacts: Readonly<Record<CouponHistoryFeature, (count: number) => Wording>> = {
  couponOrders: (count) => ({
    en: count === 0 ? 'Has never ordered with a coupon in hand' : `Ordered ${times(count)} with a coupon in hand`,
    zh: count === 0 ? '从未在持券期间下单' : `持券期间下单 ${count} 次`,
  }),
  couponsUnused: (count) => ({
    en:
      count === 0
        ? 'No coupon of theirs has expired without an order'
        : `Let a coupon expire without an order ${times(count)}`,
    zh: count === 0 ? '没有让优惠券白白过期' : `有 ${count} 次优惠券过期未下单`,
  }),
  couponsWithheldOrders: (count) => ({
    en:
      count === 0
        ? 'Has never ordered while a coupon was held back'
        : `Ordered ${times(count)} while a coupon was held back`,
    zh: count === 0 ? '对照期间（未发券）从未下单' : `对照期间（未发券）仍下单 ${count} 次`,
  }),
  couponsWithheldNoOrder: (count) => ({
    en:
      count === 0
        ? 'No coupon that was held back was followed by no order'
        : `Did not order ${times(count)} while a coupon was held back`,
    zh: count === 0 ? '对照期间（未发券）没有未下单的情况' : `对照期间（未发券）有 ${count} 次未下单`,
  }),
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`)

const isCouponFact = (feature: string): feature is CouponHistoryFeature => feature in couponFacts

const points = (contribution: number): string => {
  const size = Math.abs(100 * contribution)
  const read = size < 0.95 ? size.toFixed(1) : size.toFixed(0)
  return read
}

const effectOf = (contribution: number): Wording => {
  if (Math.abs(contribution) < noticeable) return { en: 'changes little', zh: '影响很小' }
  const size = points(contribution)
  const unit = size === '1' ? 'point' : 'points'
  return contribution > 0
    ? { en: `makes a coupon worth ${size} ${unit} more`, zh: `使优惠券的效果提高 ${size} 个百分点` }
    : { en: `makes a coupon worth ${size} ${unit} less`, zh: `使优惠券的效果降低 ${size} 个百分点` }
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${points(value)}`

const baselineText = (value: number): Wording => ({
  en: `A coupon changes the probability of an order by ${signed(value)} percentage points with people in general.`,
  zh: `一般而言，优惠券使下单概率变化 ${signed(value)} 个百分点。`,
})

const factOf = ({ feature, value, level }: PredictionReason, language: SpokenLanguage, money: ReadMoney): string => {
  if (isCouponFact(feature)) return couponFacts[feature](value ?? 0)[language]
  const known = behaviourFeatureOf(feature)
  return known === null
    ? sayCategory(feature, level)[language]
    : sayFeature(known, value ?? Number.NaN, language, money)
}

/** Reasons of uplift in sentences, with amounts in the shop's currency. */
export const createUpliftTexts = (currency: string) => {
  const formats = {
    en: new Intl.NumberFormat('en', { style: 'currency', currency }),
    zh: new Intl.NumberFormat('zh', { style: 'currency', currency }),
  }
  return (reason: PredictionReason, language: SpokenLanguage): string => {
    if (reason.feature === baselineReason) return baselineText(reason.contribution)[language]
    const effect = effectOf(reason.contribution)[language]
    if (reason.feature === othersReason)
      return language === 'zh' ? `其余因素合计${effect}。` : `Everything else together ${effect}.`
    const fact = factOf(reason, language, (amount) => formats[language].format(amount))
    return language === 'zh' ? `${fact}，${effect}。` : `${fact}, which ${effect}.`
  }
}
