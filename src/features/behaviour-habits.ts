import { type BehaviourFeature, never, order, ratio } from './behaviour-feature.ts'

const nothingSeen = { en: 'Has never been seen doing anything', zh: '没有任何行为记录' } as const
const coupon = { en: 'a coupon', zh: '发一张优惠券' } as const
const season = (name: string, wave: (angle: number) => number): BehaviourFeature => ({
  name,
  unit: 'LEVEL',
  says: { en: 'The time of the year', zh: '一年中的时节' },
  missing: null,
  lever: null,
  of: ({ yearShare }) => wave(2 * Math.PI * yearShare),
})

/** What somebody likes, when they come, and what brings them. */
export const habitFeatures: readonly BehaviourFeature[] = [
  {
    name: 'couponViews90',
    unit: 'COUNT',
    says: { en: 'Saw {value} coupons in the last 90 days', zh: '最近 90 天看到 {value} 张优惠券' },
    missing: null,
    lever: coupon,
    of: ({ within }) => within[90].couponViews,
  },
  {
    name: 'couponRedemptions90',
    unit: 'COUNT',
    says: { en: 'Redeemed {value} coupons in the last 90 days', zh: '最近 90 天使用 {value} 张优惠券' },
    missing: null,
    lever: coupon,
    of: ({ within }) => within[90].couponRedemptions,
  },
  {
    name: 'couponsPerPurchaseDay',
    unit: 'RATIO',
    says: { en: 'Redeems {value} coupons to a day of purchase', zh: '每次购买日使用 {value} 张优惠券' },
    missing: never,
    lever: null,
    of: ({ all }) => ratio(all.couponRedemptions, all.purchaseDays),
  },
  {
    name: 'morningShare',
    unit: 'SHARE',
    says: { en: 'Does {value} of it all from 5 to 12 o’clock', zh: '{value} 的行为在 5 至 12 点' },
    missing: nothingSeen,
    lever: null,
    of: ({ morning, events }) => ratio(morning, events),
  },
  {
    name: 'eveningShare',
    unit: 'SHARE',
    says: { en: 'Does {value} of it all from 17 to 22 o’clock', zh: '{value} 的行为在 17 至 22 点' },
    missing: nothingSeen,
    lever: null,
    of: ({ evening, events }) => ratio(evening, events),
  },
  {
    name: 'nightShare',
    unit: 'SHARE',
    says: { en: 'Does {value} of it all from 22 to 5 o’clock', zh: '{value} 的行为在 22 至 5 点' },
    missing: nothingSeen,
    lever: null,
    of: ({ night, events }) => ratio(night, events),
  },
  {
    name: 'weekendShare',
    unit: 'SHARE',
    says: { en: 'Does {value} of it all at weekends', zh: '{value} 的行为在周末' },
    missing: nothingSeen,
    lever: null,
    of: ({ weekend, events }) => ratio(weekend, events),
  },
  {
    name: 'categories',
    unit: 'COUNT',
    says: { en: 'Has bought from {value} categories', zh: '买过 {value} 个品类' },
    missing: never,
    lever: order,
    of: ({ person }) => person.categories,
  },
  {
    name: 'topCategoryShare',
    unit: 'SHARE',
    says: { en: 'Spends {value} on one category', zh: '{value} 的消费在同一品类' },
    missing: never,
    lever: null,
    of: ({ person }) => person.topCategoryShare,
  },
  {
    name: 'sameAgainShare',
    unit: 'SHARE',
    says: { en: '{value} of the purchases were of something bought before', zh: '{value} 的购买是回购' },
    missing: never,
    lever: null,
    of: ({ person }) => (person.lines > 0 ? 1 - person.products / person.lines : Number.NaN),
  },
  season('seasonSine', Math.sin),
  season('seasonCosine', Math.cos),
]
