import { type BehaviourFeature, boughtOnce, never, order, ratio } from './behaviour-feature.ts'
import { windows } from './behaviour-summary.ts'

/** Pace of one who buys a first time: so many days are added to the tenure. */
const paceDays = 30

const counted: readonly BehaviourFeature[] = windows.flatMap((days): BehaviourFeature[] => [
  {
    name: `purchaseDays${days}`,
    unit: 'COUNT',
    says: { en: `Bought on {value} of the last ${days} days`, zh: `最近 ${days} 天内有 {value} 天购买` },
    missing: null,
    lever: order,
    of: ({ within }) => within[days].purchaseDays,
  },
  {
    name: `spend${days}`,
    unit: 'MONEY',
    says: { en: `Spent {value} in the last ${days} days`, zh: `最近 ${days} 天消费 {value}` },
    saysNone: { en: `Spent nothing in the last ${days} days`, zh: `最近 ${days} 天没有消费` },
    missing: null,
    lever: order,
    of: ({ within }) => within[days].spend,
  },
])

/** When and how much somebody buys. */
export const purchaseFeatures: readonly BehaviourFeature[] = [
  {
    name: 'daysSinceLastOrder',
    unit: 'DAYS',
    says: { en: 'Last bought {value} days ago', zh: '上次购买在 {value} 天前' },
    missing: never,
    lever: order,
    of: ({ lastOrder }) => lastOrder,
  },
  {
    name: 'tenure',
    unit: 'DAYS',
    says: { en: 'First bought {value} days ago', zh: '首次购买在 {value} 天前' },
    missing: never,
    lever: null,
    of: ({ firstOrder }) => firstOrder,
  },
  {
    name: 'purchaseDays',
    unit: 'COUNT',
    says: { en: 'Has bought on {value} days', zh: '共有 {value} 天购买' },
    missing: null,
    lever: order,
    of: ({ all }) => all.purchaseDays,
  },
  ...counted,
  {
    name: 'purchasesPerMonth',
    unit: 'RATIO',
    says: { en: 'Buys on {value} days a month', zh: '每月约 {value} 天购买' },
    missing: never,
    lever: order,
    of: ({ all, firstOrder }) => (paceDays * all.purchaseDays) / (firstOrder + paceDays),
  },
  {
    name: 'usualGapDays',
    unit: 'DAYS',
    says: { en: 'Usually buys every {value} days', zh: '通常每 {value} 天购买一次' },
    missing: never,
    lever: null,
    of: ({ usualGapDays, firstOrder }) => (Number.isNaN(firstOrder) ? Number.NaN : usualGapDays),
  },
  {
    name: 'gapMean',
    unit: 'DAYS',
    says: { en: 'Lets {value} days pass between orders', zh: '两次购买平均相隔 {value} 天' },
    missing: boughtOnce,
    lever: null,
    of: ({ gapSum, gaps }) => ratio(gapSum, gaps),
  },
  {
    name: 'gapSpread',
    unit: 'SHARE',
    says: {
      en: 'The time between orders varies by {value} of its mean',
      zh: '购买间隔的波动为平均值的 {value}',
    },
    missing: { en: 'Has bought on fewer than three days', zh: '购买不足三天' },
    lever: null,
    of: ({ gapSum, gapSquares, gaps }) =>
      gaps < 2 ? Number.NaN : Math.sqrt(Math.max(0, (gapSquares - gapSum ** 2 / gaps) / (gaps - 1))) / (gapSum / gaps),
  },
  {
    name: 'lastGapOverMean',
    unit: 'RATIO',
    says: {
      en: 'The last order took {value} times as long to come as usual',
      zh: '最近一次购买间隔是平时的 {value} 倍',
    },
    missing: { en: 'Has bought on fewer than three days', zh: '购买不足三天' },
    lever: null,
    of: ({ gapSum, gaps, lastGap }) => (gaps < 2 ? Number.NaN : ratio(lastGap, gapSum / gaps)),
  },
  {
    name: 'silence',
    unit: 'RATIO',
    says: {
      en: 'Has been silent for {value} times the usual time between orders',
      zh: '已沉默平时购买间隔的 {value} 倍',
    },
    saysNone: { en: 'Bought only just now', zh: '刚刚购买过' },
    missing: never,
    lever: order,
    of: ({ lastOrder, usualGapDays }) => lastOrder / usualGapDays,
  },
  {
    name: 'lastOrderOverTenure',
    unit: 'SHARE',
    says: {
      en: 'The last order came after {value} of the time as a customer',
      zh: '最近一次购买时已度过客户生命期的 {value}',
    },
    missing: { en: 'First bought on the day of the cut, or never', zh: '当天首次购买，或从未购买' },
    lever: order,
    of: ({ firstOrder, lastOrder }) => ratio(firstOrder - lastOrder, firstOrder),
  },
  {
    name: 'spend',
    unit: 'MONEY',
    says: { en: 'Has spent {value}', zh: '累计消费 {value}' },
    saysNone: { en: 'Has spent nothing', zh: '没有消费过' },
    missing: null,
    lever: order,
    of: ({ all }) => all.spend,
  },
  {
    name: 'spendPerPurchaseDay',
    unit: 'MONEY',
    says: { en: 'Spends {value} on a day of purchase', zh: '每次购买日消费 {value}' },
    missing: never,
    lever: null,
    of: ({ all }) => ratio(all.spend, all.purchaseDays),
  },
  {
    name: 'lastSpendOverMean',
    unit: 'RATIO',
    says: { en: 'The last order was {value} times as large as usual', zh: '最近一单是平时的 {value} 倍' },
    missing: never,
    lever: null,
    of: ({ all, lastSpend }) => ratio(lastSpend, all.spend / all.purchaseDays),
  },
  {
    name: 'linesPerPurchaseDay',
    unit: 'RATIO',
    says: { en: 'Buys {value} different things at a time', zh: '每次购买 {value} 种商品' },
    missing: never,
    lever: null,
    of: ({ lines, all }) => ratio(lines, all.purchaseDays),
  },
  {
    name: 'piecesPerLine',
    unit: 'RATIO',
    says: { en: 'Takes {value} pieces of a thing', zh: '每种商品买 {value} 件' },
    missing: never,
    lever: null,
    of: ({ quantity, lines }) => ratio(quantity, lines),
  },
  {
    name: 'purchaseTrend',
    unit: 'LEVEL',
    says: {
      en: 'Bought on {value} more days in the last 90 days than in the 90 before',
      zh: '最近 90 天比之前 90 天多购买 {value} 天',
    },
    saysLess: {
      en: 'Bought on {value} fewer days in the last 90 days than in the 90 before',
      zh: '最近 90 天比之前 90 天少购买 {value} 天',
    },
    saysNone: {
      en: 'Bought on as many of the last 90 days as of the 90 before',
      zh: '最近 90 天与之前 90 天的购买天数相同',
    },
    missing: { en: 'Has been a customer for less than 180 days', zh: '成为客户不足 180 天' },
    lever: order,
    of: ({ within, firstOrder }) =>
      firstOrder >= 180 ? 2 * within[90].purchaseDays - within[180].purchaseDays : Number.NaN,
  },
]
