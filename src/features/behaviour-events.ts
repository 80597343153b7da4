import type { BehaviourDay } from '../domain/behaviour.ts'
import type { IncomingEvent } from '../domain/event.ts'
import { createLocalClock } from './local-time.ts'

/** Said in a review that is no praise; `store/behaviour-days.ts` has the same words. */
const priceWords = /price|pricey|expensive|dearer|costs? (more|too)|cheaper elsewhere|价格|涨价|贵了|太贵|有点贵/i

const monthOf = (day: number): number => {
  const date = new Date(day * 86_400_000)
  return 12 * date.getUTCFullYear() + date.getUTCMonth()
}

const asks = new Set(['VIEW', 'ADD_TO_CART', 'PURCHASE'])

/** What products cost before: by product and month what was asked for them, summed up. */
const createPriceMemory = () => {
  const asked = new Map<string, Map<number, { price: number; times: number }>>()
  return {
    learn: ({ type, productId, unitPrice }: IncomingEvent, month: number): void => {
      if (productId === null || unitPrice === null || unitPrice <= 0 || !asks.has(type)) return
      const months = asked.get(productId) ?? new Map<number, { price: number; times: number }>()
      const known = months.get(month) ?? { price: 0, times: 0 }
      months.set(month, { price: known.price + unitPrice, times: known.times + 1 })
      asked.set(productId, months)
    },
    /** Of the twelve months before that month; NaN where nothing is known. */
    usual: (productId: string, month: number): number => {
      let [price, times] = [0, 0]
      for (const [at, known] of asked.get(productId) ?? []) {
        if (at >= month || at < month - 12) continue
        price += known.price
        times += known.times
      }
      return price / times
    },
  }
}

type OpenDay = { -readonly [Field in keyof BehaviourDay]: number } & { changes: number }

const openDay = (ago: number): OpenDay => ({
  ago,
  events: 0,
  views: 0,
  searches: 0,
  cartAdds: 0,
  cartRemoves: 0,
  lines: 0,
  quantity: 0,
  spend: 0,
  returns: 0,
  returnedValue: 0,
  ratings: 0,
  ratingSum: 0,
  lowestRating: Number.NaN,
  priceComplaints: 0,
  couponViews: 0,
  couponRedemptions: 0,
  morningEvents: 0,
  eveningEvents: 0,
  nightEvents: 0,
  priceChange: Number.NaN,
  changes: 0,
})

const counters: Readonly<Partial<Record<IncomingEvent['type'], keyof BehaviourDay>>> = {
  VIEW: 'views',
  SEARCH: 'searches',
  ADD_TO_CART: 'cartAdds',
  REMOVE_FROM_CART: 'cartRemoves',
  PURCHASE: 'lines',
  RETURN: 'returns',
  COUPON_VIEW: 'couponViews',
  COUPON_REDEEM: 'couponRedemptions',
}

const meetReview = (day: OpenDay, { rating, text }: IncomingEvent): void => {
  if (rating !== null) {
    day.ratings++
    day.ratingSum += rating
    day.lowestRating = Number.isNaN(day.lowestRating) ? rating : Math.min(rating, day.lowestRating)
  }
  if ((rating ?? 3) <= 3 && priceWords.test(text ?? '')) day.priceComplaints++
}

const meetPrice = (day: OpenDay, change: number): void => {
  if (!Number.isFinite(change)) return
  const known = day.changes === 0 ? 0 : day.priceChange
  day.changes++
  day.priceChange = known + (change - known) / day.changes
}

const meet = (day: OpenDay, event: IncomingEvent, hour: number): void => {
  const { type, quantity, unitPrice } = event
  const pieces = Math.abs(quantity ?? 1)
  day.events++
  const counter = counters[type]
  if (counter) day[counter]++
  if (type === 'PURCHASE') {
    day.quantity += pieces
    day.spend += pieces * (unitPrice ?? 0)
  }
  if (type === 'RETURN') day.returnedValue += pieces * (unitPrice ?? 0)
  if (type === 'REVIEW') meetReview(day, event)
  if (hour >= 5 && hour < 12) day.morningEvents++
  if (hour >= 17 && hour < 22) day.eveningEvents++
  if (hour >= 22 || hour < 5) day.nightEvents++
}

/**
 * Days of people before a cut, made from events instead of read from the database: per person, whose events come in time order, oldest day first.
 * The same numbers as `store/behaviour-days.ts` adds up, from the same events.
 */
export const behaviourDaysOf = (
  people: readonly (readonly IncomingEvent[])[],
  { asOf, timeZone }: { readonly asOf: Date; readonly timeZone: string },
): readonly (readonly BehaviourDay[])[] => {
  const clock = createLocalClock(timeZone)
  const cutDay = clock(asOf.getTime()).day
  const until = asOf.getTime()
  const prices = createPriceMemory()
  const past = people.map((events) => events.filter(({ timestamp }) => timestamp <= until))
  for (const events of past) for (const event of events) prices.learn(event, monthOf(clock(event.timestamp).day))
  return past.map((events) => {
    const days: OpenDay[] = []
    for (const event of events) {
      const { day, hour } = clock(event.timestamp)
      if (days.at(-1)?.ago !== cutDay - day) days.push(openDay(cutDay - day))
      const open = days[days.length - 1]
      meet(open, event, hour)
      if (event.type !== 'PURCHASE' || event.productId === null || !((event.unitPrice ?? 0) > 0)) continue
      meetPrice(open, (event.unitPrice ?? 0) / prices.usual(event.productId, monthOf(day)) - 1)
    }
    return days.map(({ changes: _, ...day }) => day)
  })
}
