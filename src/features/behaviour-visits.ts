import { type BehaviourFeature, never, order, ratio, visit } from './behaviour-feature.ts'
import type { BehaviourSummary } from './behaviour-summary.ts'

type Window = 7 | 30 | 90
const lengths: readonly Window[] = [7, 30, 90]

const seldom = { en: 'Was seen on one day only', zh: '只来过一天' } as const

const deeds = [
  { key: 'activeDays', en: 'Was seen on {value} of', zh: '到访 {value} 天' },
  { key: 'views', en: 'Looked at {value} products in', zh: '浏览 {value} 次商品' },
  { key: 'searches', en: 'Searched {value} times in', zh: '搜索 {value} 次' },
  { key: 'cartAdds', en: 'Put {value} things into the cart in', zh: '加购 {value} 次' },
  { key: 'cartRemoves', en: 'Took {value} things out of the cart in', zh: '移出购物车 {value} 次' },
] as const

const counted: readonly BehaviourFeature[] = deeds.flatMap(({ key, en, zh }) =>
  lengths.map(
    (days): BehaviourFeature => ({
      name: `${key}${days}`,
      unit: 'COUNT',
      says: { en: `${en} the last ${days} days`, zh: `最近 ${days} 天${zh}` },
      missing: null,
      lever: key === 'cartRemoves' ? null : visit,
      of: ({ within }) => within[days][key],
    }),
  ),
)

/** Time since the last visit, in usual times between visits. */
const silenceOf = ({ all, firstSeen, lastSeen }: BehaviourSummary): number =>
  all.activeDays < 2 ? Number.NaN : (lastSeen * (all.activeDays - 1)) / (firstSeen - lastSeen)

/** How somebody looks around. */
export const visitFeatures: readonly BehaviourFeature[] = [
  ...counted,
  {
    name: 'knownDays',
    unit: 'DAYS',
    says: { en: 'Has been known for {value} days', zh: '已认识 {value} 天' },
    missing: { en: 'It is not known since when', zh: '不知何时注册' },
    lever: null,
    of: ({ person, firstSeen }) =>
      Number.isNaN(firstSeen) ? person.knownDays : Math.max(firstSeen, person.knownDays || 0),
  },
  {
    name: 'daysSinceLastSeen',
    unit: 'DAYS',
    says: { en: 'Was last seen {value} days ago', zh: '最近一次出现在 {value} 天前' },
    missing: { en: 'Has never been seen doing anything', zh: '没有任何行为记录' },
    lever: visit,
    of: ({ lastSeen }) => lastSeen,
  },
  {
    name: 'visitSilence',
    unit: 'RATIO',
    says: {
      en: 'Has stayed away for {value} times the usual time between visits',
      zh: '已有平时到访间隔 {value} 倍的时间没来',
    },
    saysNone: { en: 'Was here only just now', zh: '刚刚来过' },
    missing: seldom,
    lever: visit,
    of: silenceOf,
  },
  {
    name: 'awayAfterLooking',
    unit: 'RATIO',
    says: {
      en: 'Came back without buying, and has since stayed away for {value} times the usual time between visits',
      zh: '回访未购买，此后已有平时到访间隔 {value} 倍的时间没来',
    },
    saysNone: { en: 'Has not been back to look since the last order', zh: '上次购买后没有回来逛过' },
    missing: seldom,
    lever: order,
    of: (person) => (person.sinceOrder.visitDays > 0 || person.all.activeDays < 2 ? silenceOf(person) : 0),
  },
  {
    name: 'ordersPerVisit',
    unit: 'SHARE',
    says: { en: 'Buys on {value} of the days of a visit', zh: '到访日中有 {value} 会购买' },
    missing: { en: 'Has never been seen doing anything', zh: '没有任何行为记录' },
    lever: order,
    of: ({ all }) => ratio(all.purchaseDays, all.visitDays),
  },
  {
    name: 'visitsSinceOrder',
    unit: 'COUNT',
    says: { en: 'Came on {value} days since the last order without buying', zh: '上次购买后来过 {value} 天但没买' },
    saysNone: { en: 'Has not come back since the last order', zh: '上次购买后没有来过' },
    missing: null,
    lever: order,
    of: ({ sinceOrder }) => sinceOrder.visitDays,
  },
  {
    name: 'viewsSinceOrder',
    unit: 'COUNT',
    says: { en: 'Looked at {value} products since the last order', zh: '上次购买后浏览 {value} 次商品' },
    saysNone: { en: 'Has looked at nothing since the last order', zh: '上次购买后没有浏览商品' },
    missing: null,
    lever: order,
    of: ({ sinceOrder }) => sinceOrder.views,
  },
  {
    name: 'leftInCart',
    unit: 'COUNT',
    says: { en: 'Has left {value} things in the cart', zh: '购物车里留有 {value} 件' },
    missing: null,
    lever: order,
    of: ({ sinceOrder }) => Math.max(0, sinceOrder.cartAdds - sinceOrder.cartRemoves),
  },
  {
    name: 'visitPaceSinceOrder',
    unit: 'RATIO',
    says: {
      en: 'Since the last order comes {value} times as often as before',
      zh: '上次购买后到访频率是之前的 {value} 倍',
    },
    missing: never,
    lever: visit,
    // A day and a month are added, so that the first days after an order do not swing it.
    of: ({ sinceOrder, all, lastOrder, firstSeen }) => {
      const before = (all.visitDays - sinceOrder.visitDays + 1) / (firstSeen - lastOrder + 30)
      return (sinceOrder.visitDays + before * 30) / (lastOrder + 30) / before
    },
  },
  {
    name: 'visitTrend',
    unit: 'LEVEL',
    says: {
      en: 'Was seen on {value} more days in the last 30 days than in the 30 before',
      zh: '最近 30 天比之前 30 天多到访 {value} 天',
    },
    saysLess: {
      en: 'Was seen on {value} fewer days in the last 30 days than in the 30 before',
      zh: '最近 30 天比之前 30 天少到访 {value} 天',
    },
    saysNone: {
      en: 'Was seen on as many of the last 30 days as of the 30 before',
      zh: '最近 30 天与之前 30 天的到访天数相同',
    },
    missing: { en: 'Has been known for less than 60 days', zh: '认识不足 60 天' },
    lever: visit,
    of: ({ within, firstSeen }) => (firstSeen >= 60 ? 2 * within[30].activeDays - within[60].activeDays : Number.NaN),
  },
]
