import type { BehaviourTable } from '../domain/behaviour.ts'
import type { PredictionLever } from '../domain/prediction.ts'

/** One row of a table, to be changed: columns that the table lacks read as missing and are not written. */
interface Facts {
  readonly get: (feature: string) => number
  readonly set: (feature: string, value: number) => void
}

interface Lever {
  /** Whether it can be pulled for somebody, and would change anything. */
  readonly fits: (facts: Facts) => boolean
  /** The feature that moves first. */
  readonly moves: (facts: Facts) => string
  /** What somebody would be with it. */
  readonly pull: (facts: Facts) => void
}

const windows = [7, 30, 60, 90, 180] as const
const visitWindows = [7, 30, 90] as const
/** Products that somebody looks at on a visit. */
const viewsPerVisit = 3
const shopGaps = 2

const add = ({ get, set }: Facts, feature: string, amount: number): void => {
  const value = get(feature)
  if (!Number.isNaN(value)) set(feature, value + amount)
}

/** Days of looking around or buying, from the share of them that ended in an order; NaN for who never bought. */
const visitDaysOf = ({ get }: Facts): number => Math.round(get('purchaseDays') / get('ordersPerVisit'))

const gapsWithOrder = ({ get, set }: Facts): void => {
  const [gap, days, tenure] = [get('daysSinceLastOrder'), get('purchaseDays'), get('tenure')]
  const [gaps, gapSum] = [days - 1, tenure - gap]
  const shopGap = (get('usualGapDays') * (gaps + shopGaps) - gapSum) / shopGaps
  const spread = gaps < 2 ? 0 : (get('gapSpread') * (gapSum / gaps)) ** 2 * (gaps - 1)
  const squares = gaps === 0 ? gap ** 2 : spread + gapSum ** 2 / gaps + gap ** 2
  const mean = tenure / days
  set('usualGapDays', (tenure + shopGaps * shopGap) / (days + shopGaps))
  set('gapMean', mean)
  if (days < 2) return
  set('gapSpread', Math.sqrt(Math.max(0, (squares - tenure ** 2 / days) / (days - 1))) / mean)
  set('lastGapOverMean', gap / mean)
}

const comeToday = (facts: Facts): void => {
  const { get, set } = facts
  if (!(get('daysSinceLastSeen') > 0)) return
  for (const length of visitWindows) add(facts, `activeDays${length}`, 1)
  add(facts, 'visitTrend', 1)
  set('daysSinceLastSeen', 0)
  set('visitSilence', 0)
  set('awayAfterLooking', 0)
}

/** The same numbers as `summariseBehaviour` gives with one more purchase day of the usual size, today. */
const buyToday = (facts: Facts): void => {
  const { get, set } = facts
  const [days, tenure, worth] = [get('purchaseDays'), get('tenure'), get('spendPerPurchaseDay')]
  const visits = visitDaysOf(facts) + (get('daysSinceLastSeen') > 0 ? 1 : 0)
  gapsWithOrder(facts)
  comeToday(facts)
  for (const length of windows) {
    add(facts, `purchaseDays${length}`, 1)
    add(facts, `spend${length}`, worth)
  }
  set('daysSinceLastOrder', 0)
  set('purchaseDays', days + 1)
  add(facts, 'spend', worth)
  set('purchasesPerMonth', (30 * (days + 1)) / (tenure + 30))
  set('silence', 0)
  set('awayAfterLooking', 0)
  set('lastOrderOverTenure', tenure > 0 ? 1 : Number.NaN)
  set('lastSpendOverMean', 1)
  add(facts, 'purchaseTrend', 1)
  set('ordersPerVisit', (days + 1) / visits)
  set('couponsPerPurchaseDay', (get('couponsPerPurchaseDay') * days) / (days + 1))
  set('visitPaceSinceOrder', 1)
  for (const gone of [
    'visitsSinceOrder',
    'viewsSinceOrder',
    'leftInCart',
    'returnsSinceOrder',
    'priceComplaintsSinceOrder',
  ])
    set(gone, 0)
  for (const gone of ['lowestRatingSinceOrder', 'ratingAfterReturn']) set(gone, Number.NaN)
  if (Number.isNaN(get('lastPriceChange'))) return
  set('lastPriceChange', 0)
  set('mostPriceChange180', Math.max(0, get('mostPriceChange180') || 0))
}

const visitToday = (facts: Facts): void => {
  const { get, set } = facts
  const visits = visitDaysOf(facts) + 1
  comeToday(facts)
  for (const length of visitWindows) add(facts, `views${length}`, viewsPerVisit)
  add(facts, 'visitsSinceOrder', 1)
  add(facts, 'viewsSinceOrder', viewsPerVisit)
  if (Number.isNaN(get('daysSinceLastOrder'))) return
  set('ordersPerVisit', get('purchaseDays') / visits)
  const [since, gap] = [get('visitsSinceOrder'), get('daysSinceLastOrder')]
  const before = (visits - since + 1) / (get('knownDays') - gap + 30)
  if (before > 0) set('visitPaceSinceOrder', (since + 30 * before) / (gap + 30) / before)
}

const isLow = (stars: number): boolean => stars <= 2
const dearer = 0.02
const good = 4
const best = 5

const levers: Readonly<Record<PredictionLever, Lever>> = {
  ORDER: {
    // A second order on the day of the last one is the same purchase day: it changes nothing.
    fits: ({ get }) => get('daysSinceLastOrder') > 0 && get('purchaseDays') > 0,
    moves: () => 'daysSinceLastOrder',
    pull: buyToday,
  },
  VISIT: {
    fits: ({ get }) => get('daysSinceLastSeen') > 0,
    moves: () => 'daysSinceLastSeen',
    pull: visitToday,
  },
  COUPON: {
    fits: () => true,
    moves: () => 'couponViews90',
    pull: (facts) => add(facts, 'couponViews90', 1),
  },
  AMENDS: {
    fits: ({ get }) => isLow(get('lowestRatingSinceOrder')) || get('returnsSinceOrder') > 0,
    moves: ({ get }) => (isLow(get('lowestRatingSinceOrder')) ? 'lowestRatingSinceOrder' : 'returnsSinceOrder'),
    pull: ({ get, set }) => {
      if (isLow(get('lowestRatingSinceOrder'))) set('lowestRatingSinceOrder', good)
      if (get('lastRating') < good) set('lastRating', good)
      set('returnsSinceOrder', 0)
      set('ratingAfterReturn', Number.NaN)
    },
  },
  PRICE_AMENDS: {
    fits: ({ get }) => get('priceComplaintsSinceOrder') > 0 || get('lastPriceChange') > dearer,
    moves: ({ get }) => (get('lastPriceChange') > dearer ? 'lastPriceChange' : 'priceComplaintsSinceOrder'),
    pull: (facts) => {
      add(facts, 'couponViews90', 1)
      facts.set('priceComplaintsSinceOrder', 0)
      if (facts.get('lastPriceChange') > dearer) facts.set('lastPriceChange', 0)
    },
  },
  REVIEW: {
    fits: ({ get }) => get('purchaseDays') > 0,
    moves: () => 'ratings',
    pull: (facts) => {
      const { get, set } = facts
      const [ratings, mean] = [get('ratings'), get('ratingMean')]
      set('ratingMean', ratings > 0 ? (mean * ratings + best) / (ratings + 1) : best)
      add(facts, 'ratings', 1)
      set('lastRating', best)
      set('daysSinceRating', 0)
      if (Number.isNaN(get('lowestRatingSinceOrder'))) set('lowestRatingSinceOrder', best)
    },
  },
}

export interface PulledLever {
  /** As the table, with the lever pulled for everybody whom it fits. */
  readonly values: Float32Array
  /** Per row the place of the column that moves first; -1: it does not fit. */
  readonly moved: Int16Array
}

/**
 * What people would be, in the eyes of a model, had one thing happened to them today: all features that hang together move together. Rows whom it does not fit stay as they are.
 * Hand it blocks: it takes as much as the block itself.
 */
export const pullLever = (
  { rows, columns, values }: Pick<BehaviourTable, 'rows' | 'columns' | 'values'>,
  lever: PredictionLever,
): PulledLever => {
  const placeOf = new Map(columns.map(({ name }, place) => [name, place]))
  const changed = values.slice()
  const moved = new Int16Array(rows).fill(-1)
  const { fits, moves, pull } = levers[lever]
  for (let row = 0; row < rows; row++) {
    const facts: Facts = {
      get: (feature) => changed[(placeOf.get(feature) ?? -1) * rows + row] ?? Number.NaN,
      set: (feature, value) => {
        const place = placeOf.get(feature)
        if (place !== undefined) changed[place * rows + row] = value
      },
    }
    if (!fits(facts)) continue
    moved[row] = placeOf.get(moves(facts)) ?? -1
    if (moved[row] >= 0) pull(facts)
  }
  return { values: changed, moved }
}
