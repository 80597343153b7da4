import { COUPON } from '../demo/campaigns.ts'
import { createDemoOracle } from '../demo/oracle.ts'
import { createDemoShop, type DemoShopOptions } from '../demo/shop.ts'
import type { BehaviourTable } from '../domain/behaviour.ts'
import type { IncomingEvent } from '../domain/event.ts'
import type { CouponExposure } from '../domain/uplift.ts'
import { byUser } from '../features/coupon-history.ts'
import { type CampaignCut, comparable, treatedRows, upliftColumns, withHistories } from '../jobs/uplift-rows.ts'
import type { Table } from '../models/classifiers/table.ts'
import { conformTable } from '../models/predictions/cut.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { createDemoBehaviour } from './demo-behaviour.ts'

const DAY = 86_400_000
const windowMs = COUPON.validDays * DAY
/** The campaign that is decided on begins in the last so many days of the log. */
const judgedDays = 90
/** Before it there was hardly a shop. */
const firstDays = 75

/** Somebody who comes to the shop while the campaign lasts, with what is true of them. */
export interface DemoTarget {
  readonly userId: string
  /** What their orders usually came to. */
  readonly orderValue: number
  readonly daysSinceOrder: number
  /** Probabilities of an order within the coupon's days, for one who knows. */
  readonly truth: Chances
  /** The same for one who knows the user's rates and how coupons before were taken, but not how the user responds. */
  readonly knowable: Chances
}

interface Chances {
  readonly without: number
  readonly with: number
}

export interface DemoUpliftData {
  /** Exposures of the campaigns before, as people were when each began. */
  readonly learned: Required<TreatedTable>
  readonly campaigns: number
  /** A row per target, as they were when the campaign that is decided on began. */
  readonly table: Table
  readonly targets: readonly DemoTarget[]
  readonly at: Date
}

const exposureOf = (userId: number, event: IncomingEvent, own: readonly IncomingEvent[]): CouponExposure[] => {
  const { type, properties, timestamp: at } = event
  const campaign = properties?.campaign
  const isHeldOut = type === 'CUSTOM' && properties?.name === 'coupon_held_out'
  if (typeof campaign !== 'string' || !(type === 'COUPON_VIEW' || isHeldOut)) return []
  const until = at + windowMs
  const bought = own.some((other) => other.type === 'PURCHASE' && other.timestamp >= at && other.timestamp < until)
  const discountShare = isHeldOut ? null : COUPON.discount
  return [{ userId, campaign, at, until, treated: !isHeldOut, kind: 'PERCENT', discountShare, bought }]
}

/** Everybody's events by place, in the order of users. */
const readEvents = (options: DemoShopOptions) => {
  const shop = createDemoShop(options)
  const ids = [...shop.users()].map(({ userId }) => userId)
  const events: IncomingEvent[][] = ids.map(() => [])
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  for (const event of shop.events()) events[placeOf.get(event.userId ?? '') ?? 0].push(event)
  return { ids, events }
}

const orderTotals = (events: readonly IncomingEvent[], before: number): readonly number[] => {
  const totals = new Map<string, number>()
  for (const { type, timestamp, orderId, quantity, unitPrice } of events)
    if (type === 'PURCHASE' && timestamp <= before && orderId !== null)
      totals.set(orderId, (totals.get(orderId) ?? 0) + (quantity ?? 1) * (unitPrice ?? 0))
  return [...totals.values()]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const daysSince = (events: readonly IncomingEvent[], at: number): number => {
  const last = events.findLast(({ type, timestamp }) => type === 'PURCHASE' && timestamp <= at)
  return last === undefined ? Number.POSITIVE_INFINITY : (at - last.timestamp) / DAY
}

/**
 * The generated shop on the day on which its last campaign but the newest begins: what could be learned from the campaigns before, and who will come while it lasts. Everything is told as of the day on which a campaign begins.
 */
export const readDemoUplift = (options: DemoShopOptions & { readonly days: number }): DemoUpliftData => {
  const { ids, events } = readEvents(options)
  const exposures = events.flatMap((own, place) => own.flatMap((event) => exposureOf(place, event, own)))
  const snapshotAt = createDemoBehaviour(options)
  const last = options.until.getTime() - judgedDays * DAY
  const first = options.until.getTime() - (options.days - firstDays) * DAY
  const campaigns = [...Map.groupBy(exposures, ({ campaign }) => campaign).values()]
    .map((own) => ({ own, at: Math.min(...own.map(({ at }) => at)) - 1 }))
    .filter(({ at }) => at >= first && at <= last)
    .sort((a, b) => a.at - b.at)
  const tables = new Map<number, BehaviourTable>(campaigns.map(({ at }) => [at, snapshotAt(new Date(at)).table]))
  const cuts = withHistories(
    campaigns.map(({ own, at }): CampaignCut => ({ at, exposures: own, table: tables.get(at) as BehaviourTable })),
    exposures,
  )
  const [judged, before] = [cuts[cuts.length - 1], cuts.slice(0, -1)]
  const over = before.filter(({ exposures }) => exposures.every(({ until }) => until <= judged.at))
  const columns = upliftColumns(judged.table)
  const rowOf = new Map(Array.from(judged.table.userIds, (place, row) => [place, row]))
  const there = judged.exposures.filter(({ userId }) => rowOf.has(userId))
  const oracle = createDemoOracle(options)
  const past = byUser(exposures)
  const usual = mean(events.flatMap((own) => orderTotals(own, judged.at)))
  return {
    learned: treatedRows(comparable(over, options.seed), columns),
    campaigns: over.length,
    table: conformTable(
      judged.table,
      columns,
      Int32Array.from(there, ({ userId }) => rowOf.get(userId) ?? 0),
    ),
    targets: there.map(({ userId: place }) => {
      const totals = orderTotals(events[place], judged.at)
      return {
        userId: ids[place],
        orderValue: totals.length === 0 ? usual : mean(totals),
        daysSinceOrder: daysSince(events[place], judged.at),
        truth: oracle.couponChances(ids[place]),
        knowable: oracle.expectedCouponChances(
          ids[place],
          (past.get(place) ?? []).filter(({ until }) => until <= judged.at),
        ),
      }
    }),
    at: new Date(judged.at),
  }
}
