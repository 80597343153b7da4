import type { BehaviourDay, BehaviourPerson } from '../domain/behaviour.ts'

/** Sums over a stretch of days. */
interface Sums {
  purchaseDays: number
  activeDays: number
  /** Days on which somebody looked around or bought; a review or a return alone is no visit. */
  visitDays: number
  views: number
  searches: number
  cartAdds: number
  cartRemoves: number
  spend: number
  couponViews: number
  couponRedemptions: number
}

const nothing = (): Sums => ({
  purchaseDays: 0,
  activeDays: 0,
  visitDays: 0,
  views: 0,
  searches: 0,
  cartAdds: 0,
  cartRemoves: 0,
  spend: 0,
  couponViews: 0,
  couponRedemptions: 0,
})

export const windows = [7, 30, 60, 90, 180] as const

/** One person's days added up; local to one call, handed out readonly. Days without a value are NaN. */
interface Growing {
  all: Sums
  within: Record<(typeof windows)[number], Sums>
  sinceOrder: Sums
  firstOrder: number
  lastOrder: number
  gaps: number
  gapSum: number
  gapSquares: number
  lastGap: number
  firstSeen: number
  lastSeen: number
  lines: number
  quantity: number
  lastSpend: number
  returns: number
  returnedValue: number
  lastReturn: number
  returnsSinceOrder: number
  ratings: number
  ratingSum: number
  lastRating: number
  lastRatingAt: number
  lowestSinceOrder: number
  /** The lowest rating that was given after something had been sent back of the last order: it is about that. */
  afterReturn: number
  lowest180: number
  lowRatingDays: number
  lastLowRating: number
  priceComplaints: number
  complaintsSinceOrder: number
  lastPriceChange: number
  mostPriceChange180: number
  events: number
  morning: number
  evening: number
  night: number
  weekend: number
}

export type BehaviourSummary = Readonly<Omit<Growing, 'all' | 'within' | 'sinceOrder'>> & {
  readonly all: Readonly<Sums>
  readonly within: Readonly<Record<(typeof windows)[number], Readonly<Sums>>>
  /** Of the days after the last purchase day. */
  readonly sinceOrder: Readonly<Sums>
  readonly person: BehaviourPerson
  /** Days between two purchase days as far as is known: the own gaps with two of the shop's. */
  readonly usualGapDays: number
  /** 0..1: how far the year has come at the cut. */
  readonly yearShare: number
}

const start = (): Growing => ({
  all: nothing(),
  within: { 7: nothing(), 30: nothing(), 60: nothing(), 90: nothing(), 180: nothing() },
  sinceOrder: nothing(),
  firstOrder: Number.NaN,
  lastOrder: Number.NaN,
  gaps: 0,
  gapSum: 0,
  gapSquares: 0,
  lastGap: Number.NaN,
  firstSeen: Number.NaN,
  lastSeen: Number.NaN,
  lines: 0,
  quantity: 0,
  lastSpend: Number.NaN,
  returns: 0,
  returnedValue: 0,
  lastReturn: Number.NaN,
  returnsSinceOrder: 0,
  ratings: 0,
  ratingSum: 0,
  lastRating: Number.NaN,
  lastRatingAt: Number.NaN,
  lowestSinceOrder: Number.NaN,
  afterReturn: Number.NaN,
  lowest180: Number.NaN,
  lowRatingDays: 0,
  lastLowRating: Number.NaN,
  priceComplaints: 0,
  complaintsSinceOrder: 0,
  lastPriceChange: Number.NaN,
  mostPriceChange180: Number.NaN,
  events: 0,
  morning: 0,
  evening: 0,
  night: 0,
  weekend: 0,
})

const add = (sums: Sums, day: BehaviourDay): void => {
  sums.activeDays++
  if (day.lines > 0) sums.purchaseDays++
  if (day.lines + day.views + day.searches + day.cartAdds + day.cartRemoves + day.couponViews > 0) sums.visitDays++
  sums.views += day.views
  sums.searches += day.searches
  sums.cartAdds += day.cartAdds
  sums.cartRemoves += day.cartRemoves
  sums.spend += day.spend
  sums.couponViews += day.couponViews
  sums.couponRedemptions += day.couponRedemptions
}

/** An order wipes out what happened since the one before. */
const meetOrder = (so: Growing, day: BehaviourDay): void => {
  if (so.all.purchaseDays > 0) {
    so.lastGap = so.lastOrder - day.ago
    so.gaps++
    so.gapSum += so.lastGap
    so.gapSquares += so.lastGap ** 2
  } else so.firstOrder = day.ago
  so.lastOrder = day.ago
  so.lines += day.lines
  so.quantity += day.quantity
  so.lastSpend = day.spend
  so.lastPriceChange = day.priceChange
  so.sinceOrder = nothing()
  so.returnsSinceOrder = 0
  so.complaintsSinceOrder = 0
  so.lowestSinceOrder = Number.NaN
  so.afterReturn = Number.NaN
}

const lower = (a: number, b: number): number => (a < b ? a : b < a || Number.isNaN(a) ? b : a)

const meetVoice = (so: Growing, day: BehaviourDay): void => {
  so.returns += day.returns
  so.returnsSinceOrder += day.returns
  so.returnedValue += day.returnedValue
  if (day.returns > 0) so.lastReturn = day.ago
  so.priceComplaints += day.priceComplaints
  so.complaintsSinceOrder += day.priceComplaints
  if (!(day.ratings > 0)) return
  so.ratings += day.ratings
  so.ratingSum += day.ratingSum
  so.lastRatingAt = day.ago
  if (so.returnsSinceOrder > 0) {
    so.afterReturn = lower(so.afterReturn, day.lowestRating)
    return
  }
  so.lastRating = day.ratingSum / day.ratings
  so.lowestSinceOrder = lower(so.lowestSinceOrder, day.lowestRating)
  if (day.ago <= 180) so.lowest180 = lower(so.lowest180, day.lowestRating)
  if (day.lowestRating > 2) return
  so.lowRatingDays++
  so.lastLowRating = day.ago
}

const meetHours = (so: Growing, day: BehaviourDay, cutWeekday: number): void => {
  so.events += day.events
  so.morning += day.morningEvents
  so.evening += day.eveningEvents
  so.night += day.nightEvents
  if ((((cutWeekday - day.ago) % 7) + 7) % 7 >= 5) so.weekend += day.events
}

const meet = (so: Growing, day: BehaviourDay, cutWeekday: number): void => {
  if (day.lines > 0) meetOrder(so, day)
  else add(so.sinceOrder, day)
  add(so.all, day)
  for (const length of windows) if (day.ago < length) add(so.within[length], day)
  if (Number.isNaN(so.firstSeen)) so.firstSeen = day.ago
  so.lastSeen = day.ago
  if (day.ago <= 180) so.mostPriceChange180 = -lower(-so.mostPriceChange180, -day.priceChange)
  meetVoice(so, day)
  meetHours(so, day, cutWeekday)
}

/** How much the shop's rhythm weighs beside one's own, in gaps: who came twice is not yet of a habit. */
const shopGaps = 2

/** Where and when the cut is, and how people of the shop usually buy. */
export interface BehaviourCut {
  /** 0 is Monday, as `createLocalClock` counts. */
  readonly weekday: number
  /** 0..1 */
  readonly yearShare: number
  /** Days between two purchase days in this shop, the median before the cut. */
  readonly shopGapDays: number
}

/** Adds up one person's days, oldest first, one entry a day, none after the cut. */
export const summariseBehaviour = (
  days: readonly BehaviourDay[],
  person: BehaviourPerson,
  { weekday, yearShare, shopGapDays }: BehaviourCut,
): BehaviourSummary => {
  const so = start()
  for (const day of days) meet(so, day, weekday)
  const usualGapDays = (so.gapSum + shopGaps * shopGapDays) / (so.gaps + shopGaps)
  return { ...so, person, usualGapDays, yearShare }
}
