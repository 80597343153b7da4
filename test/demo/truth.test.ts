import { describe, expect, test } from 'vitest'
import { categories, companionShelves, shelves } from '../../src/demo/catalogue.ts'
import { createDemoOracle } from '../../src/demo/oracle.ts'
import { createDemoShop } from '../../src/demo/shop.ts'
import type { IncomingEvent } from '../../src/domain/event.ts'
import { type Biography, biographies, correlation, DAY, mean, until } from './log.ts'

const USERS = 4000
const options = { seed: 5, users: USERS, until }
const shop = createDemoShop(options)
const oracle = createDemoOracle(options)
const people = biographies(5, USERS)
const product = new Map(shop.products().map((found) => [found.productId, found]))

const purchases = ({ events }: Biography) => events.filter((event) => event.type === 'PURCHASE')
const categoryOf = (event: IncomingEvent) => product.get(event.productId ?? '')?.category?.split(' > ')[0] ?? ''
const shelfOf = (event: IncomingEvent) => product.get(event.productId ?? '')?.category?.split(' > ')[1] ?? ''
const ordersOf = (person: Biography) => new Set(purchases(person).map((event) => event.orderId)).size

describe('who comes back', () => {
  test('is as in a real shop: two of five to two of three buyers', () => {
    const days = people.map((person) => new Set(purchases(person).map((e) => Math.floor(e.timestamp / DAY))).size)
    const buyers = days.filter((n) => n > 0).length
    const share = days.filter((n) => n > 1).length / buyers
    expect(buyers / USERS).toBeGreaterThan(0.7)
    expect(share).toBeGreaterThan(0.4)
    expect(share).toBeLessThan(0.65)
  })

  test('never includes the churned: no event after the moment', () => {
    const churned = people.filter((person) => person.truth.churnedAt !== null)
    expect(churned.length).toBeGreaterThan(USERS * 0.15)
    expect(churned.length).toBeLessThan(USERS * 0.45)
    for (const { truth, events } of churned)
      expect(events.at(-1)?.timestamp).toBeLessThanOrEqual(truth.churnedAt?.getTime() ?? 0)
  })

  test('agrees with the counted orders and with the purchase rate', () => {
    for (const person of people) expect(person.truth.orders).toBe(ordersOf(person))
    const rates = people.map((person) => person.truth.purchaseRate)
    expect(correlation(rates, people.map(ordersOf))).toBeGreaterThan(0.5)
  })
})

describe('why people leave', () => {
  const leavers = (cause: string) => people.filter((person) => person.truth.churnCause === cause)

  test('is of every planted kind', () => {
    for (const cause of ['BAD_EXPERIENCE', 'RETURN', 'PRICE_RISE', 'SLOW_DRIFT', 'LOST_INTEREST'])
      expect(leavers(cause).length).toBeGreaterThan(40)
  })

  /** What came in about the last order. */
  const aftermath = (person: Biography) => {
    const last = purchases(person).at(-1)?.orderId
    return person.events.filter((event) => event.orderId === last && event.type !== 'PURCHASE')
  }

  test('shows before: a bad review, a return, or a remark on a pantry that became dearer', () => {
    for (const person of leavers('BAD_EXPERIENCE'))
      expect(aftermath(person).some(({ type, rating }) => type === 'REVIEW' && (rating ?? 5) <= 2)).toBe(true)
    for (const person of leavers('RETURN')) expect(aftermath(person).some(({ type }) => type === 'RETURN')).toBe(true)
    for (const person of leavers('PRICE_RISE')) {
      const dearer = aftermath(person).find(({ type, rating }) => type === 'REVIEW' && rating === 3)
      expect(dearer === undefined ? '' : categoryOf(dearer)).toBe('Pantry')
    }
  })

  test('shows before: drifters still look and no longer buy', () => {
    const drifters = leavers('SLOW_DRIFT')
    for (const { truth, events } of drifters) {
      const since = truth.driftingSince?.getTime() ?? 0
      expect(events.some((event) => event.type === 'PURCHASE' && event.timestamp > since)).toBe(false)
    }
    const stillLooked = drifters.filter(({ truth, events }) =>
      events.some((event) => event.type === 'VIEW' && event.timestamp > (truth.driftingSince?.getTime() ?? 0)),
    )
    expect(stillLooked.length / drifters.length).toBeGreaterThan(0.3)
  })

  test('a bad review is a warning: after it many more are gone than after a good one', () => {
    const goneShare = (bad: boolean) =>
      mean(
        people
          .filter(({ events }) => {
            const rating = events.findLast((event) => event.type === 'REVIEW')?.rating
            return rating !== undefined && rating !== null && (bad ? rating <= 2 : rating >= 4)
          })
          .map(({ truth }) => (truth.churnedAt === null ? 0 : 1)),
      )
    expect(goneShare(true)).toBeGreaterThan(goneShare(false) + 0.2)
  })
})

describe('the oracle', () => {
  test('is calibrated: of those it gives p of being there, a part p is', () => {
    const asked = people.filter((person) => person.truth.lastOrder !== null)
    const scored = asked.map(({ truth }) => ({
      p: oracle.probabilityAlive(truth.userId),
      alive: truth.churnedAt === null ? 1 : 0,
    }))
    for (let low = 0; low < 1; low += 0.25) {
      const bin = scored.filter(({ p }) => p >= low && p < low + 0.25 + (low === 0.75 ? 1 : 0))
      const p = mean(bin.map((one) => one.p))
      const error = 3.5 * Math.sqrt((p * (1 - p) + 0.001) / bin.length)
      expect(Math.abs(mean(bin.map((one) => one.alive)) - p)).toBeLessThan(error)
    }
  })

  test('knows nobody better alive than who never ordered', () => {
    const never = people.find((person) => person.truth.lastOrder === null)
    expect(oracle.probabilityAlive(never?.truth.userId ?? '')).toBe(1)
  })

  test('ranks categories by taste', () => {
    for (const { truth } of people.slice(0, 50)) {
      const ranking = oracle.categoryRanking(truth.userId)
      expect([...ranking].sort()).toEqual([...categories].sort())
      expect(truth.tastes[ranking[0]]).toBe(Math.max(...Object.values(truth.tastes)))
    }
  })

  test('gives coupons their sign', () => {
    for (const { truth } of people.slice(0, 500)) {
      const uplift = oracle.uplift(truth.userId)
      if (truth.couponResponse === 'PERSUADABLE') expect(uplift).toBeGreaterThan(0)
      else if (truth.couponResponse === 'DO_NOT_DISTURB') expect(uplift).toBeLessThan(0)
      else expect(uplift).toBe(0)
    }
  })
})

describe('what people like', () => {
  test('is what they buy', () => {
    const tastes: number[] = []
    const shares: number[] = []
    for (const person of people) {
      const bought = purchases(person)
      if (bought.length < 8) continue
      for (const category of categories) {
        tastes.push(person.truth.tastes[category])
        shares.push(bought.filter((event) => categoryOf(event) === category).length / bought.length)
      }
    }
    expect(tastes.length).toBeGreaterThan(5000)
    expect(correlation(tastes, shares)).toBeGreaterThan(0.8)
  })

  test('adds up to one', () => {
    for (const { truth } of people.slice(0, 100))
      expect(Object.values(truth.tastes).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  test('is cheaper within a shelf for the price sensitive', () => {
    const shelfMeans = new Map(
      shelves.map(({ shelf }) => {
        const prices = shop.products().filter((found) => found.category?.endsWith(` > ${shelf}`))
        return [shelf, mean(prices.map((found) => Math.log(found.price ?? 1)))]
      }),
    )
    const dearness = (keep: (sensitivity: number) => boolean) =>
      mean(
        people
          .filter((person) => keep(person.truth.priceSensitivity))
          .flatMap((person) => purchases(person))
          .map((e) => Math.log(product.get(e.productId ?? '')?.price ?? 1) - (shelfMeans.get(shelfOf(e)) ?? 0)),
      )
    expect(dearness((s) => s > 0.65)).toBeLessThan(dearness((s) => s < 0.25) - 0.25)
  })

  test('goes together: matching pairs are bought in one order far above chance', () => {
    const orders = new Map<string, Set<string>>()
    for (const e of people.flatMap(purchases)) {
      const id = e.orderId ?? ''
      orders.set(id, (orders.get(id) ?? new Set()).add(shelfOf(e)))
    }
    const baskets = [...orders.values()]
    const share = (...wanted: readonly string[]) =>
      baskets.filter((basket) => wanted.every((shelf) => basket.has(shelf))).length / baskets.length
    for (const [a, b] of Object.entries(companionShelves))
      expect(share(a, b) / (share(a) * share(b)), `${a} with ${b}`).toBeGreaterThan(2)
  })
})

describe('coupons', () => {
  interface Exposure {
    readonly response: string
    readonly treated: boolean
    readonly ordered: number
  }
  const isExposure = (e: IncomingEvent) => e.type === 'COUPON_VIEW' || e.type === 'CUSTOM'
  const exposures: readonly Exposure[] = people.flatMap(({ truth, events }) =>
    events
      .filter((e) => isExposure(e) && e.timestamp < until.getTime() - 14 * DAY)
      .map((e) => ({
        response: truth.couponResponse,
        treated: e.type === 'COUPON_VIEW',
        ordered: events.some(
          (later) =>
            later.type === 'PURCHASE' && later.timestamp >= e.timestamp && later.timestamp < e.timestamp + 14 * DAY,
        )
          ? 1
          : 0,
      })),
  )
  const rate = (response: string, treated: boolean) =>
    mean(exposures.filter((e) => e.response === response && e.treated === treated).map((e) => e.ordered))
  const effect = (response: string) => rate(response, true) - rate(response, false)

  test('are shown to a random half', () => {
    expect(exposures.length).toBeGreaterThan(2000)
    expect(Math.abs(mean(exposures.map((e) => (e.treated ? 1 : 0))) - 0.5)).toBeLessThan(0.04)
  })

  test('move the persuadable, put off those who want none, and leave the others alone', () => {
    expect(effect('PERSUADABLE')).toBeGreaterThan(0.15)
    expect(effect('DO_NOT_DISTURB')).toBeLessThan(-0.08)
    expect(Math.abs(effect('SURE_THING'))).toBeLessThan(0.08)
    expect(Math.abs(effect('LOST_CAUSE'))).toBeLessThan(0.08)
  })

  test('move them by as much as the oracle says', () => {
    const persuadable = people.filter(
      ({ truth, events }) => truth.couponResponse === 'PERSUADABLE' && events.some(isExposure),
    )
    const expected = mean(
      persuadable.flatMap(({ truth, events }) => events.filter(isExposure).map(() => oracle.uplift(truth.userId))),
    )
    expect(Math.abs(effect('PERSUADABLE') - expected)).toBeLessThan(0.1)
  })

  test('make an order cheaper where they are redeemed', () => {
    const redeemed = people.flatMap(({ events }) => events.filter((e) => e.type === 'COUPON_REDEEM'))
    expect(redeemed.length).toBeGreaterThan(200)
    const ids = new Set(redeemed.map((e) => e.orderId))
    const paidPart = (withCoupon: boolean) =>
      mean(
        people
          .flatMap(purchases)
          .filter((e) => ids.has(e.orderId) === withCoupon && categoryOf(e) !== 'Pantry')
          .map((e) => (e.unitPrice ?? 0) / (product.get(e.productId ?? '')?.price ?? 1)),
      )
    expect(paidPart(true)).toBeCloseTo(0.85, 2)
    expect(paidPart(false)).toBeCloseTo(1, 6)
  })
})

describe('the calendar', () => {
  const orderTimes = (language: string) =>
    people
      .filter(({ truth }) => truth.language === language)
      .flatMap((person) => purchases(person).map((e) => e.timestamp))
  const perDay = (times: readonly number[], from: string, to: string) =>
    times.filter((t) => t >= Date.parse(from) && t < Date.parse(to)).length /
    ((Date.parse(to) - Date.parse(from)) / DAY)

  test('has its rush before Christmas, its dip in summer and its silence at Chinese New Year', () => {
    const [en, zh] = [orderTimes('en'), orderTimes('zh')]
    expect(perDay(en, '2025-11-15', '2025-12-20')).toBeGreaterThan(1.2 * perDay(en, '2026-01-10', '2026-02-15'))
    expect(perDay([...en, ...zh], '2026-07-01', '2026-09-01')).toBeLessThan(
      0.9 * perDay([...en, ...zh], '2026-05-01', '2026-07-01'),
    )
    expect(perDay(zh, '2026-01-28', '2026-02-14')).toBeGreaterThan(2 * perDay(zh, '2026-02-15', '2026-02-22'))
    expect(perDay(zh, '2025-11-10', '2025-11-13')).toBeGreaterThan(1.5 * perDay(zh, '2025-11-14', '2025-11-30'))
  })

  test('sells Christmas things before Christmas and mooncakes before Mid-Autumn', () => {
    const sold = (shelf: string) => people.flatMap((person) => purchases(person).filter((e) => shelfOf(e) === shelf))
    const months = (shelf: string, wanted: readonly number[]) =>
      mean(sold(shelf).map((e) => (wanted.includes(new Date(e.timestamp).getUTCMonth() + 1) ? 1 : 0)))
    expect(months('Christmas', [11, 12])).toBeGreaterThan(0.6)
    expect(months('Mid-Autumn', [9, 10])).toBeGreaterThan(0.6)
    expect(months('Swim & Beach', [5, 6, 7, 8])).toBeGreaterThan(0.5)
  })

  test('knows night owls from early birds and weekends from weekdays', () => {
    const views = (archetype: string) =>
      people
        .filter(({ truth }) => truth.archetype === archetype)
        .flatMap(({ events }) => events.filter((e) => e.type === 'VIEW').map((e) => new Date(e.timestamp)))
    const share = (dates: readonly Date[], holds: (date: Date) => boolean) => mean(dates.map((d) => (holds(d) ? 1 : 0)))
    const late = (date: Date) => date.getUTCHours() >= 22 || date.getUTCHours() < 4
    expect(share(views('night-owl'), late)).toBeGreaterThan(0.6)
    expect(share(views('tea-lover'), late)).toBeLessThan(0.15)
    const weekend = (date: Date) => date.getUTCDay() % 6 === 0
    expect(share(views('weekend-wanderer'), weekend)).toBeGreaterThan(0.4)
    expect(share(views('desk-dweller'), weekend)).toBeLessThan(0.25)
  })
})
