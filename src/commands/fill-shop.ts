import type { DemoShop } from '../demo/shop.ts'
import type { IncomingEvent } from '../domain/event.ts'
import { ingestAssignments, ingestRedemptions } from '../store/campaigns/ingest-assignments.ts'
import { ingestCampaigns } from '../store/campaigns/ingest-campaigns.ts'
import { ingestCoupons } from '../store/campaigns/ingest-coupons.ts'
import type { Database } from '../store/database.ts'
import { ingestProducts } from '../store/ingest-products.ts'
import { ingestUsers } from '../store/ingest-users.ts'
import { trackEvents } from '../store/track-events.ts'
import { assignmentsIn, redemptionsIn, toIncomingCampaign, toIncomingCoupon } from './demo-campaigns.ts'

export interface FilledShop {
  readonly products: number
  readonly users: number
  readonly events: number
}

function* batchesOf<T>(records: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = []
  for (const record of records) {
    batch.push(record)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

const usersPerBatch = 5000
const eventsPerBatch = 20_000

/** Stores events and, of the campaigns that they speak of, who was in them and what came of it. */
const storeEvents = async (
  database: Database,
  events: readonly IncomingEvent[],
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): Promise<void> => {
  await trackEvents(database, events, timeZone)
  await database.transaction(async (client) => {
    await ingestAssignments(client, assignmentsIn(events), now)
    await ingestRedemptions(client, redemptionsIn(events), now)
  })
}

/** Stores a made-up shop the way that imports and live events go. `now`: when consents were given. */
export const fillShop = async (
  database: Database,
  shop: DemoShop,
  { timeZone, now, signal }: { readonly timeZone: string; readonly now: Date; readonly signal: AbortSignal },
): Promise<FilledShop> => {
  const products = shop.products()
  await database.transaction((client) => ingestProducts(client, products))
  await database.transaction(async (client) => {
    await ingestCampaigns(client, shop.campaigns().map(toIncomingCampaign), now)
    await ingestCoupons(client, shop.campaigns().map(toIncomingCoupon), now)
  })
  let users = 0
  for (const batch of batchesOf(shop.users(), usersPerBatch)) {
    signal.throwIfAborted()
    await database.transaction((client) => ingestUsers(client, batch, now))
    users += batch.length
  }
  let events = 0
  let storing: Promise<unknown> = Promise.resolve()
  for (const batch of batchesOf<IncomingEvent>(shop.events(), eventsPerBatch)) {
    signal.throwIfAborted()
    // While one batch is stored the next is made up.
    await storing
    storing = storeEvents(database, batch, { timeZone, now })
    events += batch.length
  }
  await storing
  await database.pool.query(
    'ANALYZE users, products, events, orders, user_products, coupon_assignments, coupon_redemptions',
  )
  return { products: products.length, users, events }
}
