import type { Wording } from './behaviour-feature.ts'

export interface ClusterFeature {
  /** Of a feature of behaviour. */
  readonly name: string
  /** How much it counts beside the others. Of habits much is chance: of somebody seen on three days one is easily a Sunday. */
  readonly weight: number
  /** What people are who have more of it than others, in a few words; null: that is nothing to call anybody by. */
  readonly more: Wording | null
  readonly less: Wording | null
  /** Where they typically have none at all; null: another feature says it; absent: as `less`. */
  readonly none?: Wording | null
}

const habit = 0.5

/** What people are compared by when they are divided into clusters. */
export const clusterFeatures: readonly ClusterFeature[] = [
  {
    name: 'daysSinceLastSeen',
    weight: 1,
    more: { en: 'long away', zh: '久未到访' },
    less: { en: 'here lately', zh: '最近来过' },
  },
  {
    name: 'activeDays90',
    weight: 1,
    more: { en: 'busy visitors', zh: '频繁到访' },
    less: { en: 'seldom here', zh: '很少到访' },
  },
  {
    name: 'knownDays',
    weight: 1,
    more: { en: 'known for long', zh: '老用户' },
    less: { en: 'newcomers', zh: '新用户' },
  },
  {
    name: 'purchaseDays',
    weight: 1,
    more: { en: 'frequent buyers', zh: '常购' },
    less: { en: 'rare buyers', zh: '少购' },
    none: { en: 'never bought', zh: '从未购买' },
  },
  {
    name: 'spend',
    weight: 1,
    more: { en: 'big spenders', zh: '高消费' },
    less: { en: 'small spenders', zh: '低消费' },
    none: null,
  },
  {
    name: 'spendPerPurchaseDay',
    weight: 1,
    more: { en: 'large orders', zh: '大单' },
    less: { en: 'small orders', zh: '小单' },
  },
  {
    name: 'ordersPerVisit',
    weight: 1,
    more: { en: 'come to buy', zh: '来即购买' },
    less: { en: 'look around', zh: '多看少买' },
    none: null,
  },
  { name: 'leftInCart', weight: habit, more: { en: 'full carts', zh: '购物车有货' }, less: null },
  {
    name: 'couponsPerPurchaseDay',
    weight: habit,
    more: { en: 'coupon users', zh: '爱用优惠券' },
    less: { en: 'no need of coupons', zh: '不用优惠券' },
  },
  {
    name: 'returnedShare',
    weight: habit,
    more: { en: 'much sent back', zh: '退货多' },
    less: { en: 'little sent back', zh: '退货少' },
  },
  {
    name: 'ratingMean',
    weight: habit,
    more: { en: 'content', zh: '评价高' },
    less: { en: 'discontent', zh: '评价低' },
  },
  { name: 'priceComplaints', weight: habit, more: { en: 'complain of prices', zh: '嫌价格高' }, less: null },
  {
    name: 'categories',
    weight: habit,
    more: { en: 'buy of everything', zh: '品类广' },
    less: { en: 'few categories', zh: '品类单一' },
  },
  {
    name: 'sameAgainShare',
    weight: habit,
    more: { en: 'buy the same again', zh: '爱回购' },
    less: { en: 'try new things', zh: '爱尝新' },
  },
  {
    name: 'piecesPerLine',
    weight: habit,
    more: { en: 'buy in bulk', zh: '批量购买' },
    less: { en: 'single pieces', zh: '单件购买' },
  },
  {
    name: 'eveningShare',
    weight: habit,
    more: { en: 'in the evening', zh: '晚间活跃' },
    less: { en: 'by day', zh: '日间活跃' },
  },
  {
    name: 'weekendShare',
    weight: habit,
    more: { en: 'at weekends', zh: '周末活跃' },
    less: { en: 'on weekdays', zh: '工作日活跃' },
  },
]
