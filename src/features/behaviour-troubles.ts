import { type BehaviourFeature, never, ratio } from './behaviour-feature.ts'

const noRating = { en: 'Has rated nothing', zh: '没有打过分' } as const
const noComparison = {
  en: 'Bought nothing whose earlier price is known',
  zh: '所购商品没有可比的历史价格',
} as const
const apology = { en: 'an apology, and a better next time', zh: '致歉并改善下次体验' } as const
const goodwill = { en: 'a coupon that makes up for the price', zh: '用优惠券弥补涨价' } as const
const reviewing = { en: 'asking for a review of something they like', zh: '邀请评价喜欢的商品' } as const

/** What may have gone wrong, and what somebody said of it. */
export const troubleFeatures: readonly BehaviourFeature[] = [
  {
    name: 'returns',
    unit: 'COUNT',
    says: { en: 'Has sent back {value} things', zh: '共退货 {value} 件' },
    missing: null,
    lever: null,
    of: ({ returns }) => returns,
  },
  {
    name: 'returnedShare',
    unit: 'SHARE',
    says: { en: 'Has sent back {value} of what was bought', zh: '退货金额占购买的 {value}' },
    missing: never,
    lever: null,
    of: ({ returnedValue, all }) => ratio(returnedValue, all.spend),
  },
  {
    name: 'returnsSinceOrder',
    unit: 'COUNT',
    says: { en: 'Sent back {value} things since the last order', zh: '上次购买后退货 {value} 件' },
    missing: null,
    lever: apology,
    of: ({ returnsSinceOrder }) => returnsSinceOrder,
  },
  {
    name: 'daysSinceReturn',
    unit: 'DAYS',
    says: { en: 'Last sent something back {value} days ago', zh: '上次退货在 {value} 天前' },
    missing: { en: 'Has sent nothing back', zh: '没有退过货' },
    lever: null,
    of: ({ lastReturn }) => lastReturn,
  },
  {
    name: 'ratingAfterReturn',
    unit: 'STARS',
    says: {
      en: 'Sent something back of the last order and gave it {value} stars',
      zh: '上次购买后退货并打了 {value} 星',
    },
    missing: {
      en: 'Has rated nothing after sending something back of the last order',
      zh: '上次购买后没有退货后的打分',
    },
    lever: apology,
    of: ({ afterReturn }) => afterReturn,
  },
  {
    name: 'ratings',
    unit: 'COUNT',
    says: { en: 'Has rated {value} products', zh: '共打分 {value} 次' },
    missing: null,
    lever: reviewing,
    of: ({ ratings }) => ratings,
  },
  {
    name: 'ratingMean',
    unit: 'STARS',
    says: { en: 'Gives {value} stars on average', zh: '平均打 {value} 星' },
    missing: noRating,
    lever: reviewing,
    of: ({ ratings, ratingSum }) => ratio(ratingSum, ratings),
  },
  {
    name: 'lastRating',
    unit: 'STARS',
    says: { en: 'Last gave {value} stars', zh: '最近一次打了 {value} 星' },
    missing: noRating,
    lever: apology,
    of: ({ lastRating }) => lastRating,
  },
  {
    name: 'daysSinceRating',
    unit: 'DAYS',
    says: { en: 'Last rated something {value} days ago', zh: '最近一次打分在 {value} 天前' },
    missing: noRating,
    lever: null,
    of: ({ lastRatingAt }) => lastRatingAt,
  },
  {
    name: 'lowestRatingSinceOrder',
    unit: 'STARS',
    says: { en: 'Gave {value} stars after the last order', zh: '上次购买后打了 {value} 星' },
    missing: { en: 'Has rated nothing since the last order', zh: '上次购买后没有打分' },
    lever: apology,
    of: ({ lowestSinceOrder }) => lowestSinceOrder,
  },
  {
    name: 'lowestRating180',
    unit: 'STARS',
    says: { en: 'Gave as few as {value} stars in the last 180 days', zh: '最近 180 天最低打 {value} 星' },
    missing: { en: 'Has rated nothing in the last 180 days', zh: '最近 180 天没有打分' },
    lever: null,
    of: ({ lowest180 }) => lowest180,
  },
  {
    name: 'lowRatingDays',
    unit: 'COUNT',
    says: { en: 'Gave one or two stars on {value} days', zh: '有 {value} 天打了一两星' },
    missing: null,
    lever: null,
    of: ({ lowRatingDays }) => lowRatingDays,
  },
  {
    name: 'daysSinceLowRating',
    unit: 'DAYS',
    says: { en: 'Gave one or two stars {value} days ago', zh: '{value} 天前打了一两星' },
    missing: { en: 'Has never given one or two stars', zh: '从未打过一两星' },
    lever: null,
    of: ({ lastLowRating }) => lastLowRating,
  },
  {
    name: 'priceComplaints',
    unit: 'COUNT',
    says: { en: 'Complained of the price {value} times', zh: '抱怨过 {value} 次价格' },
    saysNone: { en: 'Has never complained of a price', zh: '从未抱怨过价格' },
    missing: null,
    lever: null,
    of: ({ priceComplaints }) => priceComplaints,
  },
  {
    name: 'priceComplaintsSinceOrder',
    unit: 'COUNT',
    says: { en: 'Complained of the price {value} times since the last order', zh: '上次购买后抱怨过 {value} 次价格' },
    saysNone: { en: 'Has not complained of a price since the last order', zh: '上次购买后没有抱怨过价格' },
    missing: null,
    lever: goodwill,
    of: ({ complaintsSinceOrder }) => complaintsSinceOrder,
  },
  {
    name: 'lastPriceChange',
    unit: 'SHARE',
    says: {
      en: 'What was bought last cost {value} more than in the year before',
      zh: '上次所购商品比过去一年贵 {value}',
    },
    saysLess: {
      en: 'What was bought last cost {value} less than in the year before',
      zh: '上次所购商品比过去一年便宜 {value}',
    },
    saysNone: { en: 'What was bought last cost as much as in the year before', zh: '上次所购商品与过去一年同价' },
    missing: noComparison,
    lever: goodwill,
    of: ({ lastPriceChange }) => lastPriceChange,
  },
  {
    name: 'mostPriceChange180',
    unit: 'SHARE',
    says: {
      en: 'Met prices up to {value} above those of the year before, in the last 180 days',
      zh: '最近 180 天遇到的价格最多比过去一年高 {value}',
    },
    saysLess: {
      en: 'Met only prices {value} or more below those of the year before, in the last 180 days',
      zh: '最近 180 天遇到的价格至少比过去一年低 {value}',
    },
    saysNone: {
      en: 'Met no prices above those of the year before, in the last 180 days',
      zh: '最近 180 天没有遇到涨价',
    },
    missing: noComparison,
    lever: null,
    of: ({ mostPriceChange180 }) => mostPriceChange180,
  },
]
